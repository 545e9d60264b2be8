import { describe, expect, it } from 'vitest';
import type { Open, Resolver } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok } from '../kernel/result.ts';
import { loadKnowledge } from '../knowledge/load-knowledge.ts';
import type { Proposal } from '../model/proposal.ts';
import { resolution } from '../model/resolution.ts';
import type { NamedTarget } from '../model/target.ts';
import type { ResolutionRecord, Write } from '../ports/store.ts';
import { type Asked, comeTo } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';

const target: NamedTarget = {
  name: 'sandbox',
  target: { cloud: 'aws', account: '111111111111', dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
  regions: ['us-east-1'],
};
const elsewhere: NamedTarget = { ...target, target: { ...target.target, account: '222222222222' } };
const open: Open = {
  kind: 'question',
  questions: [{ at: 'intent:1', slot: 'key', text: 'Which?', options: [{ letter: 'a', value: 'id', text: 't' }], open: true, default: 'id', because: null }],
};
const asked = { intent: { intent: 'a table' }, targets: new Map([['sandbox', target]]), answers: [], placed: false };

/** Ports with a store in memory, over a resolver that comes to something else each time. */
function portsOver(more: Partial<Resolver> = {}) {
  const records = new Map<string, ResolutionRecord>();
  let calls = 0;
  const fickle: Resolver = {
    async resolve() {
      calls++;
      const resources = [{ node: 'table', type: 'AWS::DynamoDB::Table', properties: { TableName: `call-${calls}` } }];
      return ok({ kind: 'draft', deployment: 'shop', target: 'sandbox', region: 'us-east-1', resources, units: [], evidence: [] } as unknown as Proposal);
    },
    ...more,
  };
  const knowledge = loadKnowledge([]);
  const ports = {
    resolver: fickle,
    knowledge: knowledge.ok ? knowledge.value : null,
    types: { type: () => fail(), regions: () => ['us-east-1'] },
    store: {
      allBindings: async () => [],
      deployments: async () => [],
      resolutionOf: async (digest: string) => records.get(digest) ?? null,
      commit: async (writes: readonly Write[]) => {
        for (const write of writes) if (write.kind === 'resolution') records.set(write.record.digest, write.record);
      },
    },
  } as unknown as EnginePorts;
  return { ports, records, calls: () => calls };
}

describe('what an intent comes to', () => {
  it('is what it came to before, without the resolver', async () => {
    const { ports, calls } = portsOver();
    const first = await comeTo(asked, ports);
    expect(first).toMatchObject({ ok: true, value: { kind: 'proposal', proposal: { resources: [{ properties: { TableName: 'call-1' } }] } } });
    expect(await comeTo(structuredClone(asked), ports)).toEqual(first);
    expect(calls()).toBe(1);
  });

  it.each([
    ['another intent', { ...asked, intent: { intent: 'two tables' } }],
    ['another field', { ...asked, intent: { intent: 'a table', region: 'us-east-1' } }],
    ['an answer', { ...asked, answers: [{ at: 'intent:1', slot: 'key', value: 'id' }] }],
    ['another account behind the target’s name', { ...asked, targets: new Map([['sandbox', elsewhere]]) }],
  ])('is asked of the resolver for %s', async (_, other) => {
    const { ports, calls } = portsOver();
    await comeTo(asked, ports);
    await comeTo(other, ports);
    expect(calls()).toBe(2);
  });

  it('is asked again of a resolver that always comes to the same, so that a newer one is heard', async () => {
    const { ports, records, calls } = portsOver({ deterministic: true });
    await comeTo(asked, ports);
    expect(await comeTo(asked, ports)).toMatchObject({ value: { proposal: { resources: [{ properties: { TableName: 'call-2' } }] } } });
    expect(calls()).toBe(2);
    expect([...records.values()].map(({ bytes }) => bytes)).toEqual([expect.stringContaining('call-2')]);
  });

  it('is recorded with what was asked, under an id that names it', async () => {
    for (const [prefix, resolve] of [
      ['i', undefined],
      ['q', async () => ok(open)],
    ] as const) {
      const { ports, records } = portsOver(resolve === undefined ? {} : { resolve });
      await comeTo(asked, ports);
      const [record] = records.values();
      expect(record?.id).toBe(`${prefix}_${record?.digest.slice(0, 12)}`);
      expect(resolution.parse(JSON.parse(record?.bytes ?? ''))).toMatchObject({
        kind: record?.kind,
        intent: asked.intent,
        targets: { sandbox: 'sandbox' },
        answers: [],
      });
    }
  });

  it('comes back as the same question', async () => {
    let calls = 0;
    const { ports } = portsOver({
      resolve: async () => {
        calls++;
        return ok(open);
      },
    });
    const first = await comeTo(asked, ports);
    expect(first).toMatchObject({ ok: true, value: { kind: 'question', id: expect.stringMatching(/^q_/), questions: open.questions } });
    expect(await comeTo(asked, ports)).toEqual(first);
    expect(calls).toBe(1);
  });

  it('is not recorded where it is a refusal: what was wrong may be mended', async () => {
    const refusal = problem('INTENT_NOT_UNDERSTOOD', 'no', 'say it otherwise');
    const { ports, records } = portsOver({ resolve: async () => fail(refusal) });
    expect(await comeTo(asked, ports)).toEqual({ ok: true, value: { kind: 'refusal', problems: [refusal] } });
    expect(records.size).toBe(0);
  });

  it('is checked again when it is read back: a record is trusted no more than a resolver', async () => {
    const { ports, records } = portsOver();
    await comeTo(asked, ports);
    for (const [digest, record] of records) records.set(digest, { ...record, bytes: record.bytes.replace('"us-east-1"', '"../x"') });
    expect(await comeTo(asked, ports)).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID' }] });
  });

  it('is first what is published for it, and then what was answered', async () => {
    const { ports, calls } = portsOver({ mentions: async () => ok({ mentions: [], region: null, more: [] }) });
    const published = [{ line: { name: 'web', version: '1.0.0', description: 'A site', owner: 'us' }, score: 1, standing: null }] as unknown as NonNullable<
      Asked['published']
    >;
    const offered = await comeTo({ ...asked, published }, ports);
    expect(offered).toMatchObject({ ok: true, value: { kind: 'question', questions: [{ slot: 'blueprint', default: 'web@1.0.0' }] } });
    expect(calls()).toBe(0);
    const answers = [{ at: 'intent:1', slot: 'blueprint', value: 'draft' }];
    expect(await comeTo({ ...asked, published, answers }, ports)).toMatchObject({ ok: true, value: { kind: 'proposal' } });
  });
});
