import { isJsonObject, type Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import type { Place } from '../../model/target.ts';
import type { TaggedArn } from '../../ports/cloud.ts';
import { unreadable } from './classify.ts';
import { PageCount } from './page-count.ts';
import type { Send } from './send.ts';

/** The most that one page may hold (Resource Groups Tagging API reference, GetResources). */
const pageSize = 100;

/** What the Resource Groups Tagging API knows at a place of resources with a tag of that name, whatever its value where none is given. */
export async function findByTag(send: Send, place: Place, key: string, value?: string): Promise<Result<readonly TaggedArn[]>> {
  const found: TaggedArn[] = [];
  const pages = new PageCount();
  let token: Json = '';
  do {
    const call: AwsCall = {
      service: 'resourcegroupstaggingapi',
      operation: 'GetResources',
      input: {
        TagFilters: [{ Key: key, ...(value === undefined ? {} : { Values: [value] }) }],
        ResourcesPerPage: pageSize,
        ...(token === '' ? {} : { PaginationToken: token }),
      },
      target: place,
      effect: 'read',
    };
    const sent = await send(call);
    if (!sent.ok) return fail(sent.failure.problem);
    const page = sent.output['ResourceTagMappingList'];
    if (!Array.isArray(page)) return fail(unreadable(call, 'no ResourceTagMappingList').problem);
    for (const item of page as readonly Json[]) {
      if (!isJsonObject(item) || typeof item['ResourceARN'] !== 'string') continue;
      found.push({ arn: item['ResourceARN'], tags: tagsIn(item['Tags']) });
    }
    const after = pages.after(sent.output['PaginationToken'], page as readonly Json[]);
    if (after.kind === 'endless') return fail(unreadable(call, after.why).problem);
    token = after.kind === 'more' ? after.token : '';
  } while (token !== '');
  return ok(found);
}

function tagsIn(list: Json | undefined): ReadonlyMap<string, string> {
  const tags = Array.isArray(list) ? (list as readonly Json[]) : [];
  return new Map(tags.flatMap((tag) => (isJsonObject(tag) && typeof tag['Key'] === 'string' ? [[tag['Key'], String(tag['Value'] ?? '')] as const] : [])));
}
