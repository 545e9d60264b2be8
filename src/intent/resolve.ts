import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import { type Proposal, proposal } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { NamedTarget } from '../model/target.ts';

/** What a resolver may know: facts that are the same for the same release and target, so that the same intent gives the same proposal. */
export interface ResolveContext {
  readonly knowledge: KnowledgeBase;
  readonly types: {
    /** The type, or TYPE_UNKNOWN with the nearest names. */
    type(name: string): Result<ResourceType>;
    regions(): readonly string[];
  };
  readonly target: NamedTarget;
}

/**
 * Turns an intent into a proposal, or says what it does not understand. This is where another way of understanding plugs in: one that
 * retrieves blueprints, or asks a model. Whatever it answers is only a proposal: data, checked here and again when it is expanded.
 */
export interface Resolver {
  resolve(intent: Intent, context: ResolveContext): Promise<Result<Proposal>>;
}

/** Asks the resolver and checks its answer, which is untrusted: its form, and that it stays at the target that was asked for. */
export async function resolve(intent: Intent, context: ResolveContext, resolver: Resolver): Promise<Result<Proposal>> {
  const resolved = await resolver.resolve(intent, context);
  if (!resolved.ok) return resolved;
  const checked = proposal.safeParse(resolved.value);
  if (!checked.success) {
    return {
      ok: false,
      problems: checked.error.issues.map((issue) =>
        problem('INPUT_INVALID', `the proposal is malformed: ${issue.message}`, 'this is a defect of the resolver', { at: issue.path.map(String).join('.') }),
      ),
    };
  }
  if (checked.data.target !== context.target.name) {
    return fail(
      problem(
        'TARGET_UNKNOWN',
        `the proposal is for target ${checked.data.target}, the intent for ${context.target.name}`,
        'this is a defect of the resolver',
        { at: 'target' },
      ),
    );
  }
  return ok(checked.data);
}
