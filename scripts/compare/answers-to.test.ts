import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, arn, host, live, net, subnet } from './testing/toy-answers.ts';

describe('a difference', () => {
  it('is none where what is live is as desired, whatever was not asked for', () => {
    expect(answers([{ id: 'same', ...subnet, desired: { Cidr: '10.0.0.0/24' }, live }])).toEqual([
      { id: 'same', mode: 'base', action: 'none', reason: expect.any(String), differences: [], patch: [], steps: [] },
    ]);
  });

  it('is an update with its patch where the wish changed', () => {
    const [answer] = answers([{ id: 'note', ...subnet, desired: { Note: 'y' }, applied: { Note: 'x' }, live }]);
    const patch = [{ op: 'replace', path: '/Note', value: 'y' }];
    expect(answer).toEqual({
      id: 'note',
      mode: 'base',
      action: 'update',
      reason: 'wish-changed',
      differences: [{ path: '/Note', before: 'x', after: 'y', forcesReplace: false, sensitive: false }],
      patch,
      steps: [{ id: 'it', node: 'it', op: 'update', after: [], patch }],
    });
  });

  it('is a replace in two steps where what changed cannot be changed in place', () => {
    const [answer] = answers([{ id: 'cidr', ...subnet, desired: { Cidr: '10.1.0.0/24' }, applied: { Cidr: '10.0.0.0/24' }, live }]);
    expect(answer).toMatchObject({
      action: 'replace',
      reason: 'wish-changed',
      patch: [],
      steps: [
        { id: 'it', op: 'create', after: [] },
        { id: 'it!delete', op: 'delete', after: ['it'] },
      ],
    });
  });

  it('removes what was applied and is no longer desired, and leaves alone what never was', () => {
    const [dropped, foreign] = answers([
      { ...subnet, desired: { Zone: 'a' }, applied: { Zone: 'a', Note: 'x' }, live },
      { ...subnet, desired: { Zone: 'a' }, live },
    ]);
    expect(dropped).toMatchObject({ action: 'update', reason: 'wish-changed', patch: [{ op: 'remove', path: '/Note' }] });
    expect(foreign).toMatchObject({ action: 'none' });
  });

  it('compares what is never read with what was applied, and not at all without a record', () => {
    const desired = { Note: 'x', Secret: 'new' };
    const actions = [{ applied: { Note: 'x', Secret: 'old' } }, { applied: { ...desired } }, {}, { applied: null }].map(
      (record) => answers([{ ...subnet, desired, live, ...record }])[0],
    );
    expect(actions.map((answer) => answer?.['action'])).toEqual(['update', 'none', 'none', 'none']);
    expect(actions[0]).toMatchObject({ reason: 'wish-changed', differences: [{ path: '/Secret', sensitive: true }] });
    expect(JSON.stringify(actions[0]?.['differences'])).not.toContain('old');
  });

  it('is a create where nothing is live and a delete where nothing is desired', () => {
    const [made, gone, unwanted] = answers([
      { ...subnet, desired: { Note: 'x' }, live: null },
      { ...subnet, desired: { Note: 'x' }, applied: { Note: 'x' }, live: null },
      { ...subnet, desired: null, live },
    ]);
    expect(made).toMatchObject({ action: 'create', steps: [{ op: 'create' }] });
    expect(gone).toMatchObject({ action: 'create' });
    expect(unwanted).toMatchObject({ action: 'delete', steps: [{ op: 'delete' }] });
  });

  it('tells what would be done without records only where that is asked', () => {
    const line = { ...subnet, desired: { Note: 'x', Secret: 'new' }, applied: { Note: 'x', Secret: 'old' }, live };
    expect(answers([{ ...line, lost: true }])).toMatchObject([{ action: 'update', lost: 'none' }]);
    expect(answers([line])[0]).not.toHaveProperty('lost');
  });
});

describe('the modes', () => {
  const line = { ...subnet, desired: { Zone: 'b' }, applied: { Zone: 'a' }, live };

  it('are both where schemas are given, each with what it knows, and the base alone otherwise', () => {
    expect(answers([line], { schemas: true })).toMatchObject([
      { mode: 'base', action: 'update' },
      { mode: 'schema', action: 'replace', steps: [{ id: 'it!delete' }, { id: 'it', after: ['it!delete'] }] },
    ]);
    expect(answers([line])).toMatchObject([{ mode: 'base', action: 'update' }]);
  });

  it('are those that the line names, and one that needs schemas is told to be skipped without them', () => {
    expect(answers([{ ...line, modes: ['base'] }], { schemas: true })).toMatchObject([{ mode: 'base' }]);
    expect(answers([{ ...line, modes: ['schema'] }], { schemas: true })).toMatchObject([{ mode: 'schema', action: 'replace' }]);
    expect(answers([{ id: 's', ...line, modes: ['schema'] }])).toEqual([{ id: 's', mode: 'schema', skipped: 'needs --schemas' }]);
    expect(answers([{ ...line, modes: ['base', 'schema'] }])).toMatchObject([{ mode: 'base', action: 'update' }]);
  });

  it('are one for a recording: the best that is known', () => {
    const recording = { type: net.typeName, asked: { Zone: 'b' }, live };
    expect(answers([recording])).toMatchObject([{ mode: 'base', action: 'update' }]);
    // Without a record nothing says that the wish changed, so what cannot be changed in place is only told.
    expect(answers([recording], { schemas: true })).toMatchObject([{ mode: 'schema', action: 'deviation' }]);
    expect(answers([{ ...recording, applied: { Zone: 'a' } }], { schemas: true })).toMatchObject([{ mode: 'schema', action: 'replace' }]);
  });
});

describe('a recording', () => {
  const recording = { id: 'r', type: net.typeName, physicalId: 'subnet-1', asked: { Cidr: '10.0.0.0/24', Note: 'y' }, live, findings: [] };

  it('is compared without a record of what was applied, unless the caller or the line has one', () => {
    expect(answers([recording])).toMatchObject([{ id: 'r', action: 'update', reason: 'wish-changed', patch: [{ path: '/Note', value: 'y' }] }]);
    expect(answers([recording], { withRecords: true })).toMatchObject([{ action: 'update', reason: 'live-moved' }]);
    expect(answers([{ ...recording, settled: { ...live, Note: 'z' } }])).toMatchObject([{ reason: 'live-moved' }]);
    expect(answers([{ ...recording, applied: { Cidr: '10.0.0.0/24', Note: 'x' } }])).toMatchObject([{ reason: 'wish-changed' }]);
    expect(answers([{ ...recording, applied: null }], { withRecords: true })).toMatchObject([{ reason: 'wish-changed' }]);
  });
});

describe('a plan', () => {
  const nodes = [
    {
      node: 'web',
      type: host.typeName,
      properties: { Name: 'web', Subnet: { $from: { node: 'net', attribute: 'Arn' } } },
      applied: { Name: 'web', Subnet: arn },
    },
    { node: 'net', type: net.typeName, properties: { Cidr: '10.1.0.0/24' }, applied: { Cidr: '10.0.0.0/24' }, live },
    { node: 'old', type: host.typeName, identifier: 'old', live: { Name: 'old', Subnet: arn } },
    { node: 'new', type: host.typeName, properties: { Name: 'new' }, dependsOn: ['web'] },
    { node: 'kept', type: host.typeName, live: { Name: 'kept' }, retain: true },
  ];
  const plan = { id: 'p', kind: 'plan', nodes: nodes.map((node) => (node.node === 'web' ? { ...node, live: { Name: 'web', Subnet: arn } } : node)) };

  it('has the action of every node, and the steps in their order with what each waits for', () => {
    const [answer] = answers([plan]);
    expect(answer).toMatchObject({ action: 'mixed', actions: { web: 'update', net: 'replace', old: 'delete', new: 'create', kept: 'none' } });
    const steps = answer?.['steps'] as { id: string; after: string[] }[];
    expect(Object.fromEntries(steps.map(({ id, after }) => [id, after]))).toEqual({
      net: [],
      web: ['net'],
      new: ['web'],
      old: [],
      'net!delete': ['net', 'old', 'web'],
    });
    const place = (id: string): number => steps.findIndex((step) => step.id === id);
    for (const { id, after } of steps) for (const before of after) expect(place(before)).toBeLessThan(place(id));
    expect(steps.find(({ id }) => id === 'web')).toMatchObject({
      op: 'update',
      patch: [{ op: 'replace', path: '/Subnet', value: { $from: { node: 'net', attribute: 'Arn' } } }],
    });
  });

  it('has each node’s change beside it, and the one action where all changes are of one kind', () => {
    const [answer] = answers([{ ...plan, nodes: plan.nodes.slice(1, 2) }]);
    expect(answer).toMatchObject({
      action: 'replace',
      reason: 'wish-changed',
      changes: [{ node: 'net', action: 'replace', reason: 'wish-changed', differences: [{ path: '/Cidr', forcesReplace: true }], patch: [] }],
    });
    expect(answers([{ ...plan, nodes: plan.nodes.slice(4) }])).toMatchObject([{ action: 'none', steps: [] }]);
  });

  it('that cannot be made is an error with the planner’s own code', () => {
    const [first, second] = [
      { ...nodes[3], node: 'a', dependsOn: ['b'] },
      { ...nodes[3], node: 'b', properties: { Name: 'b' }, dependsOn: ['a'] },
    ];
    expect(answers([{ id: 'circle', nodes: [first, second] }])).toMatchObject([{ id: 'circle', mode: 'base', error: { code: 'GRAPH_CYCLE' } }]);
  });
});

describe('a line that cannot be answered', () => {
  const good = { id: 'good', ...subnet, desired: { Note: 'x' }, live };

  it.each([
    ['{"id": "cut", "type', 'line 2', 'INPUT_INVALID'],
    ['[]', 'line 2', 'INPUT_INVALID'],
    ['null', 'line 2', 'INPUT_INVALID'],
    [{ id: 7 }, '7', 'INPUT_INVALID'],
    [{ id: 'b', type: net.typeName, asked: {} }, 'b', 'INPUT_INVALID'],
    [{ id: 'c', ...subnet, live }, 'c', 'INPUT_INVALID'],
    [{ id: 'd', ...subnet, desired: 'text', live }, 'd', 'INPUT_INVALID'],
    [{ id: 'e', ...subnet, desired: {}, live, applied: [] }, 'e', 'INPUT_INVALID'],
    [{ id: 'f', ...subnet, desired: {}, live, modes: ['other'] }, 'f', 'INPUT_INVALID'],
    [{ id: 'g', kind: 'plan' }, 'g', 'INPUT_INVALID'],
    [{ id: 'h', kind: 'plan', nodes: [{ node: 'a' }] }, 'h', 'INPUT_INVALID'],
    [{ id: 'i', type: 'Toy::Net::Nothing', asked: {}, live: {} }, 'i', 'TYPE_UNKNOWN'],
    [{ id: 'j', ...subnet, desired: null, live: null }, 'j', 'INPUT_INVALID'],
  ])('is an error at its place among the others: %j', (line, id, code) => {
    const [before, error, after] = answers([good, line, good]);
    expect([before, after]).toMatchObject([
      { id: 'good', action: 'none' },
      { id: 'good', action: 'none' },
    ]);
    expect(error).toMatchObject({ id, error: { code, message: expect.stringMatching(/./) } });
  });

  it('says what is wrong and where', () => {
    expect(answers([{ id: 'h', kind: 'plan', nodes: [{ node: 'a' }] }])).toMatchObject([{ error: { message: expect.stringContaining('nodes.0.type') } }]);
  });

  it('never keeps the others from an answer, whatever it holds', () => {
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(net.typeName, 'diff', 'plan', live, null, [{ node: 'a', type: net.typeName, live }]));
    const keys = ['id', 'kind', 'type', 'asked', 'desired', 'live', 'applied', 'settled', 'nodes', 'modes', 'lost', 'physicalId', 'identifier'];
    const line = fc.oneof(
      fc.string().filter((value) => value.trim() !== '' && !value.includes('\n')),
      fc.dictionary(fc.constantFrom(...keys), member),
    );
    fc.assert(
      fc.property(line, (hostile) => {
        const given = answers([good, hostile, good]);
        expect(given.length).toBeGreaterThanOrEqual(3);
        expect(given.at(-1)).toMatchObject({ id: 'good', action: 'none' });
        for (const answer of given) expect(['action', 'error', 'skipped'].filter((key) => key in answer)).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });
});
