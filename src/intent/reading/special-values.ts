import type { Json, JsonObject } from '../../kernel/json.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { leavesOf } from './leaves-of.ts';
import { countsIn } from './read-counts.ts';
import { rulesIn } from './read-ingress.ts';
import { asCron, type Spoken, scheduleIn } from './read-schedule.ts';
import { thresholdIn } from './read-threshold.ts';
import { versionIn } from './read-version.ts';

/** A value for a property that is said in a form of its own, with all stretches of text that say it. */
export interface SpecialValue {
  readonly pointer: string;
  readonly value: Json;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  /** Why a part of it that nobody said is as it is. */
  readonly because?: string;
}

/** Properties that say when something happens, as EventBridge writes it. */
const scheduled = /^(?:ScheduleExpression|Schedule)$/;

/** Whether a type says when something happens. */
export function scheduleOf(type: ResourceType): string | null {
  if (!/^AWS::(?:Events::Rule|Scheduler::Schedule|SSM::MaintenanceWindow|Glue::(?:Trigger|Crawler)|Synthetics::Canary)$/.test(type.name)) return null;
  return leavesOf(type).find(({ own, property }) => scheduled.test(own) && property.shape.kind === 'string')?.pointer ?? null;
}

/** The current runtime by the end of a file's name. */
const runtimes: Readonly<Record<string, string>> = { py: 'python3.13', js: 'nodejs22.x', mjs: 'nodejs22.x', rb: 'ruby3.4' };

/** The rules of a security group that nobody says where they come from: the private ranges. */
const within = '10.0.0.0/8';

/**
 * What a text says of a type in forms of their own: when something happens, above what an alarm goes off, and what a security group lets in. `whole` is the text around the stretch, for what may stand
 * anywhere in it: where that is null, it is looked for in the stretch alone. `called` are the words that name the thing.
 */
export function specialValues(
  type: ResourceType,
  { stretch, offset, whole, called }: { readonly stretch: string; readonly offset: number; readonly whole: string | null; readonly called: string },
  knowledge: KnowledgeBase,
): SpecialValue[] {
  const { lexicons } = knowledge;
  const found: SpecialValue[] = [];
  const [text, from] = whole === null ? [stretch, offset] : [whole, 0];
  const spanOf = ({ start, end }: Spoken<unknown>, by: number) => ({ start: start + by, end: end + by });
  const schedule = scheduleOf(type);
  const when = schedule === null ? null : scheduleIn(text);
  const written = when === null || !type.name.startsWith('AWS::Glue::') ? (when?.value ?? null) : asCron(when.value);
  if (schedule !== null && when !== null && written !== null) found.push({ pointer: schedule, value: written, spans: [spanOf(when, from)] });
  for (const { pointer, value, spans } of countsIn(type.name, stretch, knowledge)) {
    const asText = leavesOf(type).find((leaf) => leaf.pointer === pointer)?.property.shape.kind === 'string';
    found.push({ pointer, value: asText ? String(value) : value, spans: spans.map(({ start, end }) => ({ start: offset + start, end: offset + end })) });
  }
  const limit = type.name === 'AWS::CloudWatch::Alarm' ? thresholdIn(text) : null;
  if (limit !== null) for (const [name, value] of Object.entries(limit.value)) found.push({ pointer: `/${name}`, value, spans: [spanOf(limit, from)] });
  const version = versionIn(type.name, stretch, called, knowledge);
  if (version !== null) found.push({ pointer: version.pointer, value: version.value, spans: [spanOf({ ...version, value: null }, offset)] });
  if (type.name === 'AWS::Route53::RecordSet')
    for (const one of recordIn(stretch)) found.push({ ...one, spans: one.spans.map(({ start, end }) => ({ start: start + offset, end: end + offset })) });
  const mail = type.name === 'AWS::SNS::Subscription' ? /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/u.exec(stretch) : null;
  if (mail !== null) {
    const spans = [{ start: offset + mail.index, end: offset + mail.index + mail[0].length }];
    found.push({ pointer: '/Endpoint', value: mail[0], spans }, { pointer: '/Protocol', value: 'email', spans });
  }
  const domain =
    type.name === 'AWS::Route53::HostedZone' ? /(?:\bfor\s+(?:the\s+)?(?:domain\s+)?)?["'`]?((?:[a-z0-9-]+\.)+[a-z]{2,12})\b["'`]?/iu.exec(stretch) : null;
  if (domain?.[1] !== undefined)
    found.push({ pointer: '/Name', value: domain[1], spans: [{ start: offset + domain.index, end: offset + domain.index + domain[0].length }] });
  const capacity = type.name === 'AWS::DynamoDB::Table' ? capacityIn(stretch) : null;
  if (capacity !== null) {
    const spans = [{ start: offset + capacity.start, end: offset + capacity.end }];
    found.push({ pointer: '/BillingMode', value: 'PROVISIONED', spans }, { pointer: '/ProvisionedThroughput', value: capacity.value, spans });
  }
  const file =
    type.name === 'AWS::Lambda::Function'
      ? /\b(?:(?:to\s+)?(?:run|execute)s?\s+)?(?:an?\s+|the\s+|its\s+)?(?:file|script|code)\s*(?:in|from|named|called)?\s*["'`]([\w-]+)\.(py|m?js|rb)["'`]/iu.exec(
          stretch,
        )
      : null;
  if (file !== null) {
    const span = { start: offset + file.index, end: offset + file.index + file[0].length };
    found.push(
      { pointer: '/Handler', value: `${file[1]}.handler`, spans: [span] },
      { pointer: '/Runtime', value: runtimes[file[2]?.toLowerCase() ?? ''] ?? 'python3.13', spans: [span] },
    );
  }
  if (/^AWS::EC2::SecurityGroup(?:Ingress|Egress)?$/.test(type.name)) {
    const ports = Object.assign({}, ...lexicons.map((lexicon) => lexicon.ports)) as (typeof lexicons)[number]['ports'];
    const { ingress, egress, open, spans: said } = rulesIn(stretch, ports);
    const inward = [...ingress, ...open.map((rule) => ({ ...rule, CidrIp: within }))];
    const spans = said.map(({ start, end }) => ({ start: offset + start, end: offset + end }));
    const taken = open.length === 0 ? {} : { because: `lets in ${within} alone, where nobody says from where` };
    if (type.name === 'AWS::EC2::SecurityGroup') {
      if (inward.length > 0) found.push({ pointer: '/SecurityGroupIngress', value: inward, spans, ...taken });
      if (egress.length > 0) found.push({ pointer: '/SecurityGroupEgress', value: egress, spans });
    } else {
      const isInward = type.name.endsWith('Ingress');
      // It is one rule: which of several it is nobody can tell.
      const [rule = {}, ...others] = [...inward, ...egress];
      if (others.length > 0 || isInward !== inward.length > 0) return found;
      for (const [name, value] of Object.entries(rule)) found.push({ pointer: `/${name}`, value, spans, ...(isInward && name === 'CidrIp' ? taken : {}) });
    }
  }
  return found;
}

/** "Provisioned capacity of 5 read and 10 write units", "read capacity of 5 and write capacity of 5". Null where one of both is missing. */
function capacityIn(text: string): Spoken<JsonObject> | null {
  const unit = String.raw`(?:\s*capacit(?:y|ies))?(?:\s*units?)?`;
  const parts = (['read', 'write'] as const).map((kind) =>
    new RegExp(
      String.raw`(?<before>\d{1,6})\s*${kind}s?${unit}|\b${kind}(?:[\s_]*capacit(?:y|ies))?(?:[\s_]*units?)?\s*(?:of|to|=|:|is|set to)?\s*["']?(?<after>\d{1,6})\b["']?`,
      'iu',
    ).exec(text),
  );
  const [read, write] = parts;
  if (read == null || write == null) return null;
  const amount = (found: RegExpExecArray): number => Number(found.groups?.['before'] ?? found.groups?.['after']);
  const lead =
    /(?:\bprovisioned\s+)?(?:\b(?:capacity|throughput|billing|mode)\s+)*(?:\bof\s+)?$/iu.exec(text.slice(0, Math.min(read.index, write.index)))?.[0].length ??
    0;
  const start = Math.min(read.index, write.index) - lead;
  const end = Math.max(read.index + read[0].length, write.index + write[0].length);
  return { value: { ReadCapacityUnits: amount(read), WriteCapacityUnits: amount(write) }, start, end };
}

/** "An A record for www.example.com pointing to 192.0.2.7": what a record is, is called, and leads to. */
function recordIn(text: string): SpecialValue[] {
  const read = (pointer: string, pattern: RegExp, value: (said: string) => Json): SpecialValue[] => {
    const found = pattern.exec(text);
    const said = found?.[1];
    return found === null || said === undefined ? [] : [{ pointer, value: value(said), spans: [{ start: found.index, end: found.index + found[0].length }] }];
  };
  return [
    ...read('/Type', /\b(A|AAAA|CNAME|MX|TXT|NS|SRV|CAA|PTR)(?=\s*(?:$|type|record))/u, (said) => said),
    ...read('/Name', /(?:^\s*|\b(?:for|named?|called)\s*(?:of|=|:|is)?\s*)["'`]?((?:[a-z0-9_-]+\.)+[a-z]{2,12})\b["'`]?/iu, (said) => said),
    ...read(
      '/ResourceRecords',
      /\b(?:point(?:s|ing)?\s+(?:to|at)|with\s+(?:the\s+)?values?(?:\s+of)?|values?\s*(?:of|=|:|is)|to\s+(?:the\s+)?(?:ip|address))\s*(?:the\s+)?(?:ip\s+)?(?:address\s+)?["'`]?(\d{1,3}(?:\.\d{1,3}){3})\b["'`]?/iu,
      (said) => [said],
    ),
    ...read('/TTL', /\bttl\s*(?:of|=|:|is)?\s*(\d{1,6})\b(?:\s*seconds?)?/iu, (said) => said),
  ];
}
