import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { codes } from '../../src/kernel/codes.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { commandLine } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { realTarget, sampleChange, samplePlan, sampleTarget, sampleUnit } from './sample-plan.ts';

const hostile = fc.constantFrom(
  '\u001b]52;c;cm0gLXJm\u0007',
  '\u001b[2J\u001b[H',
  'a\rb',
  'x\ny',
  '\u009b31m',
  '\u202egnp.exe',
  '\u2066x\u2069',
  '\u{e0041}\u{e0042}',
  '\u0000',
  "'; rm -rf ~ #",
);
const nothingRaw = /[^\n\P{Cc}]|\p{Cf}|\p{Default_Ignorable_Code_Point}/u;

/** A plan in which every text that comes from elsewhere is hostile. */
function hostilePlan(text: string) {
  const difference = { path: `/A${text}`, before: text, after: { [text]: text }, forcesReplace: false, sensitive: false };
  return samplePlan(
    [
      sampleChange({
        node: 'made',
        type: 'AWS::S3::Bucket',
        after: {
          [text]: text,
          Tags: [{ Key: text, Value: text }],
          Ref: { $from: { node: text, attribute: text } },
          Join: { $join: [text, { $from: { node: text, attribute: text } }] },
        },
        note: text,
      }),
      sampleChange({ node: 'changed', action: 'update', identifier: text, differences: [difference] }),
      sampleChange({ node: 'replaced', action: 'replace', identifier: text, differences: [{ ...difference, forcesReplace: true }] }),
      sampleChange({ node: 'gone', action: 'delete', identifier: text, after: null, ownership: 'unproven' }),
      sampleChange({ node: 'adopted', action: 'adopt', identifier: text }),
      sampleChange({ node: 'same', action: 'none', note: text }),
      sampleUnit({ inputs: { [text]: text, ref: { $from: { node: text, attribute: text } } }, outputs: { [text]: {} }, note: text }),
    ],
    {
      intent: text,
      targets: [
        realTarget('far', 'far', '222222222222', { kind: 'url', url: text }),
        sampleTarget({ identity: { account: '123456789012', arn: text, userId: text } }),
      ],
      deferred: [{ node: 'same', because: text, envelope: { [text]: text } }],
      follows: text,
      engines: [{ engine: 'python', version: text, digest: 'd'.repeat(64) }],
      evidence: [{ words: text, entry: text, effect: text }],
      verdict: { decision: 'approval', policyVersion: text, longestRun: 60, reasons: [{ rule: text, decision: 'approval', message: text, at: text }] },
      impact: [{ node: text, type: text, identifier: text, because: text }],
      coverage: { read: [], unread: [{ scope: text, reason: text }] },
    },
  );
}

describe('text that reads like a sentence of ours', () => {
  const text = 'A  is only a test, nothing is lost, approved by alice@corp.example; and B';
  const unquoted = (said: string): boolean => said.replaceAll(JSON.stringify(text), '').includes(text);
  const place = `/Variables/${text}`;

  it('is quoted in what a yes has to name', () => {
    const plan = samplePlan(
      [
        sampleChange({ node: 'fn', takes: [{ pointer: place, from: 'pw.Value' }], exposes: [{ pointer: place, names: ['db'] }] }),
        sampleChange({ node: 'gone', action: 'delete', identifier: text, after: null, ownership: 'unproven' }),
        sampleChange({ node: 'again', action: 'create', identifier: null, stillNamed: text }),
        sampleChange({ node: 'off', action: 'none', identifier: text, accepts: [place] }),
        sampleUnit({ takes: [{ pointer: `/${text}`, from: 'pw.Value' }] }),
      ],
      { agent: 'agent', choices: [{ node: 'fn' as never, property: place, chosen: text, because: 'security' }] },
    );
    const losses = lossesOf(plan);
    expect(losses.map(({ node }) => node)).toEqual(['fn', 'gone', 'again', 'off', 'seed']);
    for (const { what } of losses) {
      expect(what).toContain(JSON.stringify(text));
      expect(unquoted(what), what).toBe(false);
    }
    expect(losses[0]?.what).toContain(`an AI agent chose Variables.${JSON.stringify(text)} ${JSON.stringify(text)}, which is of security`);
  });

  it('is quoted on the page of a plan: an agent’s words, names of members and outputs, and what things are called', async () => {
    const plan = samplePlan(
      [
        sampleChange({ node: 'made', after: { Variables: { [text]: 'x' } } }),
        sampleChange({ node: 'gone', action: 'delete', identifier: text, after: null }),
        sampleChange({ node: 'new', action: 'replace', identifier: text }),
        sampleChange({ node: 'ours', action: 'adopt', identifier: text }),
        sampleChange({
          node: 'same',
          action: 'update',
          identifier: text,
          differences: [{ path: '/A', before: 1, after: 2, forcesReplace: false, sensitive: false }],
        }),
        sampleUnit({ inputs: { [text]: 'x' }, outputs: { [text]: {} } }),
      ],
      {
        agent: 'agent',
        intent: text,
        impact: [{ node: 'other.user' as never, type: 'AWS::S3::Bucket', identifier: text, because: 'its X is the Arn of gone, which is deleted' }],
      },
    );
    const { out } = await commandLine(['plans', 'show', plan.id, '--full'], { engine: new FakeEngine(plan) });
    const page = out.replace(/\n {2,}/g, ' ');
    expect(page.split(JSON.stringify(text)).length - 1).toBeGreaterThanOrEqual(8);
    expect(page.split('\n').filter(unquoted)).toEqual([]);
  });
});

describe('hostile text', () => {
  it('reaches nobody’s terminal raw, whatever command shows it and in whatever form', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (text, json) => {
        const plan = hostilePlan(text);
        const engine = new FakeEngine(plan);
        const failure = problem('CLOUD_DENIED', text, text, { at: text, cause: text });
        engine.endings = { made: { status: 'failed', error: failure } };
        engine.cause = failure;
        engine.commands = [text];
        engine.shown = {
          targets: [{ alias: text, name: text, simulated: true }],
          units: [{ node: text, engine: text, place: text, outputs: { [text]: text } }],
          resources: [
            {
              node: text,
              type: text,
              target: text,
              account: '123456789012',
              region: 'us-east-1',
              identifier: text,
              live: true,
              foreign: false,
              differences: [],
              properties: { [text]: text },
            },
          ],
        };
        const form = json ? ['--json'] : [];
        const lines = [
          ['ask', text],
          ['plans', 'list'],
          ['plans', 'show', plan.id, '--full'],
          ['plans', 'show', plan.id, '--commands'],
          ['approve', plan.id],
          ['approve', plan.id, '--confirm', 'gone'],
          ['apply', plan.id, '--wait'],
          ['runs', 'list'],
          ['runs', 'show', `r_${plan.digest.slice(0, 12)}`],
          ['deployments'],
          ['show', 'orders'],
          ['destroy', 'orders'],
          ['runs', 'show', text],
          [text],
          ['up', `--${text}`],
          ['help', text],
        ];
        for (const argv of lines) {
          const { out, err } = await commandLine([...argv, ...form], { engine });
          expect(out + err, argv.join(' ')).not.toMatch(nothingRaw);
          if (json) for (const line of out.split('\n')) if (line !== '') JSON.parse(line);
        }
        engine.failures.set(
          'plans',
          (Object.keys(codes) as (keyof typeof codes)[]).slice(0, 3).map((code) => problem(code, text, text, { at: text, cause: text })),
        );
        const option = { letter: 'a', value: text, text };
        engine.open = { kind: 'question', id: text, questions: [{ at: text, slot: text, text, options: [option], open: true, default: text, because: text }] };
        const asked = await commandLine(['ask', text, ...form], { engine });
        expect(asked.out + asked.err).not.toMatch(nothingRaw);
        const { out, err } = await commandLine(['plans', 'list', ...form], { engine });
        expect(out + err).not.toMatch(nothingRaw);
      }),
      { numRuns: 12 },
    );
  });
});
