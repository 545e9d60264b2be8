import type { Json, JsonObject } from '../../kernel/json.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { leavesOf } from './leaves-of.ts';
import { rulesIn } from './read-ingress.ts';
import { type Spoken, scheduleIn } from './read-schedule.ts';
import { thresholdIn } from './read-threshold.ts';

/** A value for a property that is said in a form of its own, with all stretches of text that say it. */
export interface SpecialValue {
  readonly pointer: string;
  readonly value: Json;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

/** Properties that say when something happens, as EventBridge writes it. */
const scheduled = /^(?:ScheduleExpression|Schedule)$/;

/** Whether a type says when something happens. */
export function scheduleOf(type: ResourceType): string | null {
  if (!/^AWS::(?:Events::Rule|Scheduler::Schedule|SSM::MaintenanceWindow|Glue::Trigger|Synthetics::Canary)$/.test(type.name)) return null;
  return leavesOf(type).find(({ own, property }) => scheduled.test(own) && property.shape.kind === 'string')?.pointer ?? null;
}

/** The current runtime by the end of a file's name. */
const runtimes: Readonly<Record<string, string>> = { py: 'python3.13', js: 'nodejs22.x', mjs: 'nodejs22.x', rb: 'ruby3.4' };

/** The rules of a security group that nobody says where they come from: the private ranges. */
const within = '10.0.0.0/8';

/**
 * What a text says of a type in forms of their own: when something happens, above what an alarm goes off, and what a security group lets in. `whole` is the text around the stretch, for what may stand
 * anywhere in it: where that is null, it is looked for in the stretch alone.
 */
export function specialValues(type: ResourceType, stretch: string, offset: number, whole: string | null, { lexicons }: KnowledgeBase): SpecialValue[] {
  const found: SpecialValue[] = [];
  const [text, from] = whole === null ? [stretch, offset] : [whole, 0];
  const spanOf = ({ start, end }: Spoken<unknown>, by: number) => ({ start: start + by, end: end + by });
  const schedule = scheduleOf(type);
  const when = schedule === null ? null : scheduleIn(text);
  if (schedule !== null && when !== null) found.push({ pointer: schedule, value: when.value, spans: [spanOf(when, from)] });
  const limit = type.name === 'AWS::CloudWatch::Alarm' ? thresholdIn(text) : null;
  if (limit !== null) for (const [name, value] of Object.entries(limit.value)) found.push({ pointer: `/${name}`, value, spans: [spanOf(limit, from)] });
  const file = type.name === 'AWS::Lambda::Function' ? /\b(?:(?:to\s+)?(?:run|execute)s?\s+)?(?:an?\s+|the\s+|its\s+)?(?:file|script|code)\s*(?:in|from|named|called)?\s*["'`]([\w-]+)\.(py|m?js|rb)["'`]/iu.exec(stretch) : null;
  if (file !== null) {
    const span = { start: offset + file.index, end: offset + file.index + file[0].length };
    found.push({ pointer: '/Handler', value: `${file[1]}.handler`, spans: [span] }, { pointer: '/Runtime', value: runtimes[file[2]?.toLowerCase() ?? ''] ?? 'python3.13', spans: [span] });
  }
  if (/^AWS::EC2::SecurityGroup(?:Ingress|Egress)?$/.test(type.name)) {
    const spanOf = (rule: Spoken<unknown>, by: number) => widened(stretch, rule, by);
    const ports = Object.assign({}, ...lexicons.map((lexicon) => lexicon.ports)) as (typeof lexicons)[number]['ports'];
    const { ingress, egress, open } = rulesIn(stretch, ports);
    const inward = [...ingress, ...open.map((rule) => ({ ...rule, value: { ...rule.value, CidrIp: within } }))];
    if (type.name === 'AWS::EC2::SecurityGroup') {
      for (const [name, rules] of [['SecurityGroupIngress', inward] as const, ['SecurityGroupEgress', egress] as const])
        if (rules.length > 0) found.push({ pointer: `/${name}`, value: rules.map(({ value }) => value), spans: rules.map((rule) => spanOf(rule, offset)) });
    } else {
      const [rule] = type.name.endsWith('Ingress') ? inward : egress;
      if (rule !== undefined)
        for (const [name, value] of Object.entries(rule.value as JsonObject)) found.push({ pointer: `/${name}`, value, spans: [spanOf(rule, offset)] });
    }
  }
  return found;
}

const leadIn = /(?:(?:^|[\s,(])(?:that|which|to|and|with|only|should|will|can|be|is|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|open(?:s|ed|ing)?|accept(?:s|ing)?|enabl(?:es|ing)|inbound|outbound|incoming|outgoing|ingress|egress|traffic|rules?|access|connections?|for|on|over|through|via|the|all|from|its)(?=[\s,)]))+\s*$/iu;

/** A rule with the words around it that only say that it is one. */
function widened(text: string, { start, end }: Spoken<unknown>, by: number): { readonly start: number; readonly end: number } {
  const lead = leadIn.exec(text.slice(0, start))?.[0].length ?? 0;
  const tail = /^\s*(?:traffic|access|connections?|only|protocol|using tcp|over tcp|\(tcp\))\b/iu.exec(text.slice(end))?.[0].length ?? 0;
  return { start: by + start - lead, end: by + end + tail };
}
