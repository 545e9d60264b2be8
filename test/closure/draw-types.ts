import type { LocalTypeRegistry } from '../../src/registry/registry.ts';
import { Random } from '../histories/random.ts';

/** Every type that Cloud Control can create and show again: those with a primary identifier and a read handler. */
export function creatableTypes(registry: LocalTypeRegistry): string[] {
  return registry.names().filter((name) => {
    const type = registry.type(name);
    return type.ok && type.value.identifier.length > 0 && type.value.unreadable !== true;
  });
}

/** So many types of so many services, stratified: services are drawn first, then types from them in turn. The same seed draws the same. */
export function drawTypes(names: readonly string[], seed: number, count: number, services: number): string[] {
  const random = new Random(seed);
  const byService = new Map<string, string[]>();
  for (const name of names) {
    const service = name.split('::').slice(0, 2).join('::');
    byService.set(service, [...(byService.get(service) ?? []), name]);
  }
  const drawn = shuffled([...byService.values()], random)
    .slice(0, services)
    .map((types) => shuffled(types, random));
  const out: string[] = [];
  for (let round = 0; out.length < count && drawn.some((types) => types.length > round); round++) {
    for (const types of drawn) {
      const type = types[round];
      if (type !== undefined && out.length < count) out.push(type);
    }
  }
  // Small services do not fill the count: the rest comes from all others.
  const left = shuffled(
    names.filter((name) => !out.includes(name)),
    random,
  );
  return [...out, ...left.slice(0, count - out.length)];
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(random.between(0, left.length - 1), 1));
  return out;
}
