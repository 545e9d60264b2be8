import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** The guide as it is written, line by line, with the real python3: a blueprint in two regions from its publication to its removal. */
describe('the guide to blueprints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-guide-'));
  const checkout = new Checkout(folder);
  const said = new Map<string, Said>();
  const plans: Plan[] = [];
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
    }
  });
  afterAll(async () => {
    await checkout.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const told = (part: string): string => [...said].find(([line]) => line.includes(part))?.[1].out ?? '';

  it('publishes what its examples say, and locks it as their lock file does', () => {
    expect(told('publish web-platform/artifacts.yaml')).toContain('routing_table@1.0.0');
    const kept = (path: string) => JSON.parse(readFileSync(join(path, 'web-platform', 'asbuilt.lock.json'), 'utf8')) as object;
    expect(kept(folder)).toEqual(kept(join(root, 'examples')));
  });

  it('makes one plan of two regions and a unit, an empty one when it is asked again, and the smallest one for the next version', () => {
    expect(summaries()).toEqual([
      { create: 6, update: 0, replace: 0, removed: 0, run: 1, unchanged: 0 },
      { create: 0, update: 0, replace: 0, removed: 0, run: 0, unchanged: 7 },
      { create: 1, update: 2, replace: 0, removed: 0, run: 0, unchanged: 5 },
    ]);
    const [first, , next] = plans;
    expect(new Set(first?.changes.map(({ at }) => (at.cloud === 'aws' ? at.region : '')))).toEqual(new Set(['us-east-1', 'eu-west-1']));
    expect(first?.deferred.map(({ node }) => node)).toEqual(['routing']);
    expect(first?.blueprint).toMatchObject({ name: 'web_platform', version: '1.0.0', boundaries: [{ of: 'web_platform@1.0.0', under: '' }] });
    expect(next?.changes.flatMap(({ node, action }) => (action === 'none' ? [] : [`${action} ${node}`])).sort()).toEqual([
      'create alerts.topic',
      'update jobs["eu-west-1"].queue',
      'update jobs["us-east-1"].queue',
    ]);
  });

  it('checks after the run what the controls of its artifacts promise', () => {
    expect(told(`apply <plan>`)).toContain('5 of 5 checks passed');
  });

  it('says in the diff of the versions that nothing breaks', () => expect(told('catalog diff')).toContain('nothing breaks'));

  it('leaves nothing', async () => {
    expect((await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments).toEqual([]);
    const { endpoint } = JSON.parse(readFileSync(join(checkout.home, 'sandbox.json'), 'utf8')) as { endpoint: string };
    expect(await (await fetch(`${endpoint}/_sandbox/resources`)).json()).toMatchObject({ resources: [] });
    const { entries } = await checkout.json<ResponseOf<'audit'>>('audit', 'list');
    expect(entries.filter(({ kind }) => kind.startsWith('catalog.')).map(({ kind }) => kind)).toContain('catalog.deprecated');
    expect((await checkout.run('audit', 'verify')).code).toBe(0);
  });

  it('refuses, afterwards, what is not so any more', async () => {
    const changed = join(folder, 'web-platform', 'routing', 'main.py');
    writeFileSync(changed, `${readFileSync(changed, 'utf8')}# a change\n`);
    const source = await checkout.run('catalog', 'publish', 'web-platform/artifacts.yaml');
    expect([source.code, source.err]).toEqual([1, expect.stringContaining('the files of its source have changed since')]);
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
