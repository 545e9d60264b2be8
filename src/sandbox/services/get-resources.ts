import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { tagsOf } from '../../model/tags-of.ts';
import { compileType, scopeOf } from '../types/compiled-type.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { CallContext } from './call-context.ts';

const mostPerPage = 100;
/** Where AWS tells of what has no region (Resource Groups Tagging API reference, GetResources). */
const globalRegion = 'us-east-1';

/** The caller's tagged resources of a region, in the order of their creation. Source: the Resource Groups Tagging API reference, version 2017-01-26. */
export function getResources({ world, registry, caller }: CallContext, input: JsonObject): Answer<Record<string, unknown>> {
  const filters = filtersOf(input['TagFilters']);
  if (filters === null) return refuse('InvalidParameterException', 'TagFilters is not a list of keys and values');
  const kinds = input['ResourceTypeFilters'] ?? [];
  if (!Array.isArray(kinds)) return refuse('InvalidParameterException', 'ResourceTypeFilters is not a list');
  const asked = input['ResourcesPerPage'] ?? mostPerPage;
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1 || asked > mostPerPage)
    return refuse('InvalidParameterException', `ResourcesPerPage must be a value between 1 and ${mostPerPage}`);
  const after = Number(Buffer.from(String(input['PaginationToken'] ?? ''), 'base64').toString('latin1') || '0');
  if (!Number.isSafeInteger(after)) return refuse('PaginationTokenExpiredException', 'The specified PaginationToken is no longer valid');
  const found: { uid: number; ResourceARN: string; Tags: { Key: string; Value: string }[] }[] = [];
  for (const live of world.index.all()) {
    if (live.state !== 'live' || live.uid <= after || live.account !== caller.account) continue;
    const type = registry.type(live.type);
    if (!type.ok) continue;
    const compiled = compileType(type.value);
    if (compiled.global ? caller.region !== globalRegion : scopeOf(compiled, live.account, live.region) !== scopeOf(compiled, caller.account, caller.region))
      continue;
    const tags = tagsOf(type.value, live.properties);
    const matches = filters.every(({ key, values }) => tags.has(key) && (values.length === 0 || values.includes(tags.get(key) ?? '')));
    if (tags.size === 0 || !matches || !(kinds.length === 0 || kinds.some((kind) => isOf(live.arn, String(kind))))) continue;
    found.push({ uid: live.uid, ResourceARN: live.arn, Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) });
  }
  found.sort((a, b) => a.uid - b.uid);
  const page = found.slice(0, asked);
  return answer({
    PaginationToken: found.length > page.length ? Buffer.from(String(page.at(-1)?.uid)).toString('base64') : '',
    ResourceTagMappingList: page.map(({ ResourceARN, Tags }) => ({ ResourceARN, Tags })),
  });
}

/** Whether an ARN is of a service, or of a kind of its resources: `kms`, `kms:key`. */
function isOf(arn: string, filter: string): boolean {
  const [, , service, , , ...resource] = arn.split(':');
  const [wanted, kind] = filter.split(':');
  return service === wanted && (kind === undefined || resource.join(':').split(/[:/]/)[0] === kind);
}

function filtersOf(given: Json | undefined): { readonly key: string; readonly values: readonly Json[] }[] | null {
  if (given === undefined) return [];
  if (!Array.isArray(given)) return null;
  const filters = (given as readonly Json[]).flatMap((filter) => {
    const values = isJsonObject(filter) ? (filter['Values'] ?? []) : null;
    return isJsonObject(filter) && typeof filter['Key'] === 'string' && Array.isArray(values) ? [{ key: filter['Key'], values: values as Json[] }] : [];
  });
  return filters.length === given.length ? filters : null;
}
