import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { canonicalJson } from '../../src/kernel/json.ts';
import { changesNothing } from '../../src/model/changes-nothing.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import { renderPlan } from '../../src/surfaces/cli/render-plan.ts';
import { home, madeAt, realTarget, sampleChange, samplePlan, sampleTarget, sampleUnit } from './sample-plan.ts';

const view = { now: madeAt, columns: 160, full: false, state: 'open' as const };

function shown(plan: Plan, over: Partial<Parameters<typeof renderPlan>[1]> = {}): string[] {
  return renderPlan(plan, { ...view, ...over }).map((line) => line.render(false).trimEnd());
}
function linesOf(changes: readonly Change[], over: Partial<Parameters<typeof renderPlan>[1]> = {}): string[] {
  return shown(samplePlan(changes), over).filter((line) => /^( {4}|[+~=>-])/.test(line) && !/^\+ \d+ create/.test(line));
}
const difference = (path: string, before: unknown, after: unknown, more = {}) => ({ path, before, after, forcesReplace: false, sensitive: false, ...more });

describe('a plan', () => {
  it('is headed by what, where, that it is simulated, and when it expires', () => {
    const plan = samplePlan();
    expect(shown(plan)[0]).toBe(`Plan ${plan.id}  orders → sandbox/us-east-1   simulated   expires in 30 min`);
    expect(shown(samplePlan(undefined, { targets: [realTarget('sandbox')] })).join()).not.toContain('simulated');
    expect(shown(plan, { now: madeAt + 45 * 60_000 })[0]).toContain('expired 15 min ago');
    expect(shown(plan)).toContain('Account    123456789012 as arn:aws:iam::123456789012:root');
  });

  it('ends what somebody said, and what somebody calls a thing, where that ends', () => {
    const said = 'Ready?” (security has answered: yes). “x": approved by alice; "y';
    const gate = { id: 'gate:go', op: 'gate', node: 'go', after: [], calls: [], gate: { kind: 'person', ask: said } };
    const place = { target: 'sandbox', region: 'us-east-1  Approved' };
    const member = { action: 'create', type: 'Note x', name: 'readme at sandbox  (checked by policy)', place, properties: {} };
    const unit = sampleUnit({ action: 'run', members: [member, { ...member, action: 'delete' }] });
    const lines = shown(
      samplePlan([unit], {
        steps: [gate],
        evidence: [{ words: said, entry: 'answer/unread', effect: 'was chosen' }],
      }),
      { columns: 600 },
    ).join('\n');
    expect(lines).toContain(`go until a person answers ${JSON.stringify(said)}`);
    expect(lines).toContain(`Understood ${JSON.stringify(said)}: was chosen`);
    expect(lines).toContain('create "Note x" "readme at sandbox  (checked by policy)" at sandbox/"us-east-1  Approved"');
    expect(lossesOf(samplePlan([unit]))[0]?.what).toContain('deletes "Note x" "readme at sandbox  (checked by policy)", whose data is lost');
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
      '~   bucket  AWS::S3::Bucket  VersioningConfiguration.Status "Suspended" → "Enabled"  tag version "1" → "2"  tag team unset → "pay"  Rules[0].B.C 2 → 3',
      '      Old "x" → unset',
    ]);
    expect(linesOf([change], { columns: 400 })[0]).toContain('Old "x" → unset');
  });

  it('leaves out nothing of an update or a replacement, however narrow the terminal is', () => {
    const flags = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
    const differences = flags.map((flag) => difference(`/PublicAccessBlockConfiguration/${flag}`, false, true));
    for (const action of ['update', 'replace'] as const) {
      const text = linesOf([sampleChange({ action, identifier: 'orders-1', reason: 'live-moved', differences })], { columns: 60 }).join('\n');
      for (const flag of flags) expect(text).toContain(`PublicAccessBlockConfiguration.${flag} false → true`);
      expect(text).not.toMatch(/more|…/);
    }
  });

  it('says where a value comes from that nobody knows yet', () => {
    const after = {
      Destination: { $from: { node: 'logs', attribute: 'Arn' } },
      Arn: { $join: ['arn:aws:s3:::', { $from: { node: 'logs', attribute: 'BucketName' } }, '/*'] },
      Ids: [{ $from: { node: 'vpc', attribute: 'VpcId' } }, 'x'],
    };
    expect(linesOf([sampleChange({ after })])[0]).toContain('Arn="arn:aws:s3:::‹logs.BucketName›/*"  Destination=‹logs.Arn›  Ids=[‹vpc.VpcId›, "x"]');
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
    expect(linesOf([long('a', '1'), long('b', '2')]).filter((line) => line.startsWith('~'))).toHaveLength(2);
  });

  it('counts unchanged resources without listing them, unless all is asked for or there is something to note', () => {
    const changes = [sampleChange(), sampleChange({ node: 'same', action: 'none' }), sampleChange({ node: 'kept', action: 'none', note: 'retained' })];
    expect(linesOf(changes).join('\n')).not.toContain('same');
    expect(linesOf(changes).join('\n')).toContain('kept  AWS::S3::Bucket  unchanged: retained');
    const retained = sampleChange({ node: 'kept', action: 'none', reason: 'retained', note: 'kept: it is retained' });
    expect(linesOf([retained]).join('\n')).toContain('unchanged: kept: it is retained; how it is let go: docs/how-to/undo.md');
    expect(linesOf(changes, { full: true }).join('\n')).toContain('same  AWS::S3::Bucket  unchanged');
    expect(shown(samplePlan(changes)).join('\n')).toContain('+ 1 create   ~ 0 update   -/+ 0 replace   - 0 delete   2 unchanged');
  });

  it('counts the changes themselves, whatever the summary claims', () => {
    const plan = samplePlan([sampleChange({ action: 'delete', identifier: 'x', after: null })], {
      summary: { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 1 },
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
    const far = sampleChange({ node: 'far', at: { ...home, region: 'eu-west-1' } });
    const lines = shown(samplePlan([sampleChange(), far]));
    expect(lines[0]).toContain('sandbox/eu-west-1,us-east-1');
    expect(lines.join('\n')).toContain('far     AWS::S3::Bucket in 123456789012/eu-west-1');
  });

  it('has each of several targets on a line of its own, and each change says which is its own', () => {
    const far = { ...home, target: 'dr', account: '222222222222', region: 'eu-west-1' };
    const plan = samplePlan([sampleChange(), sampleChange({ node: 'far', at: far })], { targets: [realTarget('dr', 'backup'), sampleTarget()] });
    const lines = shown(plan);
    expect(lines[0]).toBe(`Plan ${plan.id}  orders → 2 targets   expires in 30 min`);
    expect(lines).toContain('Target     dr (backup)  222222222222/eu-west-1 as arn:aws:iam::222222222222:root');
    expect(lines).toContain('Target     sandbox  123456789012/us-east-1 as arn:aws:iam::123456789012:root   simulated');
    expect(lines.join('\n')).toContain('+   bucket  AWS::S3::Bucket in sandbox 123456789012/us-east-1  Buck');
    expect(lines.join('\n')).toContain('+   far     AWS::S3::Bucket in dr 222222222222/eu-west-1       Buck');
  });

  it('says simulated once of several targets that all are', () => {
    const plan = samplePlan(undefined, { targets: [sampleTarget(), sampleTarget({ alias: 'second' })] });
    expect(
      shown(plan)
        .join('\n')
        .match(/^.*simulated.*$/gm),
    ).toEqual([expect.stringMatching(/^Plan/)]);
  });

  it('names the address of a target that is not AWS itself', () => {
    const plan = samplePlan(undefined, { targets: [realTarget('sandbox', 'local', '222222222222', { kind: 'url', url: 'http://127.0.0.1:5000' })] });
    expect(shown(plan)).toContain('Account    222222222222 as arn:aws:iam::222222222222:root through http://127.0.0.1:5000');
  });

  it.each([
    ['the live value moved', { action: 'update', reason: 'live-moved' }, 'changed from outside  A 1 → 2'],
    ['the wish changed too', { action: 'update', reason: 'both' }, 'changed from outside, and the wish changed too  A 1 → 2'],
    ['its tags were lost', { action: 'update', reason: 'tags-lost' }, 'its tags were taken off  A 1 → 2'],
    ['a person named it', { action: 'replace', reason: 'named', identifier: 'x' }, 'destroys and recreates x  asked for by name  A 1 → 2'],
  ])('says why where %s', (_, given, said) => {
    expect(linesOf([sampleChange({ ...given, differences: [difference('/A', 1, 2)] })])[0]).toMatch(new RegExp(`${said}$`));
  });

  it('says once why something is made again', () => {
    const gone = (note?: string) => linesOf([sampleChange({ reason: 'gone', after: {}, ...(note === undefined ? {} : { note }) })])[0];
    expect(gone()).toMatch(/AWS::S3::Bucket {2}deleted from outside$/);
    expect(gone('b-1 was deleted from outside')).toMatch(/AWS::S3::Bucket {2}b-1 was deleted from outside$/);
  });

  it('keeps apart what changes alike for different reasons', () => {
    const change = (node: string, reason: string) => sampleChange({ node, reason, action: 'update', differences: [difference('/A', 1, 2)] });
    expect(linesOf([change('a', 'wish-changed'), change('b', 'live-moved')])).toHaveLength(2);
  });

  it('says how what it takes over was found', () => {
    const found = { action: 'adopt', reason: 'found-by-tags', ownership: 'found', identifier: 'orders-1', differences: [difference('/A', 1, 2)] };
    expect(linesOf([sampleChange(found)])).toEqual([
      '=   bucket  AWS::S3::Bucket  takes over orders-1 (found by its tags, not in the records as bucket)  A 1 → 2',
    ]);
  });

  it('says of what goes that it is not proven to be ours', () => {
    const unseen = { kind: 'unproven', because: 'no read tells' };
    const gone = (ownership: string) => linesOf([sampleChange({ action: 'delete', identifier: 'b-1', after: null, ownership, creation: unseen })])[0];
    expect(gone('unproven')).toContain('deletes b-1  only our records say it is ours');
    expect(gone('tagged')).toContain('deletes b-1  only its tags, which can be copied, say it is ours');
    expect(gone('tags-lost')).toContain('deletes b-1  it no longer carries our tags');
    expect(gone('made')).toMatch(/deletes b-1$/);
    const replaced = sampleChange({ action: 'replace', identifier: 'b-1', ownership: 'unproven', creation: unseen, differences: [difference('/A', 1, 2)] });
    expect(linesOf([replaced])[0]).toContain('destroys and recreates b-1  only our records say it is ours  A 1 → 2');
  });

  it('leaves out nothing of what goes, however narrow the terminal', () => {
    const gone = sampleChange({
      action: 'delete',
      type: 'AWS::SQS::Queue',
      identifier: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders',
      after: null,
      risk: 'irreversible',
      ownership: 'unproven',
      creation: { kind: 'unproven', because: 'no read tells' },
      note: 'a note',
    });
    expect(linesOf([gone], { columns: 80 })).toEqual([
      '-   bucket  AWS::SQS::Queue',
      '      deletes https://sqs.us-east-1.amazonaws.com/123456789012/orders',
      '      its data is lost  only our records say it is ours  a note',
    ]);
  });

  it('shows a unit that runs: source, inputs, outputs, and that its calls are not checked', () => {
    expect(linesOf([sampleUnit()])).toEqual([
      '>   seed  python  its calls are not checked one by one  source 5eed5eed5eed  rows=3  table=‹table.Arn›  gives rows',
    ]);
    expect(shown(samplePlan([sampleUnit()])).join('\n')).toContain('> 1 run   0 unchanged');
    expect(shown(samplePlan([sampleUnit()])).join('\n')).toContain('What a unit touches is not known before it runs');
    expect(linesOf([sampleUnit()], { full: true }).join('\n')).toContain(`source ${'5eed'.repeat(16)}`);
  });

  it('shows every input of a unit, and that one is not repeatable or runs again', () => {
    const inputs = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`input_${index}`, `value-${index}-${'x'.repeat(12)}`]));
    const lines = linesOf([sampleUnit({ inputs, repeatable: false, reason: 'wish-changed' })], { columns: 80 });
    expect(lines[0]).toBe('>   seed  python  its calls are not checked one by one');
    expect(lines.join('\n')).toContain('not repeatable: it is not run again by itself  runs again');
    for (const name of Object.keys(inputs)) expect(lines.join('\n')).toContain(`${name}=`);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows what becomes of the record of a unit that is no longer wanted, and counts one that need not run', () => {
    const dropped = sampleUnit({ action: 'delete', reason: 'not-wanted', inputs: null, note: 'forgotten: its record goes' });
    expect(linesOf([dropped])).toEqual(['-   seed  python  forgotten: its record goes']);
    const unchanged = [sampleChange({ action: 'none' }), sampleUnit({ action: 'none', reason: 'as-wished' })];
    expect(shown(samplePlan(unchanged)).join('\n')).toContain('No changes. 1 resource was read and is as asked; 1 unit has run as asked.');
  });

  it('offers a plan of how a deployment is run alone, and says that nothing of it changes what stands', () => {
    const evidence = [{ words: 'default', entry: 'deployment/shop', effect: 'waits at the gate review from now on' }];
    const lines = shown(samplePlan([sampleChange({ action: 'none' })], { keeps: true, steps: [], evidence })).join('\n');
    expect(lines).toContain('Nothing that stands changes; its run keeps for later plans how ');
    expect(lines).toContain('by default: waits at the gate review from now on');
    expect(lines).not.toContain('No changes');
    expect(changesNothing(samplePlan([sampleChange({ action: 'none' })], { keeps: true, steps: [] }))).toBe(false);
  });

  it('always tells what is not as asked and stays so, and does not count it among what is as asked', () => {
    const differences = [{ path: '/Size', before: 7, after: 1, forcesReplace: false, sensitive: false, deviates: true }];
    const deviating = sampleChange({ node: 'disk', type: 'AWS::EC2::Volume', action: 'none', reason: 'deviation', differences });
    const lines = shown(samplePlan([deviating, sampleChange({ action: 'none' })])).join('\n');
    expect(lines).toContain('!   disk  AWS::EC2::Volume  Size asked 1, there is 7: deviation');
    expect(lines).toContain('No changes. 1 resource deviates from what was asked; 1 resource was read and is as asked.');
    expect(shown(samplePlan([deviating, sampleChange()])).join('\n')).toContain('1 unchanged   1 of them deviates');
  });

  it('says what is deferred, what is left undone, what it follows and which programs run', () => {
    const plan = samplePlan([sampleUnit()], {
      deferred: [
        { node: 'seed', because: 'table.Arn exists only after an earlier step', envelope: { engine: 'python' } },
        { node: 'later', because: 'it has no account yet', envelope: { types: ['AWS::S3::Bucket'] } },
      ],
      complete: false,
      follows: 'p_0123456789ab',
      engines: [{ engine: 'python', version: '3.12.1', digest: 'd'.repeat(64) }],
    });
    const lines = shown(plan);
    expect(lines).toContain('Deferred   seed: table.Arn exists only after an earlier step');
    expect(lines).toContain('           later: it has no account yet; then within {types: ["AWS::S3::Bucket"]}');
    expect(lines).toContain('Incomplete a part of what was asked for is left undone; ask the same again afterwards');
    expect(lines).toContain('Follows    p_0123456789ab, which left this undone');
    expect(lines).toContain('Runs with  python 3.12.1');
    expect(shown(plan, { full: true })).toContain('Deferred   seed: table.Arn exists only after an earlier step; then within {engine: "python"}');
    const loose = shown(
      samplePlan([sampleUnit({ hosts: ['db.example.com'] })], { engines: [{ engine: 'python', version: '3.12.1', digest: 'd'.repeat(64), loose: true }] }),
    );
    expect(loose).toContain('Runs with  python 3.12.1 (not kept from the files and the network of this machine)');
    expect(loose.join('\n')).toContain('calls db.example.com, and is not held to that');
    expect(shown(samplePlan()).join('\n')).not.toMatch(/Deferred|Incomplete|Follows|Runs with/);
  });

  it('does not count what no rule passed, and shows below what the rules say of single nodes', () => {
    const verdict = (reasons: Plan['verdict']['reasons']) => ({ verdict: { decision: 'approval' as const, policyVersion: '7', longestRun: 60, reasons } });
    expect(shown(samplePlan(undefined, verdict([])))).toContain('Policy     no rule speaks of this   version 7');
    const warned = shown(
      samplePlan(undefined, verdict([{ rule: 'token-in-plain-text', decision: 'approval', message: 'bucket holds a token', at: 'bucket' }])),
    );
    const at = warned.indexOf('Policy     1 needs approval: token-in-plain-text   version 7');
    expect(warned[at + 1]).toBe('           bucket holds a token');
  });

  it('tells everything of which only the run will know what it opens, however much else there is to tell', () => {
    const told = (rule: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ rule, decision: 'approval' as const, message: `${rule} of n${index}`, at: `n${index}` }));
    const reasons = [...told('engine-run', 9), ...told('known-only-in-run', 9)];
    const text = shown(samplePlan(undefined, { verdict: { decision: 'approval', policyVersion: '7', longestRun: 60, reasons } })).join('\n');
    for (let index = 0; index < 9; index++) expect(text).toContain(`known-only-in-run of n${index}`);
    expect(text).toContain('and 4 more');
  });

  it('names every node that lets somebody in, before anything else that needs a yes', () => {
    const told = (rule: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ rule, decision: 'approval' as const, message: `${rule} of n${index}`, at: `n${index}` }));
    const reasons = [...told('engine-run', 9), ...told('other-account', 9)];
    const lines = shown(samplePlan(undefined, { verdict: { decision: 'approval', policyVersion: '7', longestRun: 60, reasons } }));
    const at = lines.findIndex((line) => line.startsWith('Policy'));
    expect(lines[at + 1]).toBe('           other-account of n0; the same of n1, n2, n3, n4, n5, n6, n7, n8');
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
        longestRun: 60,
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
    expect(text).toContain('Impact     1 that depends on what is touched, and stays: site (AWS::CloudFront::Distribution E1): reads from bucket');
    expect(text).toContain('Policy     1 passed · 1 needs approval: new-region');
    expect(text).not.toContain('first time');
    expect(text).toContain('Understood "private": blocks public access to bucket\n');
    expect(text.split('\n').at(-1)).toBe(`Next: asbuilt approve ${plan.id}`);
  });

  it('names the next command that fits its state', () => {
    const plan = samplePlan();
    expect(shown(plan, { state: 'approved' }).at(-1)).toBe(`Next: asbuilt apply ${plan.id}`);
    expect(shown(plan, { state: 'applied' }).join()).not.toContain('Next:');
    expect(shown(plan, { now: madeAt + 45 * 60_000 }).at(-1)).toContain('ask again');
  });

  it('shows one and the same before it was put away and after, whatever the order in which its properties are written', () => {
    const properties = {
      Tags: [
        { Key: 'asbuilt:node', Value: 'orders' },
        { Key: 'team', Value: 'pay' },
      ],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      TableName: 'orders',
      KeySchema: [{ KeyType: 'HASH', AttributeName: 'id' }],
    };
    const plan = samplePlan([sampleChange({ node: 'orders', type: 'AWS::DynamoDB::Table', after: properties })]);
    const stored = JSON.parse(canonicalJson(plan)) as Plan;
    for (const columns of [60, 80, 160]) expect(shown(stored, { columns })).toEqual(shown(plan, { columns }));
  });

  it('shows of what is created all that is asked for, secrets and names first, those alike together, and no tags of ownership', () => {
    const change = sampleChange({
      node: 'db',
      type: 'AWS::RDS::DBInstance',
      after: {
        Access: { BlockAcls: true, BlockPolicy: true, IgnoreAcls: true },
        DBName: 'orders',
        MasterUserPassword: { $secret: [{ name: 'db' }], digest: 'd' },
        Tags: [{ Key: 'asbuilt:node', Value: 'db' }],
        VeryLongNameOfAProperty: { WithAnotherOneInIt: { AndOneMore: { Algorithm: 'aws:kms' } } },
      },
    });
    expect(linesOf([change], { columns: 80 })).toEqual([
      '+   db  AWS::RDS::DBInstance',
      '      MasterUserPassword=‹secret db›  DBName="orders"',
      '      Access.{BlockAcls, BlockPolicy, IgnoreAcls}=true',
      '      VeryLongNameOfAProperty…Algorithm="aws:kms"',
    ]);
  });

  it('gives each of very many creations one line, and says how much of it is left out', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      sampleChange({ node: `n${index}`, after: { Name: `n${index}`, Policy: { A: 'x'.repeat(30), B: 'y'.repeat(30), C: 'z'.repeat(30) } } }),
    );
    const lines = linesOf(many, { columns: 100 });
    expect(lines).toHaveLength(40);
    expect(lines[0]).toMatch(/Name="n0" .*\+\d more$/);
  });

  it('shows whole what lets somebody in, however large the plan is', () => {
    const many = Array.from({ length: 40 }, (_, index) => sampleChange({ node: `n${index}`, type: 'AWS::SQS::Queue', after: { QueueName: `n${index}` } }));
    const trusted = 'arn:aws:iam::999999999999:role/a-role-with-a-name-that-is-longer-than-a-line-is-wide';
    const role = sampleChange({
      node: 'ops',
      type: 'AWS::IAM::Role',
      after: {
        RoleName: 'ops',
        Description: 'd'.repeat(60),
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: trusted } }] },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/job-function/AdministratorAccess'],
        Tags: [{ Key: 'team', Value: 'pay' }],
      },
    });
    const text = linesOf([...many, role], { columns: 80 }).join('\n');
    expect(text).toContain(`AssumeRolePolicyDocument.Statement[0].Principal.AWS="${trusted}"`);
    expect(text).toContain('job-function/AdministratorAccess');
    const update = sampleChange({
      action: 'update',
      identifier: 'b',
      differences: [difference('/PolicyText', 'p', `{"Statement":[${'x'.repeat(900)}"end"]}`)],
    });
    expect(linesOf([update]).join('\n')).toContain('end');
  });

  it('says where what it cuts stands whole, and nothing of that where it cuts nothing', () => {
    const long = samplePlan([sampleChange({ after: { Code: { ZipFile: 'x'.repeat(300) } } })]);
    expect(shown(long)).toContain(`Shortened  whole: asbuilt plans show ${long.id} --full`);
    expect(shown(long, { full: true }).join('\n')).not.toContain('Shortened');
    expect(shown(samplePlan()).join('\n')).not.toContain('Shortened');
  });

  it('says in its first lines that an AI agent had a hand in it, and what was asked', () => {
    const lines = shown(samplePlan([sampleChange(), sampleChange({ node: 'ops', type: 'AWS::IAM::Role' })], { agent: 'agent', intent: 'the nodes of big' }));
    expect(lines.slice(1, 3)).toEqual([
      'Asked      with an AI agent’s hand in it: "the nodes of big"',
      '           which comes to AWS::S3::Bucket, AWS::IAM::Role',
    ]);
  });

  it('breaks its head and its summary between what they say, not within', () => {
    const lines = shown(samplePlan(), { columns: 60 });
    expect(lines.slice(0, 2)).toEqual([expect.stringMatching(/^Plan p_\w+ {2}orders → sandbox\/us-east-1 {3}simulated$/), '  expires in 30 min']);
    expect(lines).toContain('+ 1 create   ~ 0 update   -/+ 0 replace   - 0 delete');
  });

  it('names what a yes has to name, whatever policy says of it', () => {
    const tagged = sampleChange({ node: 'events', action: 'delete', reason: 'not-wanted', risk: 'reversible', ownership: 'tagged' });
    expect(shown(samplePlan([tagged])).join('\n')).toContain('By name    events: a yes names it');
    expect(shown(samplePlan([sampleChange({})])).join('\n')).not.toContain('By name');
  });

  it('says once what goes with a deletion, and counts a rule that speaks of several', () => {
    const gone = (node: string) => sampleChange({ node, action: 'delete', after: null, identifier: node, risk: 'irreversible' });
    const reasons = ['a', 'b'].map((at) => ({ rule: 'irreversible', decision: 'approval' as const, message: `${at} holds data`, at }));
    const text = shown(samplePlan([gone('a'), gone('b')], { verdict: { decision: 'approval', policyVersion: '7', longestRun: 60, reasons } })).join('\n');
    expect(text).toContain('2 need approval: 2 × irreversible');
    expect(text.match(/its data is lost/g)).toHaveLength(2);
    expect(text).not.toContain('holds data');
  });

  it('names with --full which entry says so, and puts together what the same words came to', () => {
    const evidence = [
      { words: 'the queue', entry: 'deployment/d', effect: 'removes queue' },
      { words: 'the queue', entry: 'deployment/d', effect: 'removes dead_letters' },
    ];
    expect(shown(samplePlan(undefined, { evidence }))).toContain('Understood "the queue": removes queue; removes dead_letters');
    expect(shown(samplePlan(undefined, { evidence }), { full: true })).toContain(
      'Understood "the queue": removes queue  deployment/d; removes dead_letters  deployment/d',
    );
  });
});
