import { type Diagnostic, problem } from '../../../kernel/diagnostic.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { RequestOf } from '../../../model/operations.ts';
import { requestLimit } from '../../../model/routes.ts';
import { comeToPlan } from '../come-to-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { offerPlan, planLines } from '../offer-plan.ts';
import type { Session } from '../session.ts';

export async function ask(session: Session, given: ArgumentsOf<'ask'>): Promise<number> {
  const intent = await readIntent(session, given);
  if (!intent.ok) return session.fail(intent.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const request = { intent: intent.value, ...(given.target === null ? {} : { target: given.target }) };
  const proposed = await comeToPlan(session, engine.value, () => engine.value.ask(request));
  if (typeof proposed === 'number') return proposed;
  session.show(...planLines(session, proposed.plan));
  return offerPlan(session, engine.value, proposed.plan, { yes: given.yes, demonstration: false });
}

/** The intent as it is sent: the engine says whether its fields make sense. */
async function readIntent(session: Session, { text, file }: ArgumentsOf<'ask'>): Promise<Result<RequestOf<'ask'>['intent']>> {
  if (text !== null && file !== null) return fail(problem('USAGE', 'the intent is given both as a sentence and as a file', 'give one of the two'));
  if (text !== null) return text.trim() === '' ? fail(nothing()) : ok({ intent: text });
  if (file === null) return fail(nothing());
  const content = await session.io.readFile(file, requestLimit / 2);
  if (!content.ok) return content;
  let value: unknown;
  try {
    value = JSON.parse(content.value);
  } catch (error) {
    return fail(problem('INTENT_UNREADABLE', `${file} is not JSON`, 'write it as {"intent": "…"}', { at: file, cause: (error as SyntaxError).message }));
  }
  if (!isJsonObject(value)) return fail(problem('INPUT_INVALID', `${file} is not a JSON object`, 'write it as {"intent": "…"}', { at: file }));
  return ok(value);
}

function nothing(): Diagnostic {
  return problem('USAGE', 'nothing is asked for', 'asbuilt ask "a private, encrypted bucket in us-east-1", or --file intent.json');
}
