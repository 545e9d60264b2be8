import type { Code } from '../../kernel/codes.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Creation } from '../../model/creation.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { NamedTarget } from '../../model/target.ts';
import { givenByProvider } from '../../plan/given-by-provider.ts';
import type { Cloud, ResourceRef } from '../../ports/cloud.ts';

/** What keeps the proving read from ever bringing an answer. */
const lasting: ReadonlySet<Code> = new Set<Code>(['CLOUD_DENIED', 'CLOUD_UNSUPPORTED', 'CLOUD_INVALID']);

/**
 * What proves the creation of a live resource whose properties were just read. Where the proving read is not to be had for good (it is denied, say) nothing
 * proves it, and that is told; one that fails for now, or finds nothing, is a problem.
 */
export async function creationAt(cloud: Cloud, target: NamedTarget, type: ResourceType, ref: ResourceRef, properties: JsonObject): Promise<Result<Creation>> {
  if (givenByProvider(type)) return ok({ kind: 'identifier' });
  const told = await cloud.creation(target, ref, properties);
  if (told.ok || !told.problems.every(({ code }) => lasting.has(code))) return told;
  return ok({ kind: 'unproven', because: told.problems.map(({ message }) => message).join('; ') });
}
