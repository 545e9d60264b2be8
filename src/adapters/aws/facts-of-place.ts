import { isJsonObject, type Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import type { Place } from '../../model/target.ts';
import { unreadable } from './classify.ts';
import type { Send } from './send.ts';

/** As many as one call takes (Systems Manager API reference, GetParameters). */
const namesInCall = 10;

/** The values of SSM parameters at a place, public ones too; null for one that is not there. A SecureString is not decrypted. */
export async function storedParameters(send: Send, place: Place, names: readonly string[]): Promise<Result<ReadonlyMap<string, string | null>>> {
  const found = new Map<string, string | null>(names.map((name) => [name, null]));
  for (let from = 0; from < names.length; from += namesInCall) {
    const call: AwsCall = {
      service: 'ssm',
      operation: 'GetParameters',
      input: { Names: names.slice(from, from + namesInCall) },
      target: place,
      effect: 'read',
    };
    const sent = await send(call);
    if (!sent.ok) return fail(sent.failure.problem);
    const parameters = sent.output['Parameters'];
    if (!Array.isArray(parameters)) return fail(unreadable(call, 'no Parameters').problem);
    for (const parameter of parameters as readonly Json[]) {
      if (!isJsonObject(parameter) || typeof parameter['Value'] !== 'string' || parameter['Type'] === 'SecureString') continue;
      // One that is asked for with a version or label comes back without it, and that beside it.
      const name = `${String(parameter['Name'])}${typeof parameter['Selector'] === 'string' ? parameter['Selector'] : ''}`;
      found.set(name, parameter['Value']);
    }
  }
  return ok(found);
}

/** The availability zones of a region that the account can use, sorted; local and wavelength zones are none. */
export async function availabilityZones(send: Send, place: Place): Promise<Result<readonly string[]>> {
  const call: AwsCall = {
    service: 'ec2',
    operation: 'DescribeAvailabilityZones',
    input: { Filters: [{ Name: 'zone-type', Values: ['availability-zone'] }] },
    target: place,
    effect: 'read',
  };
  const sent = await send(call);
  if (!sent.ok) return fail(sent.failure.problem);
  const zones = sent.output['AvailabilityZones'];
  if (!Array.isArray(zones)) return fail(unreadable(call, 'no AvailabilityZones').problem);
  return ok(
    (zones as readonly Json[])
      .flatMap((zone) => (isJsonObject(zone) && zone['State'] === 'available' && typeof zone['ZoneName'] === 'string' ? [zone['ZoneName']] : []))
      .sort(),
  );
}
