import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';

/**
 * Condition keys that say who calls, or from where: those of AWS's global condition context keys, and those of services that name the caller's account (IAM User Guide, "AWS global condition context
 * keys"; KMS and S3, "condition keys"). A key that says how it is called, such as `aws:SecureTransport`, keeps nobody out.
 */
const callerKey =
  /^(?:aws:(?:principal(?:arn|account|orgid|orgpaths|servicename|tag\/.+)|source(?:account|arn|ip|vpc|vpce|vpcarn|orgid|orgpaths)|vpcsourceip|vpce(?:account|orgid|orgpaths)|userid|username|federatedprovider)|kms:calleraccount|s3:dataaccesspoint(?:account|arn))$/i;
/** Operators that ask for a value, whether or not the key is there being no answer to them: `…IfExists` and `ForAllValues:` hold for whoever has none, and those with `Not` for nearly everybody. */
const askingOperator = /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)$/i;
/** A range of addresses that is larger is everywhere; two of `/1` are the whole. */
const shortestPrefix = { v4: 8, v6: 16 } as const;

/** Whether a statement of a policy document allows something to everybody: no principal is named, and no condition says who. */
export function isOpenStatement(statement: JsonObject): boolean {
  if (statement['Effect'] !== 'Allow' || saysWho(statement['Condition'] ?? {})) return false;
  const principal = statement['Principal'];
  const names = isJsonObject(principal ?? null) ? (principal as JsonObject)['AWS'] : principal;
  return names === '*' || (Array.isArray(names) && names.includes('*')) || statement['NotPrincipal'] !== undefined;
}

/** All of a condition's parts have to hold: one that says who is enough, if none of the values that it takes is everybody. */
function saysWho(condition: Json): boolean {
  if (!isJsonObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      askingOperator.test(operator) &&
      isJsonObject(keys) &&
      Object.entries(keys).some(([key, values]) => callerKey.test(key) && (Array.isArray(values) ? (values as readonly Json[]) : [values]).every(isSomebody)),
  );
}

/** What another node gives is somebody. */
function isSomebody(value: Json): boolean {
  if (typeof value !== 'string') return isJsonObject(value);
  const [, address, prefix] = /^([\da-f.:]+)\/(\d+)$/i.exec(value) ?? [];
  if (address !== undefined) return Number(prefix) >= (address.includes(':') ? shortestPrefix.v6 : shortestPrefix.v4);
  const [arn, , , , account = '', ...resource] = value.split(':');
  if (arn !== 'arn') return value.replace(/[*?]/g, '') !== '';
  return account === '' ? !/^[*?]/.test(resource.join(':')) : !/[*?]/.test(account);
}
