import { describe, expect, it } from 'vitest';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { AwsCall } from '../../model/call.ts';
import type { Mutation } from '../../model/mutation.ts';
import type { ResourceChange, Step } from '../../model/plan.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { ScriptMutation, ScriptOrder } from '../../ports/script.ts';
import { scriptStep } from './script-step.ts';

const text = { shape: { kind: 'string' } } as const;
const type = {
  name: 'AWS::Toy::Database',
  identifier: ['Name'],
  properties: { Name: text, Password: text, Options: { shape: { kind: 'map', values: { kind: 'boolean' } } } },
  attributes: {},
  definitions: {},
  stateful: true,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: ['/Password', '/Options'],
  source: 'base',
} as ResourceType;
const place = { account: '111111111111', region: 'us-east-1' };
const callOf = (mutation: Mutation): AwsCall => ({
  service: 'toy',
  operation: 'Create',
  input: mutation.op === 'create' ? { Asked: { $json: mutation.properties } } : {},
  target: place,
  effect: 'write',
});

function scripted(
  after: ResourceChange['after'],
  signed?: readonly AwsCall[],
  cannot: Diagnostic | null = null,
): { given: ScriptMutation | null; lines: readonly string[] } {
  let given: ScriptMutation | null = null;
  const cloud = {
    calls: (_: unknown, mutation: Mutation) => [callOf(mutation)],
    cannot: () => cannot,
    script: (_: unknown, mutation: ScriptMutation) => {
      given = mutation;
      return { lines: ['sent'], functions: [], secrets: mutation.secrets };
    },
  } as unknown as Cloud;
  const calls = signed ?? [callOf({ op: 'create', type: type.name, place, properties: after ?? {} })];
  const step = { id: 'data.main', node: 'data.main', op: 'create', after: [], calls } as unknown as Step;
  const change = { kind: 'resource', node: 'data.main', type: type.name, at: place, identifier: null, after, differences: [], patch: [] };
  const order = { step, change, target: {}, wanted: [], variable: () => '' } as unknown as ScriptOrder;
  const { lines } = scriptStep(order, type, cloud);
  return { given, lines };
}

describe('a step on a resource in a script', () => {
  it('that the target cannot do ends the script and says why', () => {
    const cannot = problem('CLOUD_UNSUPPORTED', "it can’t hold 'Filter'", 'leave it out');
    const { given, lines } = scripted({ Name: 'n' }, [], cannot);
    expect(given).toBeNull();
    expect(lines).toEqual([expect.stringContaining('data.main is not in the script: it can’t hold'), 'exit 1']);
    expect(lines[0]).toContain('leave it out');
  });

  it('holds no value that the type never shows: its reader sets a variable for each', () => {
    const { given } = scripted({ Name: 'n', Password: 'hunter2', Options: { fast: true } });
    expect(JSON.stringify(given)).not.toMatch(/hunter2|true/);
    expect(given?.calls[0]?.input).toEqual({
      Asked: { $json: { Name: 'n', Password: { $secret: 'SECRET_DATA_MAIN_PASSWORD' }, Options: { fast: { $secret: 'SECRET_DATA_MAIN_OPTIONS_FAST' } } } },
    });
    expect(given?.secrets).toEqual([
      { variable: 'SECRET_DATA_MAIN_PASSWORD', of: '/Password of data.main', holds: 'text' },
      { variable: 'SECRET_DATA_MAIN_OPTIONS_FAST', of: '/Options/fast of data.main', holds: 'json' },
    ]);
  });

  it('sends what is signed, or is left out', () => {
    const other = callOf({ op: 'create', type: type.name, place, properties: { Name: 'another', Password: 'hunter2' } });
    const { given, lines } = scripted({ Name: 'n', Password: 'hunter2' }, [other]);
    expect(given).toBeNull();
    expect(lines.at(-1)).toBe('exit 1');
  });

  it('sends the signed calls as they are where nothing is to be hidden', () => {
    const signed = [callOf({ op: 'create', type: type.name, place, properties: { Name: 'n', More: 1 } })];
    expect(scripted({ Name: 'n' }, signed).given?.calls).toEqual(signed);
  });

  it('names a secret as a variable too, wherever it stands', () => {
    const secret = { $secret: ['db://', { name: 'db' }], digest: 'f0' };
    const { given } = scripted({ Name: 'n', Url: secret });
    expect(given?.calls[0]?.input).toEqual({ Asked: { $json: { Name: 'n', Url: { $secret: 'SECRET_DATA_MAIN_URL' } } } });
    expect(given?.secrets).toEqual([{ variable: 'SECRET_DATA_MAIN_URL', of: '/Url of data.main: a text with secret db in it', holds: 'text' }]);
  });
});
