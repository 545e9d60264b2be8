import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../src/engine/engine.ts';
import type { ResponseOf } from '../../src/model/operations.ts';
import { connectEngine } from '../../src/surfaces/http/connect-engine.ts';
import { proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';
import { codeOf, value } from './stage.ts';

/** An AI agent with its own credential beside a person with theirs, on the engine that `asbuilt up` starts. */
describe('the credential of an agent', () => {
  const checkout = new Checkout();
  const files = ['engine.json', 'agent.json'].map((name) => join(checkout.home, name));
  let agent: EngineClient;

  beforeAll(async () => {
    const started = await checkout.run('up', '--sandbox', '--detach', '--port', '0', '--speed', 'infinity');
    expect(started.code, started.err).toBe(0);
    const { url, token } = JSON.parse(readFileSync(join(checkout.home, 'agent.json'), 'utf8')) as { url: string; token: string };
    agent = connectEngine(url, token);
  });
  afterAll(() => checkout.end(), 60_000);

  it('is readable by its owner only, as the command line’s is, and is another', () => {
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
    const [first, second] = files.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { token: string }).token);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toMatch(/^[0-9a-f]{64}$/);
    expect(first).not.toBe(second);
  });

  it('lets it plan, and run what a person approved, and the audit log tells the two apart', async () => {
    const { plan } = proposed(await agent.ask({ intent: { intent: 'an SQS queue named errands' } }));
    expect(codeOf(await agent.apply({ id: plan.id }))).toBe('APPROVAL_NEEDED');
    expect(codeOf(await agent.reject({ id: plan.id, why: 'to be rid of it' }))).toBe('CALLER_NOT_ALLOWED');
    expect((await checkout.run('approve', plan.id)).code).toBe(0);
    const { run } = value(await agent.apply({ id: plan.id }));
    expect((await checkout.run('runs', 'watch', run)).code).toBe(0);
    const other = proposed(await agent.ask({ intent: { intent: 'an SQS queue named others' } })).plan;
    expect((await checkout.run('reject', other.id, '--why', 'one is enough')).code).toBe(0);

    const { entries } = await checkout.json<ResponseOf<'audit'>>('audit', 'list');
    const user = entries.find((entry) => entry.kind === 'approval.given')?.actor ?? '';
    const of = (actor: string, via: string, named: string | null) => ({ actor, caller: { principal: actor, via, agent: named } });
    const bot = of(`agent of ${user}`, 'http', 'agent');
    const person = of(user, 'cli', null);
    const told = entries
      .filter((entry) => entry.data['caller'] !== undefined)
      .map((entry) => [entry.kind, { actor: entry.actor, caller: entry.data['caller'] }]);
    expect(told).toEqual([
      ['plan.made', bot],
      ['run.denied', bot],
      ['caller.denied', bot],
      ['approval.given', person],
      ['run.begun', bot],
      ['plan.made', bot],
      ['plan.rejected', person],
    ]);
    expect(new Set(entries.filter((entry) => entry.data['caller'] === undefined).map((entry) => entry.actor))).toEqual(new Set(['engine']));
  });

  it('ends with the engine', async () => {
    expect((await checkout.run('down')).code).toBe(0);
    for (const file of files) expect(existsSync(file)).toBe(false);
    expect(codeOf(await agent.health({}))).toBe('ENGINE_NOT_RUNNING');
  });
});
