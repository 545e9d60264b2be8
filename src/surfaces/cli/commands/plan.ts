import { type Diagnostic, problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { placeNamed } from '../../../model/address-form.ts';
import { changesNothing } from '../../../model/changes-nothing.ts';
import type { RequestOf } from '../../../model/operations.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { namedBy } from '../named-by.ts';
import { showAndOffer } from '../offer-plan.ts';
import type { Session } from '../session.ts';
import { targetsOf } from '../targets-of.ts';

/** Changes are present: what scripts ask for with --detailed-exitcode. */
const changesPresent = 3;

export async function plan(session: Session, given: ArgumentsOf<'plan'>): Promise<number> {
  const targets = targetsOf(given.target);
  if (!targets.ok) return session.fail(targets.problems);
  const inputs = inputsOf(given.input);
  if (!inputs.ok) return session.fail(inputs.problems);
  const named = namedBy(given);
  if (!named.ok) return session.fail(named.problems);
  const { name, version } = nameAndVersion(given.blueprint);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const fields = { version, region: given.region, as: given.name, deployment: given.deployment };
  const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
  const request = {
    name,
    ...said,
    ...named.value,
    inputs: inputs.value,
    ...(given.target.length === 0 ? {} : { targets: targets.value }),
  } as RequestOf<'planBlueprint'>;
  const planned = await engine.value.planBlueprint(request);
  if (!planned.ok) return session.fail(planned.problems);
  session.data(planned.value);
  // Whoever names what is accepted has named it in the yes as well.
  const names = [...given.confirm, ...given.accept.map((text) => placeNamed(text).node)];
  const code = await showAndOffer(session, engine.value, planned.value, { yes: given.yes, names, demonstration: false });
  return code === 0 && given['detailed-exitcode'] && !given.yes && !changesNothing(planned.value) ? changesPresent : code;
}

/** `web@1.0.0` and `web`. */
export function nameAndVersion(text: string): { readonly name: string; readonly version?: string } {
  const at = text.indexOf('@');
  return at === -1 ? { name: text } : { name: text.slice(0, at), version: text.slice(at + 1) };
}

function inputsOf(given: readonly string[]): Result<Record<string, string>> {
  const inputs = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) return fail(usage(`${JSON.stringify(text)} gives no input`, '--input name=value'));
    const name = text.slice(0, at);
    if (inputs.has(name)) return fail(usage(`the input ${name} is given twice`, 'give it once; a list as JSON: --input \'zones=["a","b"]\''));
    inputs.set(name, text.slice(at + 1));
  }
  return ok(Object.fromEntries(inputs));
}

function usage(message: string, fix: string): Diagnostic {
  return problem('USAGE', message, fix, { at: '--input' });
}
