import { type Diagnostic, problem } from '../../../kernel/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { placeNamed } from '../../../model/address-form.ts';
import type { RequestOf } from '../../../model/operations.ts';
import { requestLimit } from '../../../model/routes.ts';
import { comeToPlan } from '../come-to-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { namedBy } from '../named-by.ts';
import { showAndOffer } from '../offer-plan.ts';
import type { Session } from '../session.ts';
import { targetsOf } from '../targets-of.ts';

/** What somebody types who does not know what to type. */
const wantsHelp = /^(?:help(?: me)?|what can (?:you|i) do|how (?:do|does) (?:i|this|it) (?:start|work)|\?)[.!?]?$/iu;

export async function ask(session: Session, given: ArgumentsOf<'ask'>): Promise<number> {
  const targets = targetsOf(given.target);
  if (!targets.ok) return session.fail(targets.problems);
  const named = namedBy(given);
  if (!named.ok) return session.fail(named.problems);
  const intent = await readIntent(session, given, named.value);
  if (!intent.ok) return session.fail(intent.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const about = given.deployment === null ? {} : { deployment: given.deployment };
  const request = { ...intent.value, ...about, ...(given.target.length === 0 ? {} : { targets: targets.value }) };
  const proposed = await comeToPlan(session, engine.value, () => engine.value.ask(request));
  if (typeof proposed === 'number') return proposed;
  // Whoever names what is accepted has named it in the yes as well.
  const names = [...given.confirm, ...given.accept.map((text) => placeNamed(text).node)];
  return showAndOffer(session, engine.value, proposed.plan, { yes: given.yes, names, demonstration: false });
}

/** The intent as it is sent, with the sources of its units: the engine says whether its fields make sense. */
async function readIntent(
  session: Session,
  { text, file, deployment }: ArgumentsOf<'ask'>,
  named: JsonObject,
): Promise<Result<Pick<RequestOf<'ask'>, 'intent' | 'sources'>>> {
  if (text !== null && file !== null) return fail(problem('USAGE', 'the intent is given both as a sentence and as a file', 'give one of the two'));
  if (text !== null && wantsHelp.test(text.trim()))
    return fail(problem('USAGE', 'a wish says what is to be there', 'see what there is to do: asbuilt help; to be shown it: asbuilt start'));
  if (text !== null) return text.trim() === '' ? fail(nothing()) : ok({ intent: { intent: text, ...named } });
  if (file === null) return deployment === null || Object.keys(named).length === 0 ? fail(nothing()) : ok({ intent: named });
  const content = await session.io.readFile(file, requestLimit / 2);
  if (!content.ok) return content;
  const value = await (await import('../parse-document.ts')).parseDocument(content.value, file);
  if (!value.ok) return value;
  if (!isJsonObject(value.value)) return fail(problem('INPUT_INVALID', `${file} is not an object`, 'write it as {"intent": "…"}', { at: file }));
  const twice = Object.keys(named).find((name) => Object.hasOwn(value.value as JsonObject, name));
  if (twice !== undefined) return fail(problem('USAGE', `${file} has ${twice} as well`, `give it there or with --${twice}`, { at: `--${twice}` }));
  const intent = { ...value.value, ...named };
  return 'nodes' in intent ? (await import('../bundle-sources.ts')).bundleSources(session.io, file, intent) : ok({ intent });
}

function nothing(): Diagnostic {
  return problem('USAGE', 'nothing is asked for', 'asbuilt ask "a private, encrypted bucket in us-east-1", or --file intent.json');
}
