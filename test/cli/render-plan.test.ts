import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Plan } from '../../src/model/plan.ts';
import { renderPlan } from '../../src/surfaces/cli/render-plan.ts';
import { t } from '../../src/surfaces/cli/text.ts';
import { madeAt, sampleChange, samplePlan } from './sample-plan.ts';

const view = { now: madeAt, columns: 160, full: false, state: 'open' as const };

function shown(plan: Plan, over: Partial<Parameters<typeof renderPlan>[1]> = {}): string[] {
  return renderPlan(plan, { ...view, ...over }).map((line) => line.render(false).trimEnd());
}
function linesOf(changes: readonly Change[], over: Partial<Parameters<typeof renderPlan>[1]> = {}): string[] {
  return shown(samplePlan(changes), over).filter((line) => /^( {4}|[+~=-])/.test(line) && !/^\+ \d+ create/.test(line));
}
const difference = (path: string, before: unknown, after: unknown, more = {}) => ({ path, before, after, forcesReplace: false, sensitive: false, ...more });

describe('a plan', () => {
  it('is headed by what, where, that it is simulated, and when it expires', () => {
    const plan = samplePlan();
    expect(shown(plan)[0]).toBe(`Plan ${plan.id}  orders → sandbox/us-east-1   simulated   expires in 30 min`);
    expect(shown(samplePlan(undefined, { simulated: false })).join()).not.toContain('simulated');
    expect(shown(plan, { now: madeAt + 45 * 60_000 })[0]).toContain('expired 15 min ago');
    expect(shown(plan)).toContain('Account    123456789012 as arn:aws:iam::123456789012:root');
  });

  it('shows what is created with its properties, but not the tags of ownership', () => {
    expect(linesOf([sampleChange()])).toEqual(['+   bucket  AWS::S3::Bucket  BucketEncryption.Rule="aws:kms"']);
    expect(linesOf([sampleChange()], { full: true }).join('\n')).toContain('tag asbuilt:node="bucket"');
  });

  it('shows of an update only what changes, down to the single tag and list item', () => {
    const change = sampleChange({
      action: 'update',
      identifier: 'orders-1',
      differences: [
        difference('/VersioningConfiguration/Status', 'Suspended', 'Enabled'),
        difference(
          '/Tags',
          [
            { Key: 'owner', Value: 'ann' },
            { Key: 'version', Value: '1' },
          ],
          [
            { Key: 'owner', Value: 'ann' },
            { Key: 'version', Value: '2' },
          ],
        ),
        difference('/Tags/team', undefined, 'pay'),
        difference('/Rules', [{ A: 1, B: { C: 2 } }], [{ A: 1, B: { C: 3 } }]),
        difference('/Old', 'x', undefined),
      ],
    });
    expect(linesOf([change])).toEqual([
      '~   bucket  AWS::S3::Bucket  VersioningConfiguration.Status "Suspended" → "Enabled"  tag version "1" → "2"  tag team unset → "pay"  Rules[0].B.C 2 → 3  +1 more',
    ]);
    expect(linesOf([change], { columns: 400 })[0]).toContain('Old "x" → unset');
  });

  it('says where a value comes from that nobody knows yet', () => {
    const after = {
      Destination: { $from: { node: 'logs', attribute: 'Arn' } },
      Arn: { $join: ['arn:aws:s3:::', { $from: { node: 'logs', attribute: 'BucketName' } }, '/*'] },
      Ids: [{ $from: { node: 'vpc', attribute: 'VpcId' } }, 'x'],
    };
    expect(linesOf([sampleChange({ after })])[0]).toContain('Destination=‹logs.Arn›  Arn="arn:aws:s3:::‹logs.BucketName›/*"  Ids=[‹vpc.VpcId›, "x"]');
  });

  it('draws a replacement as what it is, with what forces it first', () => {
    const change = sampleChange({
      node: 'db',
      type: 'AWS::RDS::DBInstance',
      action: 'replace',
      identifier: 'db-1',
      risk: 'irreversible',
      differences: [difference('/Size', 1, 2), difference('/Engine', 'mysql', 'postgres', { forcesReplace: true })],
    });
    expect(linesOf([change])).toEqual([
      '-/+ db  AWS::RDS::DBInstance  destroys and recreates db-1  its data is lost  Engine "mysql" → "postgres" forces it  Size 1 → 2',
    ]);
    expect(
      renderPlan(samplePlan([change]), view)
        .map((line) => line.render(true))
        .join('\n'),
    ).toContain('\u001b[31m-/+\u001b[0m');
  });

  it('puts identical changes together and counts them, but names everything that goes', () => {
    const tagged = (node: string, type = 'AWS::S3::Bucket') =>
      sampleChange({ node, type, action: 'update', differences: [difference('/Tags/version', '1', '2')] });
    expect(linesOf(['a', 'b', 'c', 'd', 'e'].map((node) => tagged(node)))).toEqual(['~   a, b, c and 2 more  5 × AWS::S3::Bucket  tag version "1" → "2"']);
    expect(linesOf([tagged('a'), tagged('q', 'AWS::SQS::Queue')])).toEqual(['~   a, q  2 × resources  tag version "1" → "2"']);
    const gone = (node: string) => sampleChange({ node, action: 'delete', after: null, identifier: node });
    expect(linesOf([gone('a'), gone('b')])).toHaveLength(2);
  });

  it('does not put together what differs only where it is cut', () => {
    const long = (node: string, end: string) => sampleChange({ node, action: 'update', differences: [difference('/Policy', 'p', `${'x'.repeat(200)}${end}`)] });
    expect(linesOf([long('a', '1'), long('b', '2')])).toHaveLength(2);
  });

  it('counts unchanged resources without listing them, unless all is asked for or there is something to note', () => {
    const changes = [sampleChange(), sampleChange({ node: 'same', action: 'none' }), sampleChange({ node: 'kept', action: 'none', note: 'retained' })];
    expect(linesOf(changes).join('\n')).not.toContain('same');
    expect(linesOf(changes).join('\n')).toContain('kept  AWS::S3::Bucket  unchanged: retained');
    expect(linesOf(changes, { full: true }).join('\n')).toContain('same  AWS::S3::Bucket  unchanged');
    expect(shown(samplePlan(changes)).join('\n')).toContain('+ 1 create   ~ 0 update   -/+ 0 replace   - 0 delete   2 unchanged');
  });

  it('counts the changes themselves, whatever the summary claims', () => {
    const plan = samplePlan([sampleChange({ action: 'delete', identifier: 'x', after: null })], {
      summary: { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, unchanged: 1 },
    });
    expect(shown(plan).join('\n')).toContain('- 1 delete');
  });

  it('never shows a sensitive value', () => {
    const created = sampleChange({
      after: { User: 'root', Password: { Value: 'hunter2' } },
      differences: [difference('/Password', undefined, 'digest', { sensitive: true })],
    });
    const updated = sampleChange({ action: 'update', differences: [difference('/Password', 'hunter1', 'hunter2', { sensitive: true })] });
    for (const full of [false, true]) {
      expect(shown(samplePlan([created, updated]), { full }).join('\n')).not.toContain('hunter');
      expect(shown(samplePlan([created]), { full }).join('\n')).toContain('Password.Value=(sensitive)');
    }
  });

  it('names the place of each change where there are several', () => {
    const far = sampleChange({ node: 'far', target: { account: '123456789012', region: 'eu-west-1' } });
    const lines = shown(samplePlan([sampleChange(), far]));
    expect(lines[0]).toContain('sandbox/eu-west-1,us-east-1');
    expect(lines.join('\n')).toContain('far     AWS::S3::Bucket in 123456789012/eu-west-1');
  });

  it('marks every estimate, and says what was not read, what it was understood from and what policy says', () => {
    const plan = samplePlan(undefined, {
      coverage: {
        read: [{ type: 'AWS::S3::Bucket', account: '123456789012', region: 'us-east-1', resources: 3 }],
        unread: [{ scope: 'eu-west-1', reason: 'not asked for' }],
      },
      impact: [{ node: 'site', type: 'AWS::CloudFront::Distribution', identifier: 'E1', because: 'reads from bucket' }],
      verdict: {
        decision: 'approval',
        policyVersion: '7',
        reasons: [
          { rule: 'a', decision: 'allow', message: '' },
          { rule: 'new-region', decision: 'approval', message: 'first time' },
        ],
      },
      estimate: { seconds: { p50: 25, p90: 700 }, cost: 41, criticalPath: [] },
    });
    const text = shown(plan).join('\n');
    expect(text).toContain('about 25 s, 9 in 10 within 12 min (est.)   $41/month (est.)');
    expect(text).toContain('Not read   eu-west-1 (not asked for)');
    expect(text).toContain('Impact     1 outside this plan: site (AWS::CloudFront::Distribution E1): reads from bucket');
    expect(text).toContain('Policy     1 passed · 1 needs approval: new-region');
    expect(text).toContain('Understood "private": blocks public access to bucket  control/private@1.0.0');
    expect(text.split('\n').at(-1)).toBe(`Next: asbuilt approve ${plan.id}`);
  });

  it('names the next command that fits its state', () => {
    const plan = samplePlan();
    expect(shown(plan, { state: 'approved' }).at(-1)).toBe(`Next: asbuilt apply ${plan.id}`);
    expect(shown(plan, { state: 'applied' }).join()).not.toContain('Next:');
    expect(shown(plan, { now: madeAt + 45 * 60_000 }).at(-1)).toContain('ask again');
  });

  it('fits each line into the width, and is as long as what changes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.jsonValue(), { maxKeys: 8 }),
        fc.integer({ min: 80, max: 200 }),
        (after, columns) => {
          const lines = linesOf([sampleChange({ after: JSON.parse(JSON.stringify(after)) })], { columns });
          expect(lines).toHaveLength(1);
          expect(t`${lines[0] ?? ''}`.width).toBeLessThanOrEqual(columns);
          expect(lines[0]).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });

  it('draws 5,000 changes in time proportional to their number', () => {
    const many = (count: number) =>
      samplePlan(Array.from({ length: count }, (_, index) => sampleChange({ node: `bucket_${index}`, after: { BucketName: `bucket-${index}` } })));
    const seconds = (plan: Plan) => {
      const begun = process.cpuUsage();
      expect(linesOf(plan.changes)).toHaveLength(plan.changes.length);
      return process.cpuUsage(begun).user / 1000;
    };
    const [small, large] = [many(500), many(5_000)];
    seconds(small);
    expect(seconds(large)).toBeLessThan(Math.max(20, seconds(small)) * 40);
  });
});
