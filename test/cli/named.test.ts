import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { sampleChange, samplePlan } from './sample-plan.ts';

const difference = { path: '/Size', before: 7, after: 1, forcesReplace: false, sensitive: false, deviates: true } as const;
const deviation = sampleChange({ node: 'box', action: 'none', reason: 'deviation', differences: [difference] });
const accepted = samplePlan([{ ...deviation, accepts: ['/Size'] } as never], {
  steps: [{ id: 'box', node: deviation.node, op: 'adopt', after: [], calls: [] }],
});

async function ask(argv: readonly string[], files: Record<string, string> = {}, plan = accepted) {
  const engine = new FakeEngine(plan);
  const { code, out, err, approver } = await commandLine(['ask', ...argv], { engine, files });
  return { code, out, err, request: engine.calls.find(([name]) => name === 'ask')?.[1], consents: approver.consents };
}

describe('what is named on the command line', () => {
  it('is sent as fields of the intent, with a sentence, with a file, or for what stands in a deployment', async () => {
    const fields = { accept: ['box/Size', 'net'], replace: ['rule'], adopt: { 'logs["a=b"]': '/aws/lambda/x=1' } };
    const flags = ['--accept', 'box/Size', '--accept', 'net', '--replace', 'rule', '--adopt', 'logs["a=b"]=/aws/lambda/x=1'];
    expect((await ask(['a box', ...flags])).request).toEqual({ intent: { intent: 'a box', ...fields } });
    expect((await ask(['--deployment', 'shop', ...flags])).request).toEqual({ intent: fields, deployment: 'shop' });
    const nodes = { box: { type: 'AWS::Toy::Box' } };
    expect((await ask(['--file', 'i.json', ...flags], { 'i.json': JSON.stringify({ name: 'shop', nodes }) })).request).toEqual({
      intent: { name: 'shop', nodes, ...fields },
    });
  });

  it.each([
    ['a thing without a node', ['a box', '--adopt', '/aws/lambda/x'], 'says no node and identifier'],
    ['two things for one node', ['a box', '--adopt', 'a=1', '--adopt', 'a=2'], 'a would take over two things'],
    ['the same in the file and beside it', ['--file', 'i.json', '--accept', 'a'], 'i.json has accept as well'],
    ['no deployment and no wish', ['--accept', 'a'], 'nothing is asked for'],
  ])('is refused where it is %s', async (_, argv, message) => {
    const { code, err, request } = await ask(argv, { 'i.json': '{"intent": "a box", "accept": ["b"]}' });
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(request).toBeUndefined();
  });

  it('is said yes to with that, where it is accepted, and shown as such', async () => {
    const { code, out, consents } = await ask(['--deployment', 'shop', '--accept', 'box/Size', '--yes']);
    expect(code).toBe(0);
    expect(consents).toEqual([['box']]);
    expect(out).toContain('accepts Size: asked 1, there is 7');
    expect((await ask(['a box', '--yes'])).code).toBe(5);
  });

  it('is what a deviation is told with: what can be done about it', async () => {
    const fixed = samplePlan([{ ...deviation, differences: [{ ...difference, path: '/Kind', fixed: true }] } as never], { deployment: 'shop' as never });
    expect((await ask(['a box'], {}, fixed)).out).toContain(
      'let it be so: asbuilt ask --deployment shop --accept box/Kind; make it anew: --replace box; or ask for a new deployment',
    );
    expect((await ask(['a box'], {}, samplePlan([deviation]))).out).toContain('--accept box/Size; or ask for what is there');
  });
});
