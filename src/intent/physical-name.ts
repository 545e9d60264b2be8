import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { NamingRule } from '../model/knowledge.ts';
import { quote } from './not-understood.ts';
import type { Said } from './understood.ts';

export interface NameParts {
  readonly deployment: string;
  readonly node: string;
  readonly account: string;
  readonly region: string;
}

/** Hex digits that make a name its own: one in four thousand million. */
const digestDigits = 8;

/** The name a rule forms for a node: always the same for the same parts. One that is too long is cut and told apart by a digest of the whole. */
export function formName(type: string, rule: NamingRule, parts: NameParts, suffixed: boolean): Result<string> {
  const { deployment, node, account, region } = parts;
  const digest = sha256([account, region, deployment, node].join('\n')).slice(0, digestDigits);
  const suffix = suffixed ? (rule.suffix?.text ?? '') : '';
  let name = rule.form.replaceAll('{deployment}', deployment).replaceAll('{node}', node).replaceAll('{region}', region).replaceAll('{digest}', digest);
  if (rule.dashes) name = name.replaceAll('_', '-');
  const room = rule.maxLength - suffix.length;
  if (name.length > room) {
    const kept = name.slice(0, room - digestDigits - 1).replace(/[^A-Za-z0-9]+$/, '');
    name = `${kept}-${sha256(`${name}\n${digest}`).slice(0, digestDigits)}`;
  }
  const formed = `${name}${suffix}`;
  const wrong = breach(formed, rule);
  if (wrong === null) return ok(formed);
  return fail(
    problem(
      'PROPERTY_INVALID',
      `the deployment's name ${quote(deployment)} makes ${quote(formed)}, which is no name for ${type}: ${wrong}`,
      'choose another name for the deployment',
      { at: 'name' },
    ),
  );
}

/** A name somebody gives, with the prefix and suffix that the type asks for; PROPERTY_INVALID where the type does not allow it. */
export function givenName(type: string, rule: NamingRule, name: string, said: Said, suffixed: boolean): Result<string> {
  const prefix = rule.prefix !== undefined && !name.startsWith(rule.prefix) ? rule.prefix : '';
  const suffix = suffixed && rule.suffix !== undefined && !name.endsWith(rule.suffix.text) ? rule.suffix.text : '';
  const whole = `${prefix}${name}${suffix}`;
  const wrong: Diagnostic | null =
    breach(whole, rule) !== null || (!suffixed && rule.suffix !== undefined && whole.endsWith(rule.suffix.text))
      ? problem('PROPERTY_INVALID', `${quote(name)} is no name for ${type}`, `use ${rule.rule}`, { at: said.at })
      : null;
  return wrong === null ? ok(whole) : fail(wrong);
}

/** The name of what stands: the one it has, with the suffix that goes with what it is now. */
export function carriedName(type: string, rule: NamingRule, name: string, said: Said, suffixed: boolean): Result<string> {
  const text = rule.suffix?.text ?? '';
  if (text === '' || name.endsWith(text) === suffixed) return ok(name);
  return givenName(type, rule, suffixed ? name : name.slice(0, -text.length), said, suffixed);
}

function breach(name: string, rule: NamingRule): string | null {
  if (name.length < rule.minLength || name.length > rule.maxLength || !new RegExp(rule.pattern, 'u').test(name)) return rule.rule;
  return null;
}
