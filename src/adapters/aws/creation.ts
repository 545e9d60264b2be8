import type { Json, JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Creation } from '../../model/creation.ts';
import type { ResourceRef } from '../../ports/cloud.ts';
import { classifyCode, unreadable } from './classify.ts';
import { type CreationFact, creationFacts } from './creation-facts.ts';
import { at } from './native/path.ts';
import { followed } from './native/reading.ts';
import { callOf } from './native/template.ts';
import type { Send } from './send.ts';

type ReadFact = Extract<CreationFact, { by: 'read' }>;

/** What proves the creation of a live resource, as far as no call is needed; null where the service has to be asked. */
export function creationOfRead(type: string, properties: JsonObject): Creation | null {
  const fact = Object.hasOwn(creationFacts, type) ? creationFacts[type] : undefined;
  switch (fact?.by) {
    case undefined:
      return { kind: 'unproven', because: `no read is known that tells one ${type} from another of the same identifier` };
    case 'identifier':
      return { kind: 'identifier' };
    case 'nothing':
      return { kind: 'unproven', because: fact.because };
    case 'read': {
      const told = fact.property ?? fact.natively;
      const value = told === undefined ? null : provingValue(fact, properties[told]);
      return value === null ? null : { kind: 'read', source: sourceOf(fact), value };
    }
    default:
      return fact satisfies never;
  }
}

/** Whether a read through Cloud Control tells what proves its creation, if the provider's handler keeps to its schema. */
export function toldByRead(type: string): boolean {
  const fact = Object.hasOwn(creationFacts, type) ? creationFacts[type] : undefined;
  return fact?.by === 'read' && fact.property !== undefined;
}

/**
 * Asks the service itself. What is not there, or cannot be read, is a problem and never a proof. An endpoint that describes the resource and leaves
 * the proving value out (an emulator may) leaves the creation unproven.
 */
export async function creationOf(send: Send, ref: ResourceRef): Promise<Result<Creation>> {
  const fact = creationFacts[ref.type];
  if (fact?.by !== 'read') return ok(creationOfRead(ref.type, {}) as Creation);
  const place = fact.onlyIn === undefined ? ref.place : { ...ref.place, region: fact.onlyIn };
  if (fact.onlyIn !== undefined && /^(cn|us-gov|us-iso|eu-isoe|eusc)/.test(ref.place.region)) {
    return ok({ kind: 'unproven', because: `which region tells the right ${fact.told} in the partition of ${ref.place.region} is not known` });
  }
  const scope = { place, known: { Identifier: ref.identifier } };
  const found = await followed(send, fact.service, fact.call, scope);
  const call = callOf(fact.call, fact.service, 'read', scope);
  switch (found.kind) {
    case 'failed':
      return fail(found.failure.problem);
    case 'absent':
      return fail(classifyCode('NotFound', `${fact.call.operation} does not know ${ref.identifier}`, call).problem);
    case 'found': {
      const told = at(found.value, fact.told);
      if (told === undefined) return ok({ kind: 'unproven', because: `${sourceOf(fact)} is not told by this endpoint` });
      const value = provingValue(fact, told);
      return value === null
        ? fail(unreadable(call, `${fact.told} is no ${fact.instant === undefined ? 'text' : 'point in time'}`).problem)
        : ok({ kind: 'read', source: sourceOf(fact), value });
    }
    default:
      return found satisfies never;
  }
}

/** Names the service's own value, also where a property tells it, so that both are the same proof. */
function sourceOf(fact: ReadFact): string {
  return `${fact.service} ${fact.call.operation} ${fact.told}`;
}

/** The executors and dialects spell a point in time differently; all of them come to the same text here. */
function provingValue(fact: ReadFact, told: Json | undefined): string | null {
  if (fact.instant === undefined) return typeof told === 'string' && told !== '' ? told : null;
  if (typeof told !== 'string' && typeof told !== 'number') return null;
  const number = typeof told === 'number' ? told : /^\d+(\.\d+)?$/.test(told) ? Number(told) : Number.NaN;
  const instant = Number.isNaN(number) ? Date.parse(String(told)) : Math.round(fact.instant === 'seconds' ? number * 1000 : number);
  return Number.isNaN(instant) ? null : new Date(instant).toISOString();
}
