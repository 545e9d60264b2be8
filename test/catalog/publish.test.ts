import { beforeEach, describe, expect, it } from 'vitest';
import { rankVersions } from '../../src/catalog/rank-versions.ts';
import { compareCatalogVersions, findVersion, listCatalog, markVersion } from '../../src/engine/catalog.ts';
import { proposalOf } from '../../src/engine/plan-blueprint.ts';
import { Library, person, told } from './library.ts';

let library: Library;
beforeEach(async () => {
  library = await new Library().withExample();
});

const agent = { ...person, agent: 'an agent', may: new Set(['read', 'plan', 'run'] as const) };
const setting = (version: string, extra = '') => `apiVersion: asbuilt.dev/v1
kind: Artifact
metadata: { name: setting, version: ${version}, owner: platform, description: a value }
engine: { type: aws }
inputs: { type: object, required: [name], properties: { name: { type: string } } }
resources: { parameter: { type: "AWS::SSM::Parameter", properties: { Name: "\${inputs.name}", Type: String, Value: x${extra} } } }
`;
const stack = (use: string, version = '1.0.0') => `apiVersion: asbuilt.dev/v1
kind: Blueprint
metadata: { name: stack, version: ${version}, owner: us, description: a stack }
nodes: { a: { use: ${use}, with: { name: x } } }
`;

describe('publish', () => {
  it('keeps what is published: the same again changes nothing, other content is refused and says what changed', async () => {
    expect(await library.publish(setting('2.0.0'))).toMatchObject({
      ok: true,
      value: { published: [{ name: 'setting', version: '2.0.0', fresh: true, visibleTo: 'people' }] },
    });
    const before = library.lines.length;
    expect(await library.publish(setting('2.0.0'))).toMatchObject({ ok: true, value: { published: [{ fresh: false }] } });
    expect(await library.refused(setting('2.0.0', 'y'))).toEqual([
      'VERSION_TAKEN web.yaml:3 metadata.version: setting@2.0.0 is published with other content: its document has changed since',
    ]);
    expect(library.lines).toHaveLength(before);
  });

  it('refuses a version whose source has other files than it was published with', async () => {
    const text = setting('1.0.0')
      .replace(/name: setting/, 'name: job')
      .replace('{ type: aws }', '{ type: python, source: ./job }')
      .replace(/resources.*\n/, '');
    const of = (code: string) => ({
      sources: [{ file: 'web.yaml', name: './job', bundle: { files: [{ path: 'main.py', base64: Buffer.from(code).toString('base64') }] } }],
    });
    expect((await library.publish(text, of('print(1)'))).ok).toBe(true);
    expect((await library.refused(text, of('print(2)')))[0]).toContain('the files of its source have changed since');
  });

  it('uses no version of which the records hold another document, lock or no document, until it is published again', async () => {
    const digest = library.lines.find(({ name, version }) => name === 'web_platform' && version === '1.0.0')?.digest ?? '';
    const content = library.contentOf('web_platform', '1.0.0');
    const used = Object.values(content.lock)[0]?.digest ?? '';
    const code = async () => {
      const found = await findVersion('web_platform', '1.0.0', person, library.ports);
      return found.ok ? 'ok' : told(found.problems[0] as never);
    };
    expect(await code()).toBe('ok');
    const refusal = 'CATALOG_CHANGED web_platform@1.0.0: what the records hold of web_platform@1.0.0 is not what was published';
    for (const changed of [
      { ...content, written: { ...content.written, onFailure: 'stop' } },
      { ...content, lock: {} },
      { ...content, written: undefined },
    ]) {
      library.contents.set(digest, changed as never);
      expect(await code()).toBe(refusal);
    }
    // What is read is the document that the digest is of, whatever stands beside it.
    library.contents.set(digest, { ...content, document: { ...content.document, onFailure: 'stop' } as never });
    expect(await code()).toBe('ok');
    expect(await findVersion('web_platform', '1.0.0', person, library.ports)).toMatchObject({ value: { content: { document: { onFailure: 'continue' } } } });
    const kept = library.contents.get(used);
    library.contents.set(used, { ...kept, written: {} } as never);
    const found = await findVersion('web_platform', '1.0.0', person, library.ports);
    const before = { deployment: 'shop', targets: {}, region: 'us-east-1', inputs: {}, lost: false } as never;
    const planned = found.ok ? await proposalOf(found.value, { inputs: { name: 'shop' }, isAgents: () => false }, before, new Map(), library.ports) : found;
    expect(planned).toMatchObject({ ok: false, problems: [{ code: 'CATALOG_CHANGED' }] });
    await library.withExample();
    expect(library.contents.get(used)).toEqual(kept);
  });

  it('refuses a name of another kind, and publishes nothing where one document is wrong', async () => {
    expect((await library.refused(stack('alerts').replace('name: stack', 'name: setting')))[0]).toContain(
      'VERSION_TAKEN web.yaml:3 metadata.name: setting is the name of an Artifact already',
    );
    const before = library.lines.length;
    await library.refused(`${setting('3.0.0')}---\n${stack('nothing')}`);
    expect(library.lines).toHaveLength(before);
  });

  it('locks each use to the highest version in its range, also one that is published with it', async () => {
    const done = await library.publish(`${stack('setting@^4', '2.0.0')}---\n${setting('4.1.0')}---\n${setting('4.0.0')}`);
    expect(done).toMatchObject({ ok: true });
    expect(library.contentOf('stack', '2.0.0').lock['setting@^4']).toMatchObject({ version: '4.1.0' });
  });

  it('takes what a lock file names, and refuses one that names another content', async () => {
    await library.publish(`${setting('5.0.0')}---\n${setting('5.1.0')}`);
    const digest = library.lines.find(({ name, version }) => name === 'setting' && version === '5.0.0')?.digest ?? '';
    const locks = (of: string) => ({ locks: { 'stack@1.0.0': { 'setting@^5': { name: 'setting', version: '5.0.0', digest: of } } } });
    expect((await library.refused(stack('setting@^5'), locks('f'.repeat(64))))[0]).toContain('LOCK_DIFFERS web.yaml:4 nodes.a.use');
    expect((await library.publish(stack('setting@^5'), locks(digest))).ok).toBe(true);
    expect(library.contentOf('stack', '1.0.0').lock['setting@^5']?.version).toBe('5.0.0');
  });

  it('writes every new version into the audit log, and who sees it', async () => {
    const before = library.audit.length;
    await library.publish(setting('6.0.0'), { visibleTo: 'agents' });
    await library.publish(setting('6.0.0'));
    await library.publish(setting('6.0.0'), { visibleTo: 'people' });
    expect(library.audit.slice(before)).toEqual(['catalog.published setting@6.0.0', 'catalog.published setting@6.0.0']);
    expect(library.lines.find(({ version }) => version === '6.0.0')?.visibleTo).toBe('people');
  });
});

describe('an AI agent', () => {
  it('sees what is visible to agents, and of nothing else that it is there', async () => {
    await library.publish(setting('7.0.0'), { visibleTo: 'agents' });
    expect(await listCatalog({}, agent, library.ports)).toMatchObject({ ok: true, value: { entries: [{ name: 'setting', version: '7.0.0' }] } });
    expect(await findVersion('web_platform', undefined, agent, library.ports)).toMatchObject({
      ok: false,
      problems: [{ code: 'CATALOG_UNKNOWN', fix: 'see what there is: asbuilt catalog list' }],
    });
    expect(await findVersion('setting', undefined, agent, library.ports)).toMatchObject({ ok: true, value: { line: { version: '7.0.0' } } });
    expect(await findVersion('setting', '1.0.0', agent, library.ports)).toMatchObject({ ok: false, problems: [{ code: 'VERSION_UNMATCHED' }] });
  });
});

describe('a version', () => {
  it('that is withdrawn is neither planned nor used any more, and one that is deprecated only where there is no other', async () => {
    await library.publish(`${setting('8.0.0')}---\n${setting('8.1.0')}`);
    await markVersion({ name: 'setting', version: '8.1.0', as: 'deprecated', why: 'slow' }, person, library.ports);
    expect(await findVersion('setting', '^8', person, library.ports)).toMatchObject({ ok: true, value: { line: { version: '8.0.0' } } });
    expect(await findVersion('setting', '8.1.0', person, library.ports)).toMatchObject({
      ok: true,
      value: { line: { version: '8.1.0', status: 'deprecated', why: 'slow' } },
    });
    await markVersion({ name: 'setting', version: '8.0.0', as: 'withdrawn', why: 'unsafe' }, person, library.ports);
    expect(await findVersion('setting', '^8', person, library.ports)).toMatchObject({ ok: true, value: { line: { version: '8.1.0' } } });
    const withdrawn = await findVersion('setting', '8.0.0', person, library.ports);
    expect(withdrawn.ok ? [] : withdrawn.problems.map(told)).toEqual(['VERSION_WITHDRAWN setting@8.0.0: setting@8.0.0 was withdrawn: unsafe']);
    expect((await library.refused(stack('setting@8.0.0')))[0]).toContain('VERSION_WITHDRAWN');
    expect(library.audit.slice(-2)).toEqual(['catalog.deprecated setting@8.1.0', 'catalog.withdrawn setting@8.0.0']);
  });

  it('is compared with another by what changes for those who use it', async () => {
    const platform = await compareCatalogVersions({ name: 'web_platform', from: '1.0.0', to: '1.1.0' }, person, library.ports);
    expect(platform).toMatchObject({
      ok: true,
      value: {
        breaking: false,
        changes: [
          { of: 'node', what: 'alerts', change: 'when "${inputs.tier == \'prod\'}" → none' },
          { of: 'node', what: 'jobs', change: 'with.seconds 60 → 120' },
        ],
      },
    });
    await library.publish(setting('2.0.0').replace('parameter:', 'value:'));
    const differs = await compareCatalogVersions({ name: 'setting', from: '1.0.0', to: '2.0.0' }, person, library.ports);
    expect(differs.ok ? differs.value.changes.map(({ of, what, breaking }) => [of, what, breaking]) : differs).toEqual([
      ['input', 'value', true],
      ['output', 'name', true],
      ['resource', 'parameter', true],
      ['resource', 'value', false],
    ]);
  });
});

describe('of two versions is told', () => {
  const guarded = (version: string, more: string) => `apiVersion: asbuilt.dev/v1
kind: Blueprint
metadata: { name: guarded, version: ${version}, owner: us, description: a composition }
inputs: { type: object, properties: { name: { type: string, default: shop }, count: { type: integer, default: 1 } } }
nodes:
  one: { use: setting@1.0.0, with: { name: "\${inputs.name}", value: x } }
${more}`;
  let next = 0;
  const between = async (was: string, is: string) => {
    const [from, to] = [`1.${next++}.0`, `1.${next++}.0`];
    const published = await library.publish(`${guarded(from, was)}\n---\n${guarded(to, is)}`);
    if (!published.ok) throw new Error(published.problems.map(told).join('\n'));
    const differs = await compareCatalogVersions({ name: 'guarded', from, to }, person, library.ports);
    if (!differs.ok) throw new Error(differs.problems.map(told).join('\n'));
    return differs.value.changes.map(({ of, what, change, breaking }) => `${breaking ? 'breaking ' : ''}${of} ${what}: ${change}`);
  };
  const check = (message: string) => `checks: [{ assert: "\${inputs.count < 5}", message: ${message} }]`;

  it('a check that comes, which breaks what it refuses, one that goes, and one that speaks otherwise', async () => {
    const what = '${inputs.count < 5}';
    expect(await between('', check('too many'))).toEqual([
      'breaking input count: must now be known when it is planned',
      `breaking check ${what}: added: too many`,
    ]);
    expect(await between(check('too many'), '')).toEqual(['input count: may now exist only after a step', `check ${what}: no longer`]);
    expect(await between(check('too many'), check('at most four'))).toEqual([`check ${what}: now says: at most four`]);
  });

  it('a boundary that holds less, which breaks what was within, and one that holds more', async () => {
    const [narrow, wide] = ['boundary: { regions: [us-east-1], resources: 2 }', 'boundary: { regions: [us-east-1, eu-west-1], resources: 3 }'];
    expect(await between(wide, narrow)).toEqual([expect.stringMatching(/^breaking boundary regions/), 'breaking boundary resources: 3 → 2']);
    expect(await between(narrow, wide)).toEqual([expect.stringMatching(/^boundary regions/), 'boundary resources: 2 → 3']);
    expect(await between('', narrow)).toEqual([expect.stringMatching(/^breaking boundary regions/), 'breaking boundary resources: none → 2']);
    expect(await between(narrow, '')).toEqual([expect.stringMatching(/^boundary regions/), 'boundary resources: 2 → none']);
  });

  it('what happens when a step fails, and an output of the same type that is made otherwise', async () => {
    expect(await between('', 'onFailure: stop')).toEqual(['run onFailure: continue → stop']);
    expect(await between('outputs: { who: "${inputs.name}" }', 'outputs: { who: "${inputs.name}s" }')).toEqual([
      'output who: is made otherwise: "${inputs.name}" → "${inputs.name}s"',
    ]);
  });
});

describe('rankVersions', () => {
  it('puts first what covers most of a text, by its name, words and description', async () => {
    const lines = library.lines.map((line) => ({ ...line, words: library.contents.get(line.digest)?.document.metadata.words ?? [] }));
    const best = (text: string) => rankVersions(text, lines)[0]?.line.name;
    expect(best('I need a regional web application platform')).toBe('web_platform');
    expect(best('a private bucket')).toBe('private_bucket');
    expect(best('queues for jobs')).toBe('work_queue');
    expect(rankVersions('a kubernetes cluster', lines)).toEqual([]);
    expect(rankVersions('the and of', lines)).toEqual([]);
  });

  it('says the same for the same lines in any order', () => {
    const lines = ['b', 'a', 'c'].map((name) => ({ name, description: 'a queue of work', words: [] }));
    const names = (of: typeof lines) => rankVersions('work queue', of).map(({ line }) => line.name);
    expect(names(lines)).toEqual(['a', 'b', 'c']);
    expect(names([...lines].reverse())).toEqual(['a', 'b', 'c']);
  });
});
