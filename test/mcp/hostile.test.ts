import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, value } from '../e2e/stage.ts';
import { AgentWorld } from './agent-world.ts';
import { Attacks, marker } from './attacks.ts';
import { changedBetween, keptFacts } from './kept-facts.ts';

/** How many attempts: some with every `npm test`, and as many as `ATTEMPTS` says. */
const attempts = Number(process.env['ATTEMPTS'] ?? 120);

/** Of the plans for the table whose key nobody but the agent chose, those that do not hold that choice. */
function unaskedChoices(world: AgentWorld) {
  const store = new DatabaseSync(join(world.stage.home, 'store.db'), { readOnly: true });
  try {
    const rows = store.prepare("SELECT plan, bytes FROM plan_bytes WHERE bytes LIKE '%table_chosen%'").all();
    const without = rows.filter(({ bytes }) => (JSON.parse(String(bytes)) as { choices?: unknown[] }).choices?.length !== 1);
    return { plans: rows.length, without: without.map(({ plan }) => plan) };
  } finally {
    store.close();
  }
}

/** What an answer says in our name: all of it but what it quotes. */
function outsideData(text: string): string {
  if (!text.startsWith('{')) return '';
  const { data: _, ...ours } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(ours);
}

async function askedByAgent(world: AgentWorld): Promise<string> {
  const answer = await world.call('create_plan', { intent: 'a DynamoDB table named chosen', idempotency_key: 'question-key-1' });
  return ((await answer.json()) as { result: { structuredContent: { data: { question: string } } } }).result.structuredContent.data.question;
}

describe('a hostile client with the agent’s credential', () => {
  const world = new AgentWorld();

  beforeAll(() => world.start(), 120_000);
  afterAll(() => world.end(), 60_000);

  it(`changes nothing and has nothing approved in ${attempts} attempts, as store and sandbox show`, async () => {
    const { stage } = world;
    // What there is to attack: a plan that is open, one that was rejected, one whose run is over, and a person's own approved plan, which is theirs to begin.
    const done = await stage.plan('an SQS queue named done');
    await stage.approve(done);
    const { run } = value(await stage.engine.apply({ id: done.id }));
    await stage.ended(run);
    const open = await stage.plan('an SQS queue named open');
    const rejected = await stage.plan('an SQS queue named rejected');
    value(await stage.engine.reject({ id: rejected.id, why: 'one is enough' }));
    const question = await askedByAgent(world);
    const answered = await world.call('answer_question', { question, answers: { 1: 'order_id' }, idempotency_key: 'chosen-key-1' });
    const { data } = ((await answered.json()) as { result: { structuredContent: { data: { plan: { plan: string } } } } }).result.structuredContent;
    const chosen = value(await stage.engine.plan({ id: data.plan.plan })).plan;
    expect(codeOf(await stage.engine.approve({ id: chosen.id, approval: await stage.sign(chosen, []) }))).toBe('CONSENT_MISSING');
    const before = await keptFacts(world);

    const attacks = new Attacks(world, { open, done, rejected, run, deployment: done.deployment, question, chosen });
    const texts: string[] = [];
    for (let number = 0; number < attempts; number++) texts.push(await attacks.attempt(number));

    expect(changedBetween(before, await keptFacts(world))).toEqual([]);
    const unasked = unaskedChoices(world);
    expect(unasked.plans).toBeGreaterThan(1);
    expect(unasked.without).toEqual([]);
    expect(value(await stage.engine.verifyAudit({})).entries).toBeGreaterThan(0);
    for (const text of texts) expect(outsideData(text)).not.toContain(marker);
    for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}<>`]/u);
    console.log(`attempts by kind: ${JSON.stringify(attacks.counts)}`);
  }, 600_000);
});
