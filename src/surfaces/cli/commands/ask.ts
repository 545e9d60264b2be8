import type { EngineClient } from '../../../engine/engine.ts';
import { type Diagnostic, problem } from '../../../kernel/diagnostic.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { RequestOf, ResponseOf } from '../../../model/operations.ts';
import { requestLimit } from '../../../model/routes.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { LiveLines } from '../live-lines.ts';
import { offerPlan, planLines } from '../offer-plan.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

export async function ask(session: Session, given: ArgumentsOf<'ask'>): Promise<number> {
  const intent = await readIntent(session, given);
  if (!intent.ok) return session.fail(intent.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const request = { intent: intent.value, ...(given.target === null ? {} : { target: given.target }) };
  const asked = await askEngine(session, engine.value, request);
  if (!asked.ok) return session.fail(asked.problems);
  session.data(asked.value);
  session.show(...planLines(session, asked.value.plan));
  return offerPlan(session, engine.value, asked.value.plan, { yes: given.yes, demonstration: false });
}

/** Asks, and shows on a terminal how far the reading of what is live has come. */
export async function askEngine(session: Session, engine: EngineClient, request: RequestOf<'ask'>): Promise<Result<ResponseOf<'ask'>>> {
  const asked = new AbortController();
  const lines = new LiveLines(session.io);
  session.leaving = () => {
    lines.clear();
    return [t`Nothing is changed. A plan that is made after all is found in: asbuilt plans list`];
  };
  const watching = session.live ? watchReading(engine, lines, asked.signal) : Promise.resolve();
  try {
    return await engine.ask(request);
  } finally {
    asked.abort();
    await watching;
    lines.clear();
    session.leaving = () => [];
  }
}

async function watchReading(engine: EngineClient, lines: LiveLines, signal: AbortSignal): Promise<void> {
  for await (const event of engine.events(null, signal)) {
    if (signal.aborted) return;
    if (event.kind === 'plan') lines.draw([t`${t`Reading ${event.deployment}:`.styled('dim')} ${event.done} of ${event.total} resources`]);
  }
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
