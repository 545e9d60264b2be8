import { z } from 'zod';
import { targetAlias } from './names.ts';
import { accountId, callerIdentity, dialect, executor, type NamedTarget, regionName } from './target.ts';

/** Where a target's calls go: AWS itself, an address, or a sandbox, which is known by its instance and not by where it listens. */
const endpoint = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('aws') }).strict(),
  z.object({ kind: z.literal('url'), url: z.string() }).strict(),
  z.object({ kind: z.literal('sandbox'), instance: z.string() }).strict(),
]);

/**
 * Everything that says where a target is and how it is reached, as it is signed with a plan. The profile is left out: credentials may come from elsewhere
 * as long as they prove to be the same identity.
 */
export const targetDefinition = z
  .object({
    cloud: z.literal('aws'),
    account: accountId,
    regions: z.array(regionName).min(1),
    role: z.string().nullable(),
    externalId: z.string().nullable(),
    dialect,
    dialects: z.record(z.string(), dialect),
    executor,
    endpoint,
  })
  .strict();
export type TargetDefinition = z.infer<typeof targetDefinition>;

/** A target of a plan. `alias` is what its nodes call it, `name` its entry among the targets; `simulated` as `isSimulated` has it. */
export const planTarget = z
  .object({ alias: targetAlias, name: targetAlias, definition: targetDefinition, identity: callerIdentity, simulated: z.boolean() })
  .strict();
export type PlanTarget = z.infer<typeof planTarget>;

export function definitionOf({ target, regions, instance }: NamedTarget): TargetDefinition {
  return {
    cloud: target.cloud,
    account: target.account,
    regions: [...regions],
    role: target.role ?? null,
    externalId: target.external_id ?? null,
    dialect: target.dialect,
    dialects: target.dialects ?? {},
    executor: target.executor,
    endpoint: instance !== undefined ? { kind: 'sandbox', instance } : target.endpoint === undefined ? { kind: 'aws' } : { kind: 'url', url: target.endpoint },
  };
}

/**
 * The target that a definition describes, to be reached through `address` where it is a sandbox, and with the credentials of `profile`, or with those that every sandbox takes where the
 * configuration says `simulated`. Nothing else of today's configuration is used.
 */
export function targetFromDefinition(
  { name, definition }: Pick<PlanTarget, 'name' | 'definition'>,
  today: { readonly address: string | null; readonly profile: string | undefined; readonly simulated: boolean },
): NamedTarget {
  const { cloud, account, regions, role, externalId, dialect, dialects, executor, endpoint } = definition;
  const address = endpoint.kind === 'url' ? endpoint.url : endpoint.kind === 'sandbox' ? today.address : null;
  return {
    name,
    regions,
    target: {
      cloud,
      account,
      regions: [...regions],
      dialect,
      dialects,
      executor,
      simulated: endpoint.kind === 'sandbox' || today.simulated,
      ...(role === null ? {} : { role }),
      ...(externalId === null ? {} : { external_id: externalId }),
      ...(address === null ? {} : { endpoint: address }),
      ...(today.profile === undefined ? {} : { profile: today.profile }),
    },
    ...(endpoint.kind === 'sandbox' ? { instance: endpoint.instance } : {}),
  };
}
