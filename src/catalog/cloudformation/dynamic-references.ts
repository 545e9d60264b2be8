import { secretSource } from '../../model/secret.ts';
import { later } from './evaluate.ts';
import { invalid, refusal, type Spot, unsupported } from './template-refusal.ts';
import { concatenated, Later, type Source, type SourceFrom, type Value } from './value.ts';

const opening = '{{resolve:';

/** The service that a dynamic reference asks. */
export type DynamicService = 'ssm' | 'ssm-secure' | 'secretsmanager';

export function isDynamicService(service: string): service is DynamicService {
  return service === 'ssm' || service === 'ssm-secure' || service === 'secretsmanager';
}

export function holdsDynamic(value: Value): boolean {
  return typeof value === 'string'
    ? value.includes(opening)
    : value instanceof Later && value.parts.some((part) => typeof part === 'string' && part.includes(opening));
}

/**
 * A text with its dynamic references replaced (user guide, Dynamic references): `{{resolve:ssm:NAME}}` by the value of that parameter when the plan is made (`stored`), `{{resolve:ssm-secure:…}}` and
 * `{{resolve:secretsmanager:…}}` by a secret of that name, which is read when it is sent. Of a secret the identifier may come from a node.
 */
export function withDynamics(value: Value, spot: Spot, stored: (name: string) => string | null): Value {
  const parts: readonly (string | Source)[] = value instanceof Later ? value.parts : [String(value)];
  const made: Value[] = [];
  let open: (string | Source)[] | null = null;
  for (const part of parts) {
    if (typeof part !== 'string') {
      if (open === null) made.push(new Later([part]));
      else open.push(part);
      continue;
    }
    let rest = part;
    while (rest !== '') {
      const mark: string = open === null ? opening : '}}';
      const at = rest.indexOf(mark);
      const before = at < 0 ? rest : rest.slice(0, at);
      if (open === null) made.push(before);
      else open.push(before);
      rest = at < 0 ? '' : rest.slice(at + mark.length);
      if (at < 0) continue;
      if (open !== null) made.push(resolved(open, spot, stored));
      open = open === null ? [] : null;
    }
  }
  if (open !== null) throw invalid(spot, `${opening} has no closing braces`);
  return concatenated(made);
}

/** What stands between the braces. */
function resolved(parts: readonly (string | Source)[], spot: Spot, stored: (name: string) => string | null): Value {
  const sources = parts.filter((part) => typeof part !== 'string');
  const text = parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
  const [service = '', ...rest] = text.split(':');
  if (!isDynamicService(service))
    throw unsupported(spot, `a dynamic reference to ${service.slice(0, 40)}`, 'refer to ssm, ssm-secure or secretsmanager, or give the value by a parameter');
  const [source] = sources;
  if (sources.length > 1 || (source !== undefined && (service !== 'secretsmanager' || source.kind !== 'from')))
    throw later(new Later(parts), spot, 'a dynamic reference');
  if (service === 'ssm') return parameterValue(rest, spot, stored);
  const name = service === 'ssm-secure' ? `ssm:${rest.join(':')}` : secretName(rest.join(':'), spot);
  if (secretSource(name.replace('*', 'id')) === null)
    throw unsupported(spot, `a dynamic reference to the secret ${name.slice(0, 80)}`, 'name it without special characters');
  return new Later([{ kind: 'secret', name, ...(source === undefined ? {} : { of: source as SourceFrom }) }]);
}

function parameterValue(rest: readonly string[], spot: Spot, stored: (name: string) => string | null): string {
  const value = stored(rest.join(':'));
  if (value !== null) return value;
  const name = rest.join(':').replace(/:\d+$/, '');
  throw refusal('INPUT_INVALID', spot, `there is no SSM parameter ${name} at the target`, 'make it first, or name another');
}

/** `ID:SecretString:KEY:STAGE:VERSION`, of which the id may be an ARN. */
function secretName(rest: string, spot: Spot): string {
  const [, id = '', more = ''] = /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(.*)$/s.exec(rest) ?? [];
  const [, what = '', key = '', stage = '', version = ''] = more.split(':');
  if (id === '' || (what !== '' && what !== 'SecretString'))
    throw invalid(spot, 'it names no secret', 'write {{resolve:secretsmanager:NAME:SecretString:KEY}}');
  if ((stage !== '' && stage !== 'AWSCURRENT') || version !== '')
    throw unsupported(spot, `the version ${version || stage} of a secret`, 'leave it out: the current one is read');
  if (key.includes('.')) throw unsupported(spot, `the key ${key} of a secret, which holds a dot`, 'name a key without one');
  return `secretsmanager:${id}${key === '' ? '' : `#${key}`}`;
}
