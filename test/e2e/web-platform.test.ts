import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import { Checkout, type Said } from './checkout.ts';

const root = join(import.meta.dirname, '..', '..');
const guide = readFileSync(join(root, 'docs', 'how-to', 'publish-a-blueprint.md'), 'utf8');
const blocks = (language: string): string[] => [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, content]) => content ?? '');
const lines = blocks('sh')
  .flatMap((block) => block.trim().split('\n'))
  .map((line) => line.replace(/^asbuilt /, ''));

/** The guide as it is written, line by line, with the real python3 and aws: what teams have becomes a blueprint in two regions, from its import to its removal. */
describe('the guide to blueprints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-guide-'));
  const checkout = new Checkout(folder);
  const said = new Map<string, Said>();
  const plans: Plan[] = [];
  type Live = { readonly region: string; readonly identifier: string; readonly properties: Readonly<Record<string, unknown>> };
  /** What the sandbox had once the first run had ended. */
  let standing: readonly Live[] = [];
  const live = async (): Promise<readonly Live[]> => {
    const { endpoint } = JSON.parse(readFileSync(join(checkout.home, 'sandbox.json'), 'utf8')) as { endpoint: string };
    return ((await (await fetch(`${endpoint}/_sandbox/resources`)).json()) as { resources: readonly Live[] }).resources;
  };
  const summaries = () =>
    plans.map(({ summary: { create, update, replace, delete: removed, run, unchanged } }) => ({ create, update, replace, removed, run, unchanged }));

  beforeAll(async () => {
    cpSync(join(root, 'examples', 'web-platform'), join(folder, 'web-platform'), { recursive: true });
    writeFileSync(join(folder, 'targets.yaml'), blocks('yaml')[0] ?? '');
    for (const [index, line] of lines.entries()) {
      if (line === 'down') continue;
      const words = (line.match(/"[^"]*"(?=\s|$)|'[^']*'(?=\s|$)|\S+/g) ?? []).map((word) => (/^["']/.test(word) ? word.slice(1, -1) : word));
      const [command] = words;
      const given = words.map((word) => (word === '<plan>' ? (plans.at(-1)?.id ?? word) : word));
      const done = await checkout.run(...given, ...(command === 'up' ? ['--speed', '50'] : []), ...(command === 'plan' ? ['--json'] : []));
      if (command === 'plan') plans.push(JSON.parse(done.out.trim().split('\n').at(-1) ?? '') as Plan);
      expect(done.code, `${line}\n${done.out}${done.err}`).toBe(0);
      said.set(`${index} ${line}`, done);
      if (command === 'apply' && standing.length === 0) standing = await live();
    }
  });
  afterAll(async () => {
    await checkout.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const told = (part: string): string => [...said].find(([line]) => line.includes(part))?.[1].out ?? '';

  it('imports what is there as it is, and says what it could not find', () => {
    const owned = ['work-queue/asbuilt.yaml', 'migration/asbuilt.yaml', 'release/asbuilt.yaml', 'asbuilt.lock.json'];
    for (const file of readdirSync(join(folder, 'web-platform'), { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, 'web-platform', file);
      if (owned.includes(file) || !statSync(path).isFile()) continue;
      expect(readFileSync(path, 'utf8'), file).toBe(readFileSync(join(root, 'examples', 'web-platform', file), 'utf8'));
    }
    expect(told('import web-platform/release')).toContain('output arn: its type is not declared');
    expect(told('import web-platform/migration')).toMatch(/queues {2}array, needed[\s\S]*table {2}string/);
    const locks = JSON.parse(readFileSync(join(folder, 'web-platform', 'asbuilt.lock.json'), 'utf8')) as Record<string, Record<string, { version: string }>>;
    expect(Object.keys(locks)).toEqual(['web_platform@1.0.0', 'web_platform@1.1.0']);
    expect(locks['web_platform@1.0.0']?.['release@^0.1']?.version).toBe('0.1.0');
  });

  it('makes one plan of resources, a template, Python and a procedure in two regions, an empty one when it is asked again, and the smallest one for the next version', () => {
    expect(summaries()).toEqual([
      { create: 7, update: 0, replace: 0, removed: 0, run: 2, unchanged: 0 },
      { create: 0, update: 0, replace: 0, removed: 0, run: 0, unchanged: 9 },
      { create: 1, update: 2, replace: 0, removed: 0, run: 0, unchanged: 7 },
    ]);
    const [first, , next] = plans;
    expect(new Set(first?.changes.map(({ at }) => (at.cloud === 'aws' ? at.region : '')))).toEqual(new Set(['us-east-1', 'eu-west-1']));
    expect(first?.deferred.map(({ node }) => node)).toEqual(['migration', 'release']);
    expect(first?.engines.map(({ engine }) => engine).sort()).toEqual(['aws-cli', 'python']);
    expect(first?.blueprint).toMatchObject({ name: 'web_platform', version: '1.0.0', boundaries: [{ of: 'web_platform@1.0.0', under: '' }] });
    expect(next?.changes.flatMap(({ node, action }) => (action === 'none' ? [] : [`${action} ${node}`])).sort()).toEqual([
      'create alerts.topic',
      'update jobs["eu-west-1"].queue',
      'update jobs["us-east-1"].queue',
    ]);
  });

  it('feeds what each gives to the next, over all four', () => {
    const arn = (region: string, name: string) => `arn:aws:sqs:${region}:111111111111:${name}`;
    const table = `assets=arn:aws:s3:::shop-assets;eu-west-1=${arn('eu-west-1', 'shop-jobs')};us-east-1=${arn('us-east-1', 'shop-jobs')}`;
    const of = (region: string, identifier: string) =>
      standing.find(({ region: at, identifier: known }) => at === region && known === identifier)?.properties['Value'];
    expect(of('us-east-1', '/shop/table')).toBe(table);
    const release = 'arn:aws:ssm:us-east-1:111111111111:parameter/shop/table';
    expect(['us-east-1', 'eu-west-1'].map((region) => of(region, '/shop/table-arn'))).toEqual([release, release]);
    expect(standing).toHaveLength(8);
  });

  it('checks after the run what the controls of its artifacts promise', () => {
    expect(told(`apply <plan>`)).toContain('5 of 5 checks passed');
  });

  it('says in the diff of the versions that nothing breaks', () => expect(told('catalog diff')).toContain('nothing breaks'));

  it('leaves nothing, of what the procedure made neither', async () => {
    expect((await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments).toEqual([]);
    expect(await live()).toEqual([]);
    const { entries } = await checkout.json<ResponseOf<'audit'>>('audit', 'list');
    expect(entries.filter(({ kind }) => kind.startsWith('catalog.')).map(({ kind }) => kind)).toContain('catalog.deprecated');
    expect((await checkout.run('audit', 'verify')).code).toBe(0);
  });

  it('refuses, afterwards, what is not so any more', async () => {
    for (const [name, file] of [
      ['migration', 'main.py'],
      ['release', 'procedure.yaml'],
      ['work-queue', 'work-queue.yaml'],
    ] as const) {
      const changed = join(folder, 'web-platform', name, file);
      writeFileSync(changed, `${readFileSync(changed, 'utf8')}# a change\n`);
      const source = await checkout.run('catalog', 'publish', `web-platform/${name}`);
      expect([source.code, source.err]).toEqual([1, expect.stringContaining('the files of its source have changed since')]);
    }
    const lock = join(folder, 'web-platform', 'asbuilt.lock.json');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(/"digest": "[0-9a-f]{64}"/, `"digest": "${'0'.repeat(64)}"`));
    const locked = await checkout.run('catalog', 'publish', 'web-platform/web_platform.yaml');
    expect([locked.code, locked.err]).toEqual([1, expect.stringContaining('the lock file says 000000000000…')]);
    const range = await checkout.run('plan', 'web_platform@^3', '--input', 'name=shop');
    expect([range.code, range.err]).toEqual([1, expect.stringContaining('no version satisfies web_platform@^3')]);
    const input = await checkout.run('plan', 'web_platform', '--input', 'name=Shop!');
    expect([input.code, input.err]).toEqual([2, expect.stringContaining('web_platform@1.1.0: name: it has not the form')]);
    const region = await checkout.run('plan', 'web_platform', '--input', 'name=shop', '--input', 'regions=ap-south-1', '--target', 'staging');
    expect(region.code).toBe(1);
  });
});
