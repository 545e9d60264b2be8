import type { EngineClient } from '../../engine/engine.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

const whole = /^r_[0-9a-f]{12}$/;

/**
 * The run that is meant: its id, or as much of its beginning as no other run that is listed has, with or without `r_`. RUN_UNKNOWN names those that begin so where
 * there are several.
 */
export async function runId(engine: EngineClient, given: string): Promise<Result<string>> {
  if (whole.test(given)) return ok(given);
  const listed = await engine.runs({});
  if (!listed.ok) return listed;
  const begins = given.startsWith('r_') ? given : `r_${given}`;
  const found = listed.value.runs.filter(({ id }) => id.startsWith(begins)).map(({ id }) => id);
  const [only] = found;
  if (only !== undefined && found.length === 1) return ok(only);
  if (only === undefined) return fail(problem('RUN_UNKNOWN', `no run begins with ${given}`, 'asbuilt runs list', { at: given }));
  return fail(problem('RUN_UNKNOWN', `${found.length} runs begin with ${given}`, `say more of it: ${found.slice(0, 5).join(', ')}`, { at: given }));
}
