import type { EngineClient } from '../../engine/engine.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

const run = /^r_[0-9a-f]{12}$/;
const plan = /^p_[0-9a-f]{12}$/;

/**
 * The run that is meant: its id, or as much of its beginning as no other run that is listed has, with or without `r_`. RUN_UNKNOWN names those that begin so where
 * there are several.
 */
export async function runId(engine: EngineClient, given: string): Promise<Result<string>> {
  if (run.test(given)) return ok(given);
  const listed = await engine.runs({});
  if (!listed.ok) return listed;
  const begins = given.startsWith('r_') ? given : `r_${given}`;
  return onlyOne(
    begins,
    given,
    listed.value.runs.map(({ id }) => id),
    { code: 'RUN_UNKNOWN', noun: 'run', list: 'asbuilt runs list' },
  );
}

/** The plan that is meant, in the same way; PLAN_UNKNOWN. */
export async function planId(engine: EngineClient, given: string): Promise<Result<string>> {
  if (plan.test(given)) return ok(given);
  const listed = await engine.plans({});
  if (!listed.ok) return listed;
  const begins = given.startsWith('p_') ? given : `p_${given}`;
  return onlyOne(
    begins,
    given,
    listed.value.plans.map(({ id }) => id),
    { code: 'PLAN_UNKNOWN', noun: 'plan', list: 'asbuilt plans list' },
  );
}

/** The deployment that is meant: its name, or as much of its beginning as no other has. DEPLOYMENT_UNKNOWN names what it may be, where something is like it. */
export async function deploymentName(engine: EngineClient, given: string): Promise<Result<string>> {
  const listed = await engine.deployments({});
  if (!listed.ok) return listed;
  const names = listed.value.deployments.map(({ name }) => name);
  const found = names.filter((name) => name.startsWith(given));
  const [only] = found;
  if (names.includes(given) || only === undefined || given === '') return like(given, names);
  if (found.length === 1) return ok(only);
  return fail(
    problem('DEPLOYMENT_UNKNOWN', `${found.length} deployments begin with ${given}`, `say more of it: ${found.slice(0, 5).join(', ')}`, { at: given }),
  );
}

/** What nothing is like is for the engine to say: its records may be lost. */
function like(given: string, names: readonly string[]): Result<string> {
  if (names.includes(given)) return ok(given);
  const within = names.filter((name) => given !== '' && name.includes(given));
  const near = within.length > 0 ? within.slice(0, 5) : nearest(given, names);
  if (near.length === 0) return ok(given);
  const fix = `did you mean ${near.join(' or ')}? If it is none of them, its records may be lost: asbuilt deployments recover`;
  return fail(problem('DEPLOYMENT_UNKNOWN', `there is no deployment ${given}`, fix, { at: given }));
}

interface Kind {
  readonly code: 'RUN_UNKNOWN' | 'PLAN_UNKNOWN';
  readonly noun: string;
  readonly list: string;
}

function onlyOne(begins: string, given: string, ids: readonly string[], { code, noun, list }: Kind): Result<string> {
  const found = ids.filter((id) => id.startsWith(begins));
  const [only] = found;
  if (only !== undefined && found.length === 1) return ok(only);
  if (only === undefined) return fail(problem(code, `no ${noun} begins with ${given}`, list, { at: given }));
  return fail(problem(code, `${found.length} ${noun}s begin with ${given}`, `say more of it: ${found.slice(0, 5).join(', ')}`, { at: given }));
}
