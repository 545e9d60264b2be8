import { z } from 'zod';
import { problem } from '../../src/kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import { accountId, type Place, regionName } from '../../src/model/target.ts';
import type { Line } from './read-lines.ts';

/** With the base registry alone, or with the imported schemas laid over it. */
const mode = z.enum(['base', 'schema']);
export type Mode = z.infer<typeof mode>;

export interface CaseNode {
  readonly node: string;
  readonly type: string;
  /** The primary identifier, where the line says it. */
  readonly identifier: string | null;
  /** What may stand in for an identifier that does not follow from the live properties. */
  readonly fallback: string;
  /** Null when it is not wanted (any more). */
  readonly desired: JsonObject | null;
  /** Null when nothing is there. */
  readonly live: JsonObject | null;
  /** Null when there is no record of what was applied. */
  readonly applied: JsonObject | null;
  /** What a read returned right after that; null when it is not known. */
  readonly settled: JsonObject | null;
  readonly dependsOn: readonly string[];
  readonly retain: boolean;
}

/** One line of a file, whatever its kind: nodes to be planned together. */
export interface Case {
  /** `several`: the line is a plan of nodes, however many it has. */
  readonly shape: 'one' | 'several';
  readonly nodes: readonly CaseNode[];
  readonly place: Place;
  /** The modes that the line asks for; null when it does not say. */
  readonly modes: readonly Mode[] | null;
  /** Whether the line is of the kind that is meant for both modes when it does not say. */
  readonly bothModes: boolean;
  /** KMS key ids by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** What is right with records must be right without them, too. */
  readonly lost: boolean;
}

const object = z.custom<JsonObject>(isJsonObject, 'not an object');
const parts = {
  type: z.string().min(1),
  live: object.nullish(),
  applied: object.nullish(),
  settled: object.nullish(),
  identifier: z.string().nullish(),
  physicalId: z.string().nullish(),
  dependsOn: z.array(z.string()).nullish(),
  retain: z.boolean().nullish(),
};
const common = {
  account: accountId.nullish(),
  region: regionName.nullish(),
  modes: z.array(mode).min(1).nullish(),
  lost: z.boolean().nullish(),
  aliases: z.record(z.string(), z.string()).nullish(),
};
const recording = z.object({ ...common, ...parts, asked: object, live: object.nullable() });
const diff = z.object({ ...common, ...parts, desired: object.nullable() });
const several = z.object({ ...common, nodes: z.array(z.object({ ...parts, node: z.string().min(1), properties: object.nullish() })).min(1) });

type Parts = z.infer<z.ZodObject<typeof parts>>;

/** What a line is called in the answer; a line without a name of its own is called by its number. */
export function idOf(line: Line, json: Json | undefined): string {
  const id = isJsonObject(json) ? json['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : `line ${line.number}`;
}

/** INPUT_INVALID where the text is not JSON. */
export function parseLine({ number, text }: Line): Result<Json> {
  if (text === null) return invalid(`line ${number} is not UTF-8`);
  try {
    return ok(JSON.parse(text) as Json);
  } catch (error) {
    return invalid(`line ${number} is not JSON: ${(error as Error).message}`);
  }
}

/**
 * A recording (`asked`), a difference (`desired`) or a plan (`nodes`), told apart by what the line holds. `withRecords`: of a recording that does not
 * say what was applied, it is what was asked. INPUT_INVALID names the first place that is not as it should be.
 */
export function parseCase(json: Json, withRecords: boolean): Result<Case> {
  if (!isJsonObject(json)) return invalid('not a JSON object');
  if (json['nodes'] !== undefined || json['kind'] === 'plan') {
    return checked(several, json, (line) => ({
      ...caseOf(
        line,
        line.nodes.map((node) => ({ ...node, wish: node.properties ?? null })),
      ),
      shape: 'several',
      bothModes: true,
      nodes: line.nodes.map((node) => nodeOf(node.node, node, node.properties ?? null, true)),
    }));
  }
  if (json['desired'] !== undefined || json['kind'] === 'diff') {
    return checked(diff, json, (line) => ({
      ...caseOf(line, [{ ...line, wish: line.desired }]),
      shape: 'one',
      bothModes: true,
      nodes: [nodeOf('it', line, line.desired, true)],
    }));
  }
  return checked(recording, json, (line) => {
    const recorded = withRecords || (line.settled ?? null) !== null;
    return { ...caseOf(line, [{ ...line, wish: line.asked }]), shape: 'one', bothModes: false, nodes: [nodeOf('it', line, line.asked, recorded)] };
  });
}

// What was applied and is not said is the same as what is desired, where there can have been an application at all.
function nodeOf(node: string, from: Parts, desired: JsonObject | null, recorded: boolean): CaseNode {
  const live = from.live ?? null;
  const identifier = from.identifier ?? null;
  const known = recorded && (live !== null || identifier !== null) ? desired : null;
  return {
    node,
    type: from.type,
    identifier,
    fallback: from.physicalId ?? node,
    desired,
    live,
    applied: from.applied === undefined ? known : from.applied,
    settled: from.settled ?? null,
    dependsOn: from.dependsOn ?? [],
    retain: from.retain ?? false,
  };
}

function caseOf(line: z.infer<z.ZodObject<typeof common>>, nodes: Parameters<typeof placeIn>[0]): Pick<Case, 'place' | 'modes' | 'lost' | 'aliases'> {
  const found = placeIn(nodes);
  return {
    place: { account: line.account ?? found.account, region: line.region ?? found.region },
    modes: line.modes ?? null,
    lost: line.lost ?? false,
    aliases: line.aliases ?? {},
  };
}

/** Where the resources live: what their identifiers say, else what most ARNs among the live values name, else those among the wishes, else anywhere. */
function placeIn(nodes: readonly (Parts & { readonly wish?: JsonObject | null })[]): Place {
  const own = nodes.flatMap(({ identifier, physicalId }) => arnsIn(identifier ?? physicalId ?? null));
  const others = nodes.flatMap(({ live }) => arnsIn(live ?? null));
  const wished = nodes.flatMap(({ applied, wish }) => arnsIn(applied ?? wish ?? null));
  const pick = (part: 'account' | 'region'): string | undefined =>
    [own, others, wished].map((arns) => mostFrequent(arns.map((arn) => arn[part]))).find((found) => found !== undefined);
  return { account: pick('account') ?? '123456789012', region: pick('region') ?? 'us-east-1' };
}

function arnsIn(value: Json): Place[] {
  if (typeof value === 'string') {
    const [, region, account] = /^arn:aws[\w-]*:[\w-]+:([\w-]*):(\d{12}|):./.exec(value) ?? [];
    return region === undefined || account === undefined ? [] : [{ account, region }];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((member) => arnsIn(member as Json)) : [];
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function checked<T>(schema: z.ZodType<T>, json: Json, use: (value: T) => Case): Result<Case> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
  }
  const found = use(parsed.data);
  const nothing = found.nodes.find((node) => node.desired === null && node.live === null && node.applied === null && node.identifier === null);
  return nothing === undefined ? ok(found) : invalid(`${nothing.node} is neither desired nor live nor recorded`);
}

function invalid(message: string): Result<never> {
  return fail(problem('INPUT_INVALID', message, 'see docs/reference/compare.md for the form of a line'));
}
