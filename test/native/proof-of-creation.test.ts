import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { creationFacts } from '../../src/adapters/aws/creation-facts.ts';
import { nativeTypes } from '../../src/adapters/aws/native/native-types.ts';
import { expectedIdentifier } from '../../src/drivers/aws/expected-identifier.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { givenByProvider } from '../../src/plan/given-by-provider.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { proofOfCreation, proofOfCreationPath } from './proof-of-creation.ts';

const registry = loadRegistry();
const types = registry.names().map((name): ResourceType => {
  const found = registry.type(name);
  if (!found.ok) throw new Error(name);
  return found.value;
});

it('docs/reference/proof-of-creation.md says what the table says', () => {
  expect(readFileSync(proofOfCreationPath, 'utf8')).toBe(proofOfCreation());
});

it('every type with native calls says what proves its creation, or that nothing does', () => {
  expect([...nativeTypes.keys()].filter((type) => creationFacts[type] === undefined)).toEqual([]);
});

it('the table and the registry agree on which identifiers prove a creation', () => {
  const byRegistry = types.filter((type) => creationFacts[type.name] !== undefined && givenByProvider(type)).map(({ name }) => name);
  const byTable = Object.keys(creationFacts).filter((name) => creationFacts[name]?.by === 'identifier');
  expect(byRegistry.sort()).toEqual(byTable.sort());
});

it('a property that proves a creation is one that only the provider sets', () => {
  for (const { name, attributes } of types) {
    const fact = creationFacts[name];
    if (fact?.by === 'read' && fact.property !== undefined) expect(attributes).toHaveProperty(fact.property);
  }
});

it('no identifier that proves a creation follows from what is asked for', () => {
  const place = { account: '123456789012', region: 'us-east-1' };
  const foreseen = types.filter((type) => {
    const asked = Object.fromEntries(Object.keys(type.properties).map((name) => [name, 'asked']));
    return givenByProvider(type) && expectedIdentifier(type, asked, place) !== null;
  });
  expect(foreseen.map(({ name }) => name)).toEqual([]);
});
