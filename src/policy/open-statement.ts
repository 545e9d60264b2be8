import { areEverywhere } from '../kernel/ip-network.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';

/**
 * Condition keys that say who calls, or from where: those of AWS's global condition context keys, and those of services that name the caller's account (IAM User Guide, "AWS global condition context
 * keys"; KMS and S3, "condition keys"). A key that says how it is called, such as `aws:SecureTransport`, keeps nobody out.
 */
const callerKey =
  /^(?:aws:(?:principal(?:arn|account|orgid|orgpaths|servicename|tag\/.+)|source(?:account|arn|ip|vpc|vpce|vpcarn|orgid|orgpaths)|vpcsourceip|vpce(?:account|orgid|orgpaths)|userid|username|federatedprovider)|kms:calleraccount|s3:dataaccesspoint(?:account|arn))$/i;
/** Operators that ask for a value, whether or not the key is there being no answer to them: `…IfExists` and `ForAllValues:` hold for whoever has none, and those with `Not` for nearly everybody. */
const askingOperator = /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)$/i;
/** Properties beside a principal that say whose it is: of a permission of Lambda or a layer. */
const sayingName = /^(?:principalorgid|organi[sz]ationid|source(?:account|arn))$/i;
const principalName = /principals?$/i;
/** What is asked of whoever comes by a provider of web identities; `amr` only says that the provider knows them. */
const providersKey = /^(?!aws:).+:(?!amr$)[^:]+$/i;

/** Whether a statement of a policy document allows something to everybody: no principal is named, or one by whom anybody may come, and no condition says who. */
export function isOpenStatement(statement: JsonObject): boolean {
  const condition = statement['Condition'] ?? {};
  if (statement['Effect'] !== 'Allow' || saysWho(condition)) return false;
  const principal = statement['Principal'] ?? null;
  if (statement['NotPrincipal'] !== undefined || textsOf(isJsonObject(principal) ? Object.values(principal).flat() : principal).some(isAnybody)) return true;
  return isJsonObject(principal) && textsOf(principal['Federated'] ?? []).some(isWebIdentity) && !saysWho(condition, isOfProvider);
}

/** Whether an object that is no statement names everybody as a principal, and nothing beside says who. */
export function namesEverybody(object: JsonObject): boolean {
  const entries = Object.entries(object);
  if ('Effect' in object || !entries.some(([name, value]) => principalName.test(name) && textsOf(value as Json).some(isAnybody))) return false;
  const { Type, Key, Value } = isJsonObject(object['Condition'] ?? null) ? (object['Condition'] as JsonObject) : {};
  if (typeof Type === 'string' && typeof Key === 'string' && saysWho({ [Type]: { [Key]: Value ?? '*' } })) return false;
  return !entries.some(([name, value]) => sayingName.test(name) && isSomebody(value as Json));
}

/** Whether what stands at a pointer takes part in who is meant by a principal of the same object. */
export function saysWhoBeside(pointer: string): boolean {
  const name = pointer.split('/')[1] ?? '';
  return principalName.test(name) || sayingName.test(name) || name === 'Condition';
}

/** All of a condition's parts have to hold: one that says who is enough, if none of the values that it takes is everybody, nor all of them together. */
function saysWho(condition: Json, asks = (key: string, _values: readonly Json[]) => callerKey.test(key)): boolean {
  if (!isJsonObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      askingOperator.test(operator) &&
      isJsonObject(keys) &&
      Object.entries(keys).some(([key, value]) => {
        const values = [value as Json].flat() as readonly Json[];
        return asks(key, values) && values.every(isSomebody) && !areEverywhere(textsOf(values));
      }),
  );
}

/** The audience of a token may be AWS itself, and then it is anybody's. */
function isOfProvider(key: string, values: readonly Json[]): boolean {
  return providersKey.test(key) && !textsOf(values).some((value) => /(?:^|\.)amazonaws\.com(?:\.cn)?$/i.test(value));
}

function isWebIdentity(provider: string): boolean {
  return !provider.includes(':saml-provider/');
}

function textsOf(value: Json): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

function isAnybody(text: string): boolean {
  return !isSomebody(text);
}

/** What another node gives is somebody. */
function isSomebody(value: Json): boolean {
  if (typeof value !== 'string') return isJsonObject(value);
  if (areEverywhere([value])) return false;
  const [arn, , , , account, ...resource] = value.split(':');
  // What every id of a kind begins with, as `o-`, names none.
  if (arn !== 'arn') return /[a-z\d]/i.test(value.replace(/^[a-z]+[-:](?=[*?])/, ''));
  if (account === undefined || resource.length === 0) return !/[*?]/.test(value);
  return account === '' ? !/^[*?]/.test(resource.join(':')) : !/[*?]/.test(account);
}
