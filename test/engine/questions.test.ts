import { describe, expect, it } from 'vitest';
import { answerQuestion } from '../../src/engine/answer-question.ts';
import type { Asked } from '../../src/engine/come-to.ts';
import type { EnginePorts } from '../../src/engine/engine-ports.ts';
import type { Library } from '../../src/engine/read-books.ts';
import { removeThings } from '../../src/engine/remove-things.ts';
import { readAct } from '../../src/intent/reading/read-act.ts';
import { ok } from '../../src/kernel/result.ts';
import { context } from '../intent/real-context.ts';

const bound = (node: string, identifier: string) => ({
  kind: 'resource',
  deployment: 'shop',
  node,
  type: 'AWS::S3::Bucket',
  identifier,
  at: { region: 'us-east-1', account: '111111111111' },
});
const library = { bindings: new Map([['shop', [bound('logs', 'logs-1'), bound('reports', 'reports-1')]]]) } as unknown as Library;
const ports = {
  knowledge: context.knowledge,
  types: context.types,
  store: { runs: async () => [], steps: async () => [] },
  cloud: { list: async () => ok([{ identifier: 'logs-1' }, { identifier: 'reports-1' }]), read: async () => ok({ kind: 'live', properties: {} }) },
} as unknown as EnginePorts;

async function answerTo(question: string, regions = context.target.regions) {
  const act = readAct(question, context);
  if (act.kind !== 'question') throw new Error(`${question} is read as a ${act.kind}`);
  const answer = await answerQuestion(act, { ...context.target, regions: [...regions] }, library, ports);
  if (!answer.ok || answer.value.kind !== 'answer') throw new Error(JSON.stringify(answer));
  return answer.value;
}

describe('a question', () => {
  it.each(['who can read reports?', 'why was jobs created?', 'when did you make logs?'])(
    'that the books do not answer is not answered with yes: %s',
    async (question) => {
      const { text, rows } = await answerTo(question);
      expect(text).toContain('The books do not answer');
      expect(rows).toEqual([]);
    },
  );

  it('about a thing of a name is about that one', async () => {
    expect(await answerTo('is there a bucket named nosuch?')).toMatchObject({ text: expect.stringMatching(/^None .* named nosuch$/), rows: [] });
    expect((await answerTo('is there a bucket named logs-1?')).rows.map(({ identifier }) => identifier)).toEqual(['logs-1']);
    expect((await answerTo('did you make a bucket named reports-1?')).rows.map(({ identifier }) => identifier)).toEqual(['reports-1']);
    expect((await answerTo('did you make a bucket named nosuch?')).text).toMatch(/^No/);
  });

  it('about all of a kind lists them, and counts the regions where there are many', async () => {
    expect((await answerTo('what buckets are there?')).rows).toHaveLength(2);
    const regions = Array.from({ length: 36 }, (_, index) => `us-east-${index + 1}`);
    expect((await answerTo('what buckets are there?', regions)).text).toBe('72 at sandbox (looked in 36 regions): S3 Bucket');
  });
});

describe('a removal of all there is', () => {
  it.each(['everything', 'all', 'it all', 'all deployments', 'all the resources there are', 'everything that we have.'])(
    'removes nothing, and names what is removed by name: %s',
    async (what) => {
      const removed = await removeThings(what, {} as Asked, context, library, ports);
      expect(removed).toMatchObject({ ok: true, value: { kind: 'refusal', problems: [{ code: 'INTENT_NOT_UNDERSTOOD', fix: 'asbuilt destroy shop' }] } });
    },
  );
});

describe('a question about what is not so', () => {
  const live: Record<string, object> = { 'logs-1': { VersioningConfiguration: { Status: 'Enabled' } }, 'reports-1': {} };
  const other = {
    ...ports,
    cloud: {
      list: async () => ok(Object.keys(live).map((identifier) => ({ identifier }))),
      read: async (_: unknown, { identifier }: { identifier: string }) => ok({ kind: 'live', properties: live[identifier] }),
    },
  } as unknown as EnginePorts;
  const ask = async (question: string) => {
    const act = readAct(question, context);
    if (act.kind !== 'question') throw new Error(`${question} is read as a ${act.kind}`);
    const answer = await answerQuestion(act, context.target, library, other);
    if (!answer.ok) throw new Error(answer.problems[0]?.message);
    return answer.value;
  };

  it.each([
    ['which buckets are versioned?', ['logs-1'], ', versioned'],
    ['which buckets are not versioned?', ['reports-1'], ', not versioned'],
    ['list buckets without versioning', ['reports-1'], ', without versioning'],
    ['which buckets have no versioning?', ['reports-1'], ', no versioning'],
    ["which buckets aren't versioned?", ['reports-1'], ", aren't versioned"],
    ['which buckets have versioning disabled?', ['reports-1'], ', versioning disabled'],
    ['which buckets are unversioned?', ['reports-1'], ', unversioned'],
    ['which buckets are not unversioned?', ['logs-1'], ', not unversioned'],
    ['which buckets are not private?', ['logs-1', 'reports-1'], ', not private'],
  ])('is answered with the others: %s', async (question, identifiers, said) => {
    const answer = await ask(question);
    expect(answer.kind === 'answer' ? answer.rows.map(({ identifier }) => identifier) : answer).toEqual(identifiers);
    expect(answer.kind === 'answer' && answer.text.endsWith(said)).toBe(true);
  });

  it.each([
    'which buckets are not mine?',
    'which buckets are not in use and versioned?',
    'which buckets are not versioned and encrypted?',
    'which buckets are neither versioned nor encrypted?',
    'which buckets other than logs-1 are versioned?',
    'list all buckets except logs-1',
    'which buckets are untagged?',
    'can a bucket be not encrypted?',
    'did you not make a bucket named logs-1?',
  ])('is not answered where it is not clear what is taken away: %s', async (question) => {
    expect(await ask(question)).toMatchObject({ kind: 'refusal', problems: [{ code: 'INTENT_NOT_UNDERSTOOD' }] });
  });
});
