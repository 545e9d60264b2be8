import { describe, expect, it } from 'vitest';
import { parseIntent } from '../../src/intent/parse-intent.ts';
import { resolveByRules } from '../../src/intent/rule-resolver.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import type { Answer } from '../../src/model/question.ts';
import { isOfSecurity } from '../../src/policy/of-security.ts';
import { context, knowledge } from './real-context.ts';

/** What is marked as chosen by an agent, by node. */
function chosen(text: string, answers: readonly Answer[] = [], paramsBy?: 'agent'): Record<string, readonly string[] | undefined> {
  const intent = parseIntent(text);
  if (!intent.ok) throw new Error(JSON.stringify(intent));
  const resolved = resolveByRules(intent.value, { ...context, paramsBy }, answers);
  if (!resolved.ok || resolved.value.kind !== 'draft') throw new Error(JSON.stringify(resolved));
  return Object.fromEntries(resolved.value.resources.flatMap((resource) => (resource.chosen === undefined ? [] : [[resource.node, resource.chosen]])));
}

const key = (by?: 'agent'): Answer => ({ at: 'intent:3', slot: 'hash_key', value: 'id', ...(by === undefined ? {} : { by }) });

describe('what an agent chose', () => {
  it('is marked where it stands in the properties when the agent answered, and not when a person did', () => {
    expect(chosen('a table named orders', [key('agent')])).toEqual({
      table_orders: ['/KeySchema/*/AttributeName', '/AttributeDefinitions/*/AttributeName'],
    });
    expect(chosen('a table named orders', [key()])).toEqual({});
  });

  it('is marked where an agent’s parameter says beforehand what would be asked, and not where the words do', () => {
    expect(Object.keys(chosen('{"intent": "a table", "params": {"hash_key": "id"}}', [], 'agent'))).toEqual(['table']);
    expect(chosen('{"intent": "a table", "params": {"hash_key": "id"}}')).toEqual({});
    expect(chosen('{"intent": "a table with partition key id", "params": {"hash_key": "id"}}', [], 'agent')).toEqual({});
    expect(chosen('a table with partition key id', [], 'agent')).toEqual({});
  });

  it('is marked in what comes along and is made from it', () => {
    const places = chosen('{"intent": "a VPC with two private subnets", "params": {"cidr": "10.20.0.0/16"}}', [], 'agent');
    expect(places['vpc']).toEqual(['/CidrBlock']);
    expect(Object.entries(places).filter(([node]) => node.includes('private_subnet'))).toEqual([
      ['private_subnet_1', ['/CidrBlock']],
      ['private_subnet_2', ['/CidrBlock']],
    ]);
  });

  it('is marked where it is the name', () => {
    expect(chosen('{"intent": "an SQS queue", "params": {"name": "orders"}}', [], 'agent')).toEqual({ queue_orders: ['/QueueName'] });
    expect(chosen('an SQS queue named orders', [], 'agent')).toEqual({});
  });
});

describe('the table of what is of security', () => {
  /** Controls of which nobody would say that they are about something else. */
  const controls = ['private', 'public', 'encrypted', 'encrypted_with_kms', 'tls_only', 'key_rotation', 'deletion_protection', 'object_lock', 'immutable_tags'];
  const more = ['scan_on_push', 'logging', 'point_in_time_recovery', 'versioned'];

  it.each([...controls, ...more])('knows every property that the control %s sets', (name) => {
    const entry = knowledge.controls.get(name);
    const unknown = Object.entries(entry?.types ?? {}).flatMap(([type, effect]) =>
      'refused' in effect ? [] : leavesOf(effect.properties).flatMap(([path, value]) => (isOfSecurity(path, value) ? [] : [`${type} ${path.join('/')}`])),
    );
    expect(entry).toBeDefined();
    expect(unknown).toEqual([]);
  });
});

function leavesOf(properties: JsonObject, above: readonly string[] = []): [string[], Json][] {
  return Object.entries(properties).flatMap(([name, value]): [string[], Json][] => {
    const path = [...above, name.replace(/\+$/, '')];
    return isJsonObject(value) ? leavesOf(value, path) : [[path, value]];
  });
}
