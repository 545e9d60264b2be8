import { afterAll, describe, expect, it } from 'vitest';
import { pointerOf } from '../../kernel/pointer.ts';
import { parseSchema } from '../../registry/parse-schema.ts';
import { outermost } from '../../registry/pointer-cover.ts';
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
      const compiled = compileType(type.value);
      const parsed = parseSchema(typeSchema(compiled));
      if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`);
      expect(Object.keys(parsed.value.properties).sort(), name).toEqual(Object.keys(type.value.properties).sort());
      expect(parsed.value.identifier, name).toEqual(type.value.identifier);
      expect(new Set(parsed.value.createOnly), name).toEqual(new Set(type.value.createOnly));
      // More is never returned than the registry's base knows.
      expect(new Set(parsed.value.writeOnly), name).toEqual(new Set(outermost(compiled.writeOnly.map(pointerOf))));
      expect(parsed.value.writeOnly, name).toEqual(expect.arrayContaining([...type.value.writeOnly]));
    }
  });
});
