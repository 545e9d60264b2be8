import { beforeEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/model/proposal.ts';
import { Books } from './books.ts';

let books: Books;
beforeEach(() => {
  books = new Books();
});

/** What is removed, and what is left, by node; the message of a refusal. */
async function removed(text: string): Promise<{ readonly left: Record<string, unknown> } | string> {
  const came = await books.say(text);
  if (!came.ok) throw new Error(JSON.stringify(came.problems));
  const { value } = came;
  if (value.kind === 'refusal') return value.problems.map(({ message, fix }) => `${message}; ${fix}`).join();
  if (value.kind !== 'removal') throw new Error(value.kind);
  return { left: Object.fromEntries((value.rest?.resources ?? []).map(({ node, properties }) => [node, properties])) };
}

describe('what is removed of several things that are joined', () => {
  it('is the queue with its mapping, and what the function might there', async () => {
    await books.make('a lambda named thumbs triggered by a queue named inbox');
    const came = await removed('remove the queue inbox');
    expect(Object.keys(typeof came === 'string' ? { [came]: 0 } : came.left).sort()).toEqual([
      'function_thumbs',
      'function_thumbs_log_group',
      'function_thumbs_role',
    ]);
    expect(JSON.stringify(came)).not.toContain('sqs:');
    expect(JSON.stringify(came)).toContain('logs:PutLogEvents');
  });

  it('is the function with its mapping, and the queue stays', async () => {
    await books.make('a lambda named thumbs triggered by a queue named inbox');
    const came = await removed('remove the function thumbs');
    expect(Object.keys(typeof came === 'string' ? { [came]: 0 } : came.left)).toEqual(['queue_inbox']);
  });

  it('is the bucket with the policy that says what a function does there', async () => {
    await books.make('a lambda named thumbs that writes to a bucket named exports');
    const came = await removed('remove the bucket exports');
    expect(Object.keys(typeof came === 'string' ? { [came]: 0 } : came.left).sort()).toEqual([
      'function_thumbs',
      'function_thumbs_log_group',
      'function_thumbs_role',
    ]);
  });

  it('is a node by its own name, and nothing by a name that only ends like a kind', async () => {
    await books.make('a queue named mail with a dead-letter queue');
    await books.make('a role named deployer for lambda');
    expect(await removed('remove dead_letter_queue_mail')).toMatch(/^queue_mail refers to what would be removed/);
    expect(await removed('remove role_deployer')).toEqual({ left: {} });
    for (const name of ['legacy_role', 'ci_role', 'legacy_queue']) expect(await removed(`remove ${name}`)).toMatch(new RegExp(`"${name}" has no meaning here`));
  });

  it('leaves how the rest is run as it is: its gates, what is exported and that a failure stops it', async () => {
    await books.make('a bucket named exports and a queue named inbox');
    const [[name, draft] = ['', null]] = [...books.drafts];
    const [bucket = '', queue = ''] = draft?.resources.map(({ node }) => node) ?? [];
    const exports = [{ name: 'inbox', account: '111111111111', region: 'us-east-1', value: `\${${queue}.Arn}` }];
    const imported = [{ name: 'net', account: '111111111111', region: 'us-east-1' }];
    const gate = { node: 'review', dependsOn: [bucket, queue], gate: { kind: 'person', ask: 'Really?' } };
    const until = { node: 'full', dependsOn: [], gate: { kind: 'until', node: bucket, attribute: 'Arn', equals: 'x', withinSeconds: 60 } };
    const runWith = (gates: object[]) => books.drafts.set(name, { ...draft, onFailure: 'stop', gates, exports, imported } as unknown as Proposal);
    runWith([gate]);
    const came = await books.say('remove the bucket exports');
    expect(came.ok && came.value.kind === 'removal' ? came.value.rest : came).toMatchObject({
      onFailure: 'stop',
      exports,
      imported,
      gates: [{ ...gate, dependsOn: [queue] }],
      resources: [{ node: queue }],
    });
    const changed = await books.say('make inbox fifo');
    expect(changed.ok && changed.value.kind === 'proposal' ? changed.value.proposal : changed).toMatchObject({
      onFailure: 'stop',
      exports,
      imported,
      gates: [gate],
    });
    runWith([gate, until]);
    expect(await removed('remove the bucket exports')).toMatch(/^the gate full waits for what would be removed; /);
  });

  it('is no role that was asked for by its own name, and nothing that it is said to allow', async () => {
    await books.make('a role named app for lambda and a bucket named exports');
    const draft = books.drafts.get([...books.drafts.keys()][0] ?? '');
    const allowed = [{ PolicyName: 'own', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: ['${bucket_exports.Arn}'] }] } }];
    const role = draft?.resources.find(({ node }) => node === 'role_app');
    if (role !== undefined) role.properties = { ...role.properties, Policies: allowed };
    expect(await removed('remove the bucket exports')).toMatch(/^role_app refers to what would be removed; name "app" too, /);
  });

  it('is refused where what was asked for itself needs it, by what a sentence can name', async () => {
    await books.make('an alarm named deep on a queue named inbox above 1000 messages');
    expect(await removed('remove the queue inbox')).toMatch(/^alarm_deep refers to what would be removed; name "deep" too, /);
    expect(await removed('remove the queue inbox and deep')).toEqual({ left: {} });
    expect(await removed('remove the alarm deep and the queue inbox')).toEqual({ left: {} });
  });
});
