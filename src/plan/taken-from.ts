import { canonicalJson, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { wishOf } from '../model/desired.ts';
import { hidesAt } from '../model/hides-at.ts';
import type { Observed } from '../model/observed.ts';
import type { PlanBody } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type HiddenText, isHiddenText, isSecretText } from '../model/secret.ts';
import type { ChangeDraft, DeploymentDiff } from './diff-deployment.ts';
import type { PlanningInput } from './planning-input.ts';
import { readAttribute } from './read-attribute.ts';
import { referencesIn } from './resolve-references.ts';

export type Taken = NonNullable<PlanBody['taken']>[number];
type Live = Extract<Observed, { kind: 'live' }>;
type Keyed = (text: string) => string;

const takers: ReadonlySet<string> = new Set<ChangeDraft['action']>(['create', 'update', 'replace', 'run']);

/** The values that what is made or changed takes of what is live, each once, by node and attribute. What stands in the plan because it is asked for is none of them. */
export function takenFrom(input: PlanningInput, { types, lookup }: DeploymentDiff, drafts: ReadonlyMap<string, ChangeDraft>): Taken[] {
  const found = new Map<string, Taken>();
  for (const wanted of input.desired) {
    if (!takers.has(drafts.get(wanted.node)?.action ?? 'none')) continue;
    for (const { node, attribute } of referencesIn(wishOf(wanted))) {
      const [key, draft, live] = [`${node} ${attribute}`, drafts.get(node), input.observed.get(node)];
      const type = draft?.kind === 'resource' ? types.get(draft.type) : undefined;
      if (found.has(key) || draft?.kind !== 'resource' || type === undefined || live?.kind !== 'live') continue;
      const read = readAttribute(type, live.identifier, live.properties, attribute);
      const planned = lookup(node, attribute);
      if (read === undefined || planned === undefined || !sameJson(planned, read)) continue;
      const value = tellable(read, attribute, [live.properties, draft.after ?? {}], input.keyed);
      if (value !== null) found.set(key, { node: draft.node, attribute, value });
    }
  }
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
}

/** What is live now where a plan has taken a value, in the form in which the plan has it; null where nothing is. */
export function standsNow({ attribute, value }: Taken, type: ResourceType, { identifier, properties }: Live, keyed: Keyed): Json {
  const read = readAttribute(type, identifier, properties, attribute);
  if (read === undefined) return null;
  return isHiddenText(value) ? hidden(read, keyed) : tellable(read, attribute, [properties], keyed);
}

/** A value as a plan may have it: where its place hides it, its digest; null where there is no key for one. */
function tellable(value: Json, attribute: string, documents: readonly JsonObject[], keyed: Keyed | undefined): Json {
  const path = attribute.split('.');
  if (!documents.some((document) => hidesAt(document, path))) return value;
  return keyed === undefined ? null : hidden(value, keyed);
}

function hidden(value: Json, keyed: Keyed): Json & HiddenText {
  const digest = isHiddenText(value) ? value.$hidden : isSecretText(value) ? value.digest : undefined;
  return { $hidden: digest ?? keyed(typeof value === 'string' ? value : canonicalJson(value)) };
}
