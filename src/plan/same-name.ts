import type { Property } from '../model/resource-type.ts';
import { aliasNamed } from './key-aliases.ts';
import type { World } from './place.ts';

interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

function arnOf(text: string): Arn | null {
  const found = /^arn:[\w-]+:([\w-]+):([\w-]*):(\d{12}|aws|):(.+)$/s.exec(text);
  if (found === null) return null;
  const [, service = '', region = '', account = '', resource = ''] = found;
  return { service, region, account, resource };
}

/** Whether two names may be of one thing by where they say it is: an ARN names an account and region, a name alone means one's own. */
export function samePlace(desired: string, live: string, { account, region }: World): boolean {
  const [wanted, found] = [arnOf(desired), arnOf(live)];
  const agree = (part: 'account' | 'region', own: string | undefined): boolean => {
    const [one, other] = [wanted?.[part] ?? own, found?.[part] ?? own];
    return !one || !other || one === other || one === 'aws' || other === 'aws';
  };
  return agree('account', account) && agree('region', region);
}

/**
 * Whether a name, an id, an alias and an ARN mean one thing, where the registry says what is referred to: by its references, or by a documentation that
 * speaks of an ARN. KMS keys are known by their form.
 */
export function sameReferent(property: Property | undefined, name: string, desired: string, live: string, world: World): boolean {
  if (!samePlace(desired, live, world)) return false;
  const [wanted, found] = [arnOf(desired), arnOf(live)];
  if (wanted !== null && found !== null) {
    if (wanted.service === 'logs') return withoutStreams(desired) === withoutStreams(live);
    return keyBehind(desired, wanted, world) !== null && keyBehind(desired, wanted, world) === keyBehind(live, found, world);
  }
  const arn = wanted ?? found;
  const plain = wanted === null ? desired : live;
  if (arn === null) return keyBehind(desired, null, world) !== null && keyBehind(desired, null, world) === keyBehind(live, null, world);
  if (arn.service === 'kms') return arn.resource === plain || keyBehind(plain, null, world) === keyBehind(wanted === null ? live : desired, arn, world);
  if (plain === '' || !arn.resource.endsWith(plain)) return false;
  const before = arn.resource.slice(0, arn.resource.length - plain.length);
  if (before === '') return kindsOf(property, name).length > 0;
  const kind = /^([\w-]+)[/:]$/.exec(before)?.[1];
  return kind !== undefined && kindsOf(property, name).includes(plainWord(kind));
}

/** The kinds of things that a property may refer to, as ARNs name them: `function`, `taskdefinition`. */
function kindsOf(property: Property | undefined, name: string): string[] {
  const referred = (property?.refs ?? []).map(({ type }) => plainWord(type.split('::').at(-1) ?? ''));
  const described = /\bARNs?\b|Amazon Resource Name/.test(property?.description ?? '') ? [plainWord(name.replace(/(Name|Id|Identifier|Arn|ARN)$/, ''))] : [];
  return [...referred, ...described];
}

function plainWord(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

// `…:log-group:/api:*` is all streams of the group, which is the group.
function withoutStreams(arn: string): string {
  return arn.replace(/:\*$/, '');
}

const keyForm = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The id of the KMS key that is meant; null where it is not one, or an alias of which nobody knows the key. */
function keyBehind(text: string, arn: Arn | null, world: World): string | null {
  if (arn !== null && arn.service !== 'kms') return null;
  const named = arn?.resource.replace(/^key\//, '') ?? text;
  if (keyForm.test(named) || (arn !== null && !named.startsWith('alias/'))) return named;
  if (!named.startsWith('alias/')) return null;
  const alias = aliasNamed(text, world);
  return (alias === null ? undefined : world.aliases?.[alias]) ?? named;
}
