import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { ResourceType } from '../model/resource-type.ts';
import { overlayType } from './overlay-type.ts';
import { parseSchema } from './parse-schema.ts';
import { loadRegistry } from './registry.ts';
import { supplementedTypes, supplementOf } from './supplement.ts';

/** AWS's published schemas, one a line. Not part of the project; where the file is missing these tests are skipped by name. */
const archive = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'cfn-schemas.jsonl.gz');
const missing = !existsSync(archive);

describe.skipIf(missing)(`the schemas that AWS publishes${missing ? ' (skipped: cfn-schemas.jsonl.gz is not there)' : ''}`, () => {
  const registry = loadRegistry();
  afterAll(() => registry.close());
  const lines = missing ? [] : gunzipSync(readFileSync(archive)).toString('utf8').trim().split('\n');
  const types = new Map<string, ResourceType>();
  for (const line of lines) {
    const result = parseSchema(JSON.parse(line));
    if (result.ok) types.set(result.value.name, result.value);
  }

  const base = (name: string): ResourceType | undefined => {
    const result = registry.type(name);
    return result.ok ? result.value : undefined;
  };

  it('all parse', () => {
    expect(lines.length).toBeGreaterThan(1_600);
    expect(types.size).toBe(lines.length);
  });

  it('leave no pointer and no identifier that leads nowhere but for a few mistakes of their own', () => {
    const lost: string[] = [];
    for (const type of types.values()) {
      const pointers = [...type.createOnly, ...type.conditionalCreateOnly, ...type.readOnly, ...type.writeOnly, ...type.identifier.map((path) => `/${path}`)];
      for (const pointer of pointers) if (!leads(type, pointer)) lost.push(`${type.name}${pointer}`);
    }
    console.info(`${lost.length} pointers lead nowhere, as in ${lost.slice(0, 3).join(', ')}`);
    expect(lost.length).toBeLessThan(12);
  });

  it('agree with the base on almost every type', () => {
    const disagreements: Record<string, number> = {};
    let compared = 0;
    for (const [name, schema] of types) {
      const known = base(name);
      if (known === undefined) continue;
      compared++;
      for (const list of ['identifier', 'readOnly', 'createOnly', 'conditionalCreateOnly', 'writeOnly'] as const) {
        if ([...known[list]].sort().join() !== [...schema[list]].sort().join()) disagreements[list] = (disagreements[list] ?? 0) + 1;
      }
    }
    console.info(`of ${compared} types in both, so many disagree: ${JSON.stringify(disagreements)}`);
    expect(compared).toBeGreaterThan(1_600);
    expect(disagreements['identifier']).toBeLessThan(compared * 0.04);
    expect(disagreements['readOnly']).toBeLessThan(compared * 0.12);
    expect(disagreements['createOnly']).toBeLessThan(compared * 0.12);
  });

  it('confirm the supplement wherever they describe the provider', () => {
    for (const name of supplementedTypes) {
      const known = base(name);
      expect(known, name).toBeDefined();
      const schema = types.get(name);
      for (const [property, bounds] of Object.entries(supplementOf(name).bounds)) {
        const [own, stated] = [known?.properties[property]?.shape, schema?.properties[property]?.shape];
        expect(own, `${name}/${property}`).toMatchObject(bounds);
        const { minimum, maximum } = stated !== undefined && 'minimum' in stated ? stated : {};
        expect({ minimum: minimum ?? bounds.minimum, maximum: maximum ?? bounds.maximum }, `${name}/${property}`).toEqual({
          minimum: undefined,
          maximum: undefined,
          ...bounds,
        });
      }
      for (const pointer of supplementOf(name).writeOnly) {
        expect(known !== undefined && leads(known, pointer), `${name}${pointer}`).toBe(true);
        if (schema?.handlers !== undefined)
          expect(
            schema.writeOnly.some((stated) => `${pointer}/`.startsWith(`${stated}/`)),
            `${name}${pointer}`,
          ).toBe(true);
      }
    }
  });

  it('keep every reference of the base whose property they still have', () => {
    let kept = 0;
    for (const [name, schema] of types) {
      const known = base(name);
      if (known === undefined) continue;
      const laid = overlayType(known, schema);
      for (const [property, { refs }] of Object.entries(known.properties)) {
        if (refs === undefined || laid.properties[property] === undefined) continue;
        expect(laid.properties[property].refs, `${name}.${property}`).toEqual(refs);
        kept++;
      }
    }
    expect(kept).toBeGreaterThan(400);
  });
});

/** Whether a pointer leads to a property or attribute of the type. */
function leads(type: ResourceType, pointer: string): boolean {
  let members: ResourceType['properties'] | undefined = { ...type.properties, ...type.attributes };
  if (type.attributes[pointer.slice(1)] !== undefined) return true;
  let shape: ResourceType['properties'][string]['shape'] | undefined;
  for (const segment of pointer.slice(1).split('/')) {
    if (shape?.kind === 'json' || shape?.kind === 'union') return true;
    if (segment === '*' && (shape?.kind === 'array' || shape?.kind === 'map')) shape = shape.kind === 'array' ? shape.items : shape.values;
    else shape = members?.[segment]?.shape;
    if (shape === undefined) return false;
    members = shape.kind === 'object' ? type.definitions[shape.definition] : undefined;
  }
  return true;
}
