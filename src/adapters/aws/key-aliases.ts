import { isJsonObject, type Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import type { KeyAliases } from '../../model/key-aliases.ts';
import type { Place } from '../../model/target.ts';
import { unreadable } from './classify.ts';
import { PageCount } from './page-count.ts';
import type { Send } from './send.ts';

/** The most that one page may hold (KMS API reference, ListAliases). */
const pageSize = 100;

/** See `Cloud.keyAliases`. */
export async function keyAliases(send: Send, place: Place): Promise<Result<KeyAliases>> {
  const found: Record<string, string> = {};
  const pages = new PageCount();
  let marker: Json = null;
  do {
    const call: AwsCall = {
      service: 'kms',
      operation: 'ListAliases',
      input: { Limit: pageSize, ...(marker === null ? {} : { Marker: marker }) },
      target: place,
      effect: 'read',
    };
    const sent = await send(call);
    if (!sent.ok) return fail(sent.failure.problem);
    const page = sent.output['Aliases'];
    if (!Array.isArray(page)) return fail(unreadable(call, 'no Aliases').problem);
    for (const item of page as readonly Json[]) {
      // An alias of AWS's own has no key before its service is first used.
      if (isJsonObject(item) && typeof item['AliasName'] === 'string' && typeof item['TargetKeyId'] === 'string')
        found[item['AliasName']] = item['TargetKeyId'];
    }
    const after = pages.after(sent.output['NextMarker'], page as readonly Json[]);
    if (after.kind === 'endless') return fail(unreadable(call, after.why).problem);
    marker = after.kind === 'more' ? after.token : null;
  } while (marker !== null);
  return ok(found);
}
