import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import { type DesiredNode, wishOf } from '../model/desired.ts';
import type { Coverage } from '../model/plan.ts';
import { holdsSecret, secretsNamedIn, secretsToldLater } from '../model/secret.ts';
import type { NamedTarget } from '../model/target.ts';
import { sealSecrets } from '../plan/seal-secrets.ts';
import type { Order } from '../ports/driver.ts';
import type { SecretDigests, SecretsSeen } from '../ports/secrets.ts';

export interface Sealer {
  /** What a node is given, with the digests of its secrets beside them, as far as all of their text is known. */
  seal(node: string, given: JsonObject): JsonObject;
  /** Secrets of which it is not known whether they are what they were. */
  readonly unread: Coverage['unread'];
}

/** Looks at every secret that the nodes name, each once at its place. What is certainly not there is a problem of each node that names it. */
export async function sealerFor(
  desired: readonly DesiredNode[],
  targets: ReadonlyMap<string, NamedTarget>,
  { agent }: Pick<Caller, 'agent'>,
  { secrets }: { readonly secrets: SecretDigests },
): Promise<Result<Sealer>> {
  const holders = desired.filter((node) => holdsSecret(wishOf(node)));
  if (holders.length === 0) return ok({ seal: (_, given) => given, unread: [] });
  const seen = new Map<string, SecretsSeen>();
  const unread = new Map<string, Coverage['unread'][number]>();
  const problems: Diagnostic[] = [];
  const places = Map.groupBy(holders, ({ at }) => JSON.stringify([at.target, regionOf(at)]));
  for (const nodes of places.values()) {
    const [{ at } = nodes[0] as DesiredNode] = nodes;
    const target = targets.get(at.target);
    if (target === undefined) continue;
    const place = { target, region: regionOf(at) };
    const looked = await secrets.look([...new Set(nodes.flatMap((node) => secretsNamedIn(wishOf(node))))].sort(), place, agent !== null);
    if (!looked.ok) {
      const named = (found: Diagnostic) => nodes.find((node) => secretsNamedIn(wishOf(node)).includes(found.at ?? ''));
      problems.push(...looked.problems.map((found) => ({ ...found, message: `${named(found)?.node ?? at.target}: ${found.message}` })));
      continue;
    }
    for (const { node } of nodes) seen.set(node, looked.value);
    for (const { name, reason } of looked.value.unread)
      unread.set(name, { scope: `secret ${name} at ${at.target}`, reason: `it could not be read, so whether it has changed is not known: ${reason}` });
    for (const name of nodes.flatMap((node) => secretsToldLater(wishOf(node))))
      unread.set(name, { scope: `secret ${name} at ${at.target}`, reason: 'which one it is only a node tells, so whether it has changed is not known' });
  }
  if (problems.length > 0) return fail(...problems);
  return ok({ seal: (node, given) => sealSecrets(given, (parts) => seen.get(node)?.digest(parts) ?? null), unread: [...unread.values()] });
}

/** An order whose secrets are all known by their digests: what is read back is compared by them. SECRET_UNKNOWN, SECRET_UNUSABLE or SECRET_UNREAD where one cannot be had. */
export async function sealOrder(order: Order, secrets: SecretDigests): Promise<Result<Order>> {
  const names = secretsNamedIn([order.wish, order.patch as unknown as JsonObject[]]);
  if (names.length === 0) return ok(order);
  const looked = await secrets.look(names, { target: order.target, region: regionOf(order.change.at) });
  const at = order.change.node;
  if (!looked.ok) return fail(...looked.problems.map((found) => ({ ...found, message: `${at}: ${found.message}`, at })));
  const [first] = looked.value.unread;
  if (first !== undefined) {
    const message = `${at}: secret ${first.name} could not be read`;
    return fail(problem('SECRET_UNREAD', message, 'let the target’s identity read it (see the cause), then resume the run', { at, cause: first.reason }));
  }
  const { digest } = looked.value;
  const patch = sealSecrets(order.patch as unknown as JsonObject[], digest) as unknown as Order['patch'];
  return ok({ ...order, wish: sealSecrets(order.wish, digest), patch });
}

/** Where the node's own target is asked for secrets; what stands in a cluster is in no region of its own. */
function regionOf(at: DesiredNode['at']): string {
  return at.cloud === 'aws' ? at.region : '';
}
