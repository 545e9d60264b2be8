import type { ResourceType } from '../../model/resource-type.ts';
import { idPrefixes } from '../tables/id-prefixes.ts';
import { knownEverywhere, missingMessages, missingOtherwise, type Target } from '../tables/reference-rules.ts';
import { type CompiledType, compileType } from '../types/compiled-type.ts';
import { textAt } from '../types/pointer-paths.ts';
import { isProvided, parseArn, plainArn, type Reference, shorterArns } from '../types/references.ts';
import { prefixOf } from '../types/template.ts';
import type { Ending, Live } from './live.ts';
import type { ResourceIndex } from './resource-index.ts';

/** The value under which a resource is referred to by a property's name; a name it does not have stands for its ARN or identifier. */
export function referredValue(live: Live, property: string): string {
  return plainArn(textAt(live.properties, property.split('/')) ?? (/(Arn|ARN)$/.test(property) ? live.arn : live.identifier));
}

interface Place {
  readonly account: string;
  readonly region: string;
}

/** Looks references up where AWS would: in the account and region of their holder. */
export class ReferenceCheck {
  readonly #index: ResourceIndex;
  readonly #typeOf: (name: string) => ResourceType | null;

  constructor(index: ResourceIndex, typeOf: (name: string) => ResourceType | null) {
    this.#index = index;
    this.#typeOf = typeOf;
  }

  /** The failure of the first reference that leads nowhere, or null. ARNs of other accounts and regions are not looked up. */
  failure(holder: CompiledType, references: readonly Reference[], place: Place): Ending | null {
    for (const reference of references) {
      const target = this.#missing(holder, reference, place);
      if (target === null) continue;
      const { code, message } = missingMessages[target.type] ?? missingOtherwise;
      const text = message.replace('{value}', reference.value).replace('{type}', target.type);
      return { kind: 'failure', code, message: `${text} (Service: ${holder.service}, Status Code: 400)`, effect: 'none' };
    }
    return null;
  }

  #missing(holder: CompiledType, reference: Reference, place: Place): Target | null {
    const arn = parseArn(reference.value);
    if (arn !== null && ((arn.account !== '' && arn.account !== place.account) || (arn.region !== '' && arn.region !== place.region))) return null;
    if (reference.value.includes('*') || isProvided(reference)) return null;
    let first: Target | null = null;
    for (const target of reference.targets) {
      const type = this.#typeOf(target.type);
      if (type === null || !canName(compileType(type), target, reference.value, place)) continue;
      if (this.#exists(holder, compileType(type), target, reference.value, place)) return null;
      first ??= target;
    }
    return first;
  }

  #exists(holder: CompiledType, type: CompiledType, target: Target, value: string, place: Place): boolean {
    const names = value.startsWith('arn:') ? shorterArns(value) : [value];
    const everywhere = knownEverywhere.has(target.type) && holder.type.name !== target.type;
    return names.some((name) =>
      this.#index
        .having(target.type, target.property, name)
        .some((live) => live.state === 'live' && (everywhere || (live.account === place.account && (type.global || live.region === place.region)))),
    );
  }
}

/** Whether the value has the form in which resources of the type are named by that property. */
function canName(type: CompiledType, target: Target, value: string, place: Place): boolean {
  if (value.startsWith('arn:')) {
    const prefix = prefixOf(type.arn, place);
    return prefix.split(':').length > 5 && value.startsWith(prefix);
  }
  if (/(Arn|ARN)$/.test(target.property)) return false;
  const generated = idPrefixes[target.type];
  if (generated !== undefined && (generated.attribute === target.property || target.property === 'Id')) return value.startsWith(generated.prefix);
  return true;
}
