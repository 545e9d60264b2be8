import { type Parameter, parameterValues } from '../../src/catalog/cloudformation/parameters.ts';
import type { Value } from '../../src/catalog/cloudformation/value.ts';
import { isJsonObject, type Json } from '../../src/kernel/json.ts';
import { samplePattern } from '../../src/model/sample-pattern.ts';
import { Draw } from '../../src/sandbox/types/draw.ts';

/** Things that stand at the target before, by the AWS type of a parameter. */
export type Standing = ReadonlyMap<string, readonly string[]>;

/**
 * An input for a parameter that has no default: the first allowed value, a thing that stands by its AWS type, a text of its pattern, or one that its name and limits ask
 * for. Undefined where none is found.
 */
export function sampleInput(parameter: Parameter, standing: Standing): Json | undefined {
  return candidates(parameter, standing).find((value) => value !== undefined && accepts(parameter, value));
}

function accepts(parameter: Parameter, value: Json): boolean {
  return parameterValues([parameter], { [parameter.name]: value as Value }, 'inputs', () => '').problems.length === 0;
}

function candidates({ name, type, kind, list, schema }: Parameter, standing: Standing): (Json | undefined)[] {
  const rules = list && isJsonObject(schema['items']) ? schema['items'] : schema;
  const allowed = rules['enum'];
  const listed = (value: Json | undefined): Json | undefined => (list && value !== undefined ? [value] : value);
  if (Array.isArray(allowed)) return (allowed as readonly Json[]).filter((value) => value !== schema['default']).map(listed);
  const inner = /<(.+)>$/.exec(type)?.[1] ?? type;
  const things = type.startsWith('AWS::SSM') ? standing.get(type) : (standing.get(inner) ?? standing.get(kindByName(name)));
  const thing = things?.[indexIn(name) % things.length];
  const all = things === undefined ? undefined : list ? [...things] : /subnets|subnetids/i.test(name) ? things.join(',') : thing;
  if (kind === 'number') return [Number(rules['minimum'] ?? 1)];
  const { pattern, minLength } = rules as Readonly<Record<string, Json | undefined>>;
  const sampled = typeof pattern === 'string' ? samplePattern(pattern.replace(/^\^\(\?:(.*)\)\$$/s, '$1'), new Draw('inputs', name)) : null;
  const long = typeof minLength === 'number' ? textFor(name).padEnd(minLength, '1') : textFor(name);
  return [
    all,
    thing,
    listed(long),
    listed(sampled ?? undefined),
    ...['example1', 'exampleone', 'Example1234', '10.0.0.0/24', 'a', 'example.com', 'ops@example.com', ''].map(listed),
  ];
}

function indexIn(name: string): number {
  const digit = /(\d+)$/.exec(name)?.[1];
  return digit !== undefined ? Number(digit) : /(B|2|Two|Second)$/.test(name) ? 1 : 0;
}

/** Many parameters of the type String say by their name what they hold. */
function kindByName(name: string): string {
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/subnet.*(id|group)?s?\d*$/i, 'AWS::EC2::Subnet::Id'],
    [/security.?group/i, 'AWS::EC2::SecurityGroup::Id'],
    [/^vpc(id)?$|vpc.?id$/i, 'AWS::EC2::VPC::Id'],
    [/hosted.?zone.?id/i, 'AWS::Route53::HostedZone::Id'],
    [/key.?(pair|name)/i, 'AWS::EC2::KeyPair::KeyName'],
    [/kms.?key.*arn/i, 'kms arn'],
    [/certificate.*arn/i, 'certificate arn'],
    [/certificate.*id/i, 'certificate id'],
    [/role.*arn/i, 'role arn'],
    [/topic.*arn/i, 'topic arn'],
    [/peering.*(connection|id)/i, 'peering'],
    [/bucket(?!.*region)/i, 'bucket'],
  ];
  return kinds.find(([form]) => form.test(name))?.[1] ?? '';
}

function textFor(name: string): string {
  if (/mail/i.test(name)) return 'ops@example.com';
  if (/cidr|iprange|location|network/i.test(name)) return '10.0.0.0/24';
  if (/arn$/i.test(name)) return 'arn:aws:iam::111111111111:role/standing';
  if (/account/i.test(name)) return '111111111111';
  if (/region/i.test(name)) return 'us-east-1';
  if (/url|uri|endpoint/i.test(name)) return 'https://example.com/';
  if (/domain|host|zone|dns/i.test(name)) return 'example.com';
  if (/password|secret|token/i.test(name)) return 'Example-Passw0rd-1';
  if (/ami|imageid/i.test(name)) return 'ami-0123456789abcdef0';
  return 'example1';
}
