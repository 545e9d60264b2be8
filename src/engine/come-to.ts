import { checkResolved, type Open, type Refusal, type ResolveContext, resolve } from '../intent/resolve.ts';
import { digestOf } from '../kernel/digest.ts';
import { canonicalJson } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Intent } from '../model/intent.ts';
import type { Proposal } from '../model/proposal.ts';
import type { Answer } from '../model/question.ts';
import type { Resolution } from '../model/resolution.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What is asked of a resolver. */
export interface Asked {
  readonly intent: Intent;
  /** By alias; the first is the one that the intent is about. */
  readonly targets: ReadonlyMap<string, NamedTarget>;
  readonly answers: readonly Answer[];
}

/** What it came to, with the id under which it is recorded. A refusal is not recorded. */
export type CameTo = { readonly kind: 'proposal'; readonly proposal: Proposal } | (Open & { readonly id: string }) | Refusal;

/**
 * What an intent comes to at a target. It is recorded under the digest of what was asked; where the resolver might say something else next time, the same
 * intent comes to what was recorded, without the resolver. A failure is a defect of the resolver.
 */
export async function comeTo(asked: Asked, ports: EnginePorts): Promise<Result<CameTo>> {
  const { intent, targets, answers } = asked;
  const [target] = targets.values();
  if (target === undefined) throw new TypeError('an intent is asked at no target');
  const context: ResolveContext = { knowledge: ports.knowledge, types: ports.types, target };
  const digest = digestOf({ intent, answers, target: { name: target.name, account: target.target.account, regions: target.regions } });
  const recorded = await ports.store.resolutionOf(digest);
  if (recorded !== null && ports.resolver.deterministic !== true) {
    const before = JSON.parse(recorded.bytes) as Resolution;
    const replayed = checkResolved(before.kind === 'proposal' ? before.proposal : { kind: 'question', questions: before.questions }, context);
    return replayed.ok ? ok(cameTo(replayed.value, recorded.id)) : replayed;
  }
  const resolved = await resolve(intent, context, ports.resolver, answers);
  if (!resolved.ok) return resolved;
  if (resolved.value.kind === 'refusal') return ok(resolved.value);
  const { record, id } = recordOf(asked, resolved.value, digest);
  if (recorded?.bytes !== record.bytes) await ports.store.commit([{ kind: 'resolution', record }]);
  return ok(cameTo(resolved.value, id));
}

function recordOf({ intent, targets, answers }: Asked, resolved: Proposal | Open, digest: string) {
  const asked = { intent, targets: Object.fromEntries([...targets].map(([alias, { name }]) => [alias, name])), answers: [...answers] };
  const resolution: Resolution =
    resolved.kind === 'draft' ? { kind: 'proposal', ...asked, proposal: resolved } : { kind: 'question', ...asked, questions: [...resolved.questions] };
  const id = `${resolution.kind === 'question' ? 'q' : 'i'}_${digest.slice(0, 12)}`;
  return { id, record: { id, digest, kind: resolution.kind, bytes: canonicalJson(resolution) } };
}

function cameTo(resolved: Proposal | Open, id: string): CameTo {
  return resolved.kind === 'draft' ? { kind: 'proposal', proposal: resolved } : { ...resolved, id };
}
