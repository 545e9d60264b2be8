import type { DesiredNode } from '../model/desired.ts';
import type { KeyAliases } from '../model/key-aliases.ts';
import type { Binding } from '../model/observed.ts';
import type { Coverage } from '../model/plan.ts';
import { type AwsAt, type NamedTarget, placeOf } from '../model/target.ts';
import { aliasesIn } from '../plan/key-aliases.ts';
import { referencesIn } from '../plan/resolve-references.ts';
import type { EnginePorts } from './engine-ports.ts';

export interface AliasesOfPlaces {
  readonly at: (at: AwsAt) => KeyAliases | undefined;
  /** The places at which they could not be asked for. */
  readonly unread: Coverage['unread'];
}

/** What the aliases of keys mean at every place where a wish or the books name a key by one, asked once a place. */
export async function keyAliasesAt(
  desired: readonly DesiredNode[],
  books: readonly Binding[],
  targets: ReadonlyMap<string, NamedTarget>,
  { cloud }: Pick<EnginePorts, 'cloud'>,
): Promise<AliasesOfPlaces> {
  const aliases = new Set(desired.flatMap((node) => (node.kind === 'resource' && node.type === 'AWS::KMS::Alias' ? [node.node as string] : [])));
  const places = new Map<string, AwsAt>();
  for (const node of [...desired, ...books]) {
    if (node.kind !== 'resource') continue;
    const properties = 'applied' in node ? node.applied : node.properties;
    if (aliasesIn(properties, node.at).size > 0 || referencesIn(properties).some((reference) => aliases.has(reference.node)))
      places.set(keyOf(node.at), node.at);
  }
  const found = new Map<string, KeyAliases>();
  const unread: { scope: string; reason: string }[] = [];
  await Promise.all(
    [...places].map(async ([key, at]) => {
      const target = targets.get(at.target);
      if (target === undefined) return;
      const told = await cloud.keyAliases(target, placeOf(at));
      if (told.ok) found.set(key, told.value);
      else
        unread.push({
          scope: `which keys the aliases in ${at.account} ${at.region} mean`,
          reason: `they could not be listed: ${told.problems[0]?.message ?? ''}`,
        });
    }),
  );
  return { at: (at) => found.get(keyOf(at)), unread: unread.toSorted((a, b) => (a.scope < b.scope ? -1 : 1)) };
}

function keyOf({ target, account, region }: AwsAt): string {
  return `${target} ${account} ${region}`;
}
