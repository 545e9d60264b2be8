import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import type { NamedTarget } from '../../../model/target.ts';
import type { ScriptMutation, StepScript } from '../../../ports/script.ts';
import { ScriptLines } from './script-lines.ts';
import { untilDone, untilSays } from './shell-functions.ts';
import type { Word } from './shell-word.ts';

/** A mutation through Cloud Control: sent, waited for, and what later steps need of the resource read from it. */
export function cloudControlScript(target: NamedTarget, mutation: ScriptMutation): StepScript {
  const { type, place, wanted, identity } = mutation;
  const lines = new ScriptLines(target, mutation);
  const read = (operation: string, input: JsonObject): AwsCall => ({ service: 'cloudcontrol', operation, input, target: place, effect: 'read' });
  const status = lines.command(read('GetResourceRequestStatus', {}), ['--request-token'], [{ expansion: '"$request"' }]);
  for (const call of mutation.calls) {
    lines.use(untilSays, untilDone);
    lines.add(`request=$(${lines.command(call, ...query('ProgressEvent.RequestToken', 'text'))})`, `until_done ${status}`);
  }
  if (wanted.length === 0) return lines.script;
  let identifier: Json = mutation.identifier;
  if (identifier === null) {
    lines.add(`identifier=$(${status} --query ProgressEvent.Identifier --output json)`);
    identifier = { $local: 'identifier' };
  }
  const own = identity.length === 1 ? identity[0] : undefined;
  if (own !== undefined && wanted.includes(own)) lines.set(own, identifier);
  const others = wanted.filter((attribute) => attribute !== own);
  if (others.length === 0) return lines.script;
  const get = read('GetResource', { TypeName: type, Identifier: identifier });
  lines.add(`properties=$(${lines.command(get, ...query('ResourceDescription.Properties', 'text'))})`);
  for (const attribute of others) lines.pick(attribute, 'properties', attribute.split('.'));
  return lines.script;
}

function query(path: string, output: 'text' | 'json'): Word[] {
  return [['--query'], [path], ['--output'], [output]];
}
