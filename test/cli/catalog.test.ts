import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import { commandLine } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { sampleChange, samplePlan } from './sample-plan.ts';

const artifact = 'apiVersion: asbuilt.dev/v1\nkind: Artifact\nengine: { type: python, source: ./seed }\n';
const template = 'apiVersion: asbuilt.dev/v1\nkind: Artifact\nengine: { type: aws, template: ./t.json }\n';
const engine = () => new FakeEngine(samplePlan([sampleChange({})]));
const asked = (made: FakeEngine, name: string) => made.calls.filter(([operation]) => operation === name).map(([, request]) => request);

describe('asbuilt catalog publish', () => {
  it('sends documents with the folders and templates that they name, and writes what their uses came to', async () => {
    const made = engine();
    const said = await commandLine(['catalog', 'publish', 'web/web.yaml', '--visible-to', 'agents'], {
      engine: made,
      files: { 'web/web.yaml': `${artifact}---\n${template}`, 'web/t.json': '{"Resources": {}}' },
      sources: { './seed': { 'main.py': 'print(1)', 'lib/a.py': 'x' } },
    });
    expect(said.code, said.err).toBe(0);
    expect(asked(made, 'publish')).toMatchObject([
      {
        files: [{ path: 'web/web.yaml' }],
        sources: [{ file: 'web/web.yaml', name: './seed', bundle: { files: [{ path: 'lib/a.py' }, { path: 'main.py', base64: 'cHJpbnQoMSk=' }] } }],
        templates: [
          { file: 'web/web.yaml', name: './t.json', template: 't.json', bundle: { files: [{ path: 't.json', base64: 'eyJSZXNvdXJjZXMiOiB7fX0=' }] } },
        ],
        locks: {},
        visibleTo: 'agents',
      },
    ]);
    expect([...said.written]).toEqual([['web/asbuilt.lock.json', '{\n  "web_platform@1.0.0": {}\n}\n']]);
  });

  it('takes the documents of a folder, and what its lock file says; and leaves that as it is where nothing is new', async () => {
    const made = engine();
    const locks = { 'web_platform@1.0.0': {} };
    const said = await commandLine(['catalog', 'publish', 'web'], {
      engine: made,
      sources: { web: { 'a.yaml': artifact.replace('python, source: ./seed', 'aws'), 'b.yaml': 'outputs: {}', 'c.txt': 'apiVersion: asbuilt.dev/v1' } },
      files: { 'web/asbuilt.lock.json': `${JSON.stringify(locks, null, 2)}\n` },
    });
    expect(said.code, said.err).toBe(0);
    expect(asked(made, 'publish')).toMatchObject([{ files: [{ path: 'web/a.yaml' }], locks }]);
    expect([...said.written]).toEqual([]);
  });

  it('refuses a folder without documents, a lock file that is none, and a word that says nobody', async () => {
    const empty = await commandLine(['catalog', 'publish', 'web'], { engine: engine(), sources: { web: { 'b.yaml': 'x: 1' } } });
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('holds no artifact and no blueprint')]);
    const lock = await commandLine(['catalog', 'publish', 'a.yaml'], { engine: engine(), files: { 'a.yaml': 'x: 1', 'asbuilt.lock.json': '[' } });
    expect([lock.code, lock.err]).toEqual([2, expect.stringContaining('is not a lock file')]);
    const nobody = await commandLine(['catalog', 'publish', 'a.yaml', '--visible-to', 'all'], { engine: engine() });
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('--visible-to agents')]);
  });
});

describe('asbuilt plan', () => {
  it('plans a version with its inputs at its targets, and takes a deployment there', async () => {
    const made = engine();
    const flags = [
      '--target',
      'main=staging',
      '--input',
      'name=shop',
      '--input',
      'zones=["a=b"]',
      '--name',
      'shop',
      '--region',
      'eu-west-1',
      '--replace',
      'a.b',
    ];
    expect((await commandLine(['plan', 'web_platform@^1.0', ...flags], { engine: made })).code).toBe(0);
    await commandLine(['plan', 'web_platform', '--deployment', 'shop'], { engine: made });
    expect(asked(made, 'planBlueprint')).toEqual([
      {
        name: 'web_platform',
        version: '^1.0',
        inputs: { name: 'shop', zones: '["a=b"]' },
        targets: { main: 'staging' },
        as: 'shop',
        region: 'eu-west-1',
        replace: ['a.b'],
      },
      { name: 'web_platform', inputs: {}, deployment: 'shop' },
    ]);
  });

  it('exits with 3 where something would change and that is asked for, and with 0 where nothing would', async () => {
    expect((await commandLine(['plan', 'web_platform', '--detailed-exitcode'], { engine: engine() })).code).toBe(3);
    expect((await commandLine(['plan', 'web_platform'], { engine: engine() })).code).toBe(0);
    expect((await commandLine(['plan', 'web_platform', '--detailed-exitcode'], { engine: new FakeEngine(samplePlan([])) })).code).toBe(0);
  });

  it('refuses an input that says no value, or is given twice, and tells what the engine refuses', async () => {
    for (const flags of [
      ['--input', 'name'],
      ['--input', 'a=1', '--input', 'a=2'],
    ])
      expect((await commandLine(['plan', 'web', ...flags], { engine: engine() })).code).toBe(2);
    const made = engine();
    made.failures.set('planBlueprint', [problem('BOUNDARY_CROSSED', 'outside', 'elsewhere', { at: 'a.b' })]);
    expect((await commandLine(['plan', 'web'], { engine: made })).code).toBe(6);
  });
});

describe('asbuilt catalog', () => {
  it('lists, shows and compares, for a person and as data', async () => {
    const made = engine();
    expect((await commandLine(['catalog', 'list'], { engine: made })).out).toContain('web_platform@1.0.0');
    expect((await commandLine(['catalog', 'list', 'a web platform', '--json'], { engine: made })).json()).toMatchObject([
      { entries: [{ name: 'web_platform' }] },
    ]);
    const shown = (await commandLine(['catalog', 'show', 'web_platform@1.0.0'], { engine: made })).out;
    for (const part of ['private_bucket@1.0.0', 'types  AWS::S3::*', 's3:CreateBucket', 'default 1', 'required', 'shop']) expect(shown).toContain(part);
    expect((await commandLine(['catalog', 'diff', 'web_platform@1.0.0', '1.1.0'], { engine: made })).out).toContain('breaking');
    expect(asked(made, 'catalogVersion')).toEqual([{ name: 'web_platform', version: '1.0.0' }]);
    expect(asked(made, 'catalogDiff')).toEqual([{ name: 'web_platform', from: '1.0.0', to: '1.1.0' }]);
    expect(asked(made, 'catalog')).toEqual([{}, { text: 'a web platform' }]);
  });

  it('takes versions out of use by their number only, and with a reason', async () => {
    const made = engine();
    expect((await commandLine(['catalog', 'withdraw', 'web_platform@1.0.0', '--why', 'unsafe'], { engine: made })).code).toBe(0);
    expect((await commandLine(['catalog', 'deprecate', 'web_platform@1.0.0', '--why', 'old'], { engine: made })).code).toBe(0);
    for (const wrong of [
      ['catalog', 'withdraw', 'web_platform', '--why', 'x'],
      ['catalog', 'withdraw', 'web_platform@^1', '--why', 'x'],
      ['catalog', 'withdraw', 'web_platform@1.0.0'],
      ['catalog', 'diff', 'a@1.0.0', 'b@1.0.0'],
    ])
      expect((await commandLine(wrong, { engine: made })).code).toBe(2);
    expect(asked(made, 'markVersion').map((request) => (request as { as: string }).as)).toEqual(['withdrawn', 'deprecated']);
  });
});
