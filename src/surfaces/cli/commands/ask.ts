import { type Diagnostic, problem } from '../../../kernel/diagnostic.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { RequestOf } from '../../../model/operations.ts';
import { requestLimit } from '../../../model/routes.ts';
import { comeToPlan } from '../come-to-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { showAndOffer } from '../offer-plan.ts';
import type { Session } from '../session.ts';
import { targetsOf } from '../targets-of.ts';

export async function ask(session: Session, given: ArgumentsOf<'ask'>): Promise<number> {
  const targets = targetsOf(given.target);
  if (!targets.ok) return session.fail(targets.problems);
  const intent = await readIntent(session, given);
  if (!intent.ok) return session.fail(intent.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const about = given.deployment === null ? {} : { deployment: given.deployment };
  const request = { ...intent.value, ...about, ...(given.target.length === 0 ? {} : { targets: targets.value }) };
  const proposed = await comeToPlan(session, engine.value, () => engine.value.ask(request));
  if (typeof proposed === 'number') return proposed;
  return showAndOffer(session, engine.value, proposed.plan, { yes: given.yes, names: given.confirm, demonstration: false });
}

/** The intent as it is sent, with the sources of its units: the engine says whether its fields make sense. */
async function readIntent(session: Session, { text, file }: ArgumentsOf<'ask'>): Promise<Result<Pick<RequestOf<'ask'>, 'intent' | 'sources'>>> {
  if (text !== null && file !== null) return fail(problem('USAGE', 'the intent is given both as a sentence and as a file', 'give one of the two'));
  if (text !== null) return text.trim() === '' ? fail(nothing()) : ok({ intent: { intent: text } });
  if (file === null) return fail(nothing());
  const content = await session.io.readFile(file, requestLimit / 2);
  if (!content.ok) return content;
  const value = await (await import('../parse-document.ts')).parseDocument(content.value, file);
  if (!value.ok) return value;
  if (!isJsonObject(value.value)) return fail(problem('INPUT_INVALID', `${file} is not an object`, 'write it as {"intent": "…"}', { at: file }));
  return 'nodes' in value.value ? (await import('../bundle-sources.ts')).bundleSources(session.io, file, value.value) : ok({ intent: value.value });
}

function nothing(): Diagnostic {
  return problem('USAGE', 'nothing is asked for', 'asbuilt ask "a private, encrypted bucket in us-east-1", or --file intent.json');
}
