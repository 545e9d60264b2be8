import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { ResourceDraft } from './diff-node.ts';
import { lowValuesOf } from './low-values.ts';

const from = (node: string): JsonObject => ({ $from: { node, attribute: 'Arn' } });
const draft = (node: string, type: string, action: string, after: JsonObject): ResourceDraft => ({ node, type, action, after }) as unknown as ResourceDraft;
const told = (action: string, queue: JsonObject, live: JsonObject | null = null): string[] =>
  lowValuesOf(
    [
      draft('mapping', 'AWS::Lambda::EventSourceMapping', action, {}),
      draft('queue', 'AWS::SQS::Queue', 'none', queue),
      draft('function', 'AWS::Lambda::Function', 'create', { Timeout: 120 }),
    ],
    [{ kind: 'resource', node: 'mapping', properties: { EventSourceArn: from('queue'), FunctionName: from('function') } } as unknown as DesiredNode],
    () => live,
  ).map(({ because, message }) => `${because}: ${message}`);

describe('a value that is below one of another resource', () => {
  it('is told where what brings the two together is made, and will be refused', () => {
    const refused = [
      expect.stringMatching(/^refused: mapping will be refused: VisibilityTimeout of queue is 30 seconds, less than Timeout of function \(120\): /),
    ];
    expect(told('create', {})).toEqual(refused);
    expect(told('create', {}, { VisibilityTimeout: 30 })).toEqual(refused);
    expect(told('none', {})).toEqual([]);
  });

  it('is none where it is as much', () => {
    expect(told('create', { VisibilityTimeout: 120 })).toEqual([]);
    expect(told('create', {}, { VisibilityTimeout: 300 })).toEqual([]);
  });
});
