import { afterAll, describe, expect, it } from 'vitest';
import { parseSchema } from '../../registry/parse-schema.ts';
import { loadRegistry } from '../../registry/registry.ts';
import { compileType } from './compiled-type.ts';
import { typeSchema } from './type-schema.ts';

describe('a described type', () => {
  const registry = loadRegistry();
  afterAll(() => registry.close());

  it('says what the registry knows, in a schema that the registry reads back', () => {
    for (const name of registry.names()) {
      const type = registry.type(name);
      if (!type.ok || type.value.identifier.length === 0) continue;
      const parsed = parseSchema(typeSchema(compileType(type.value)));
      if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`);
      expect(Object.keys(parsed.value.properties).sort(), name).toEqual(Object.keys(type.value.properties).sort());
      expect(parsed.value.identifier, name).toEqual(type.value.identifier);
      expect(new Set(parsed.value.createOnly), name).toEqual(new Set(type.value.createOnly));
      expect(new Set(parsed.value.writeOnly), name).toEqual(new Set(type.value.writeOnly));
    }
  });
});
