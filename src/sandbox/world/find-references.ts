import type { ResourceType } from '../../model/resource-type.ts';
import { joinedIdentifier, knownEverywhere, missingMessages, missingOtherwise, type Target } from '../tables/reference-rules.ts';
import { type CompiledType, compileType } from '../types/compiled-type.ts';
import { textAt } from '../types/pointer-paths.ts';
import { isProvided, parseArn, plainArn, type Reference, shorterArns } from '../types/references.ts';
import { prefixOf } from '../types/template.ts';
import { hasForm, referredProperty, valueForm } from '../types/value-forms.ts';
import type { Ending, Live } from './live.ts';
import type { ResourceIndex } from './resource-index.ts';

/** The value under which a resource is referred to by a property's name; a name it does not have stands for its ARN or for what Ref returns. */
export function referredValue(type: CompiledType, live: Live, property: string): string {
  const known = textAt(live.properties, property.split('/'));
  if (known !== null) return plainArn(known);
  if (/(Arn|ARN)$/.test(property)) return plainArn(live.arn);
  const referred = property === joinedIdentifier ? null : referredProperty(type, property);
  return plainArn((referred === null ? null : textAt(live.properties, referred.split('/'))) ?? live.identifier);
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
    if (reference.value.includes('*') || isProvided(reference) || this.#isHeld(reference.value, place)) return null;
    let first: Target | null = null;
    for (const target of reference.targets) {
      const type = this.#typeOf(target.type);
      if (type === null || !canName(compileType(type), target, reference.value, place)) continue;
      if (this.#exists(holder, compileType(type), target, reference.value, place)) return null;
      first ??= target;
    }
    return first;
  }

  /** Whether an attribute of something that exists there holds the id. */
  #isHeld(value: string, place: Place): boolean {
    return this.#index.holding(value).some((live) => live.state === 'live' && live.account === place.account && live.region === place.region);
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
  if (target.property === joinedIdentifier) return value.split('|').length === type.identifier.length;
  if (value.startsWith('arn:')) {
    if (type.arn.startsWith('{')) {
      // Made of its parent's ARN: what follows tells it from the parent and its other parts.
      const mark = type.arn.match(/[:/][a-z][A-Za-z-]+\//g)?.at(-1);
      return mark !== undefined && value.includes(mark);
    }
    const prefix = prefixOf(type.arn, place);
    return prefix.split(':').length > 5 && value.startsWith(prefix);
  }
  return hasForm(valueForm(type, target.property), value);
}
