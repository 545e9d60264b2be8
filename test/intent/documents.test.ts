import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { nodesFromJson } from '../../src/intent/parse-intent.ts';
import { resolveNodes } from '../../src/intent/resolve-nodes.ts';
import { resolveByRules } from '../../src/intent/rule-resolver.ts';
import { loadKnowledge } from '../../src/knowledge/load-knowledge.ts';
import { knowledgeEntry } from '../../src/model/knowledge.ts';
import { context, expandOf, proposalOf } from './real-context.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (...path: readonly string[]) => readFileSync(join(root, ...path), 'utf8');

function shipped() {
  return readdirSync(join(root, 'knowledge'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => ({ path, text: read('knowledge', path) }));
}

/** Every key of the format, of whatever depth. */
function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' && typeof value === 'object' && value !== null ? [...Object.keys(value), ...keysOf(Object.values(value))] : keysOf(value),
  );
}

describe('documents and examples', () => {
  it('describe every key of the knowledge format', () => {
    const reference = read('docs', 'reference', 'knowledge-format.md');
    const keys = new Set(keysOf(z.toJSONSchema(knowledgeEntry)));
    expect(keys.size).toBeGreaterThan(50);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(reference))).toEqual([]);
  });

  it('show a control that works as the guide says', () => {
    const guide = read('docs', 'how-to', 'add-a-control.md');
    const entry = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const loaded = loadKnowledge([...shipped(), { path: 'patient.yaml', text: entry.replace(/^ {3}/gm, '') }]);
    if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
    const ask = (intent: string) => resolveByRules({ intent }, { ...context, knowledge: loaded.value });
    expect(ask('a patient queue')).toMatchObject({
      ok: true,
      value: { resources: [{ properties: { DelaySeconds: 60 }, checks: [{ control: 'patient', pointer: '/DelaySeconds', equals: 60 }] }] },
    });
    const without = ask('a queue without patience');
    expect(without.ok && without.value.kind === 'draft' && without.value.resources[0]?.properties).not.toHaveProperty('DelaySeconds');
    expect(ask('a patient bucket')).toMatchObject({ ok: false, problems: [{ message: '"patient" has no meaning for "bucket" (AWS::S3::Bucket)' }] });
  });

  it('show a file of nodes that can be planned as the guide says', () => {
    const guide = read('docs', 'how-to', 'write-an-intent-file.md');
    const file = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text).find((text) => text.includes('nodes:')) ?? '';
    const nodes = nodesFromJson(parse(file.replace('./seed', 'a'.repeat(64))));
    if (!nodes.ok) throw new Error(nodes.problems.map(({ message }) => message).join('\n'));
    const proposal = resolveNodes(nodes.value, context.target);
    if (!proposal.ok) throw new Error(proposal.problems.map(({ message }) => message).join('\n'));
    expect(proposal.value.gates).toMatchObject([{ node: 'looked_at', gate: { kind: 'person' } }]);
    const desired = expandOf(proposal.value);
    expect(desired.ok ? [] : desired.problems).toEqual([]);
  });

  for (const name of readdirSync(join(root, 'examples', 'intents'))) {
    it(`give an example that is understood: ${name}`, () => {
      const desired = expandOf(proposalOf(read('examples', 'intents', name)));
      expect(desired.ok ? [] : desired.problems).toEqual([]);
    });
  }
});
