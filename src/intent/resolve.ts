import { z } from 'zod';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import { type Proposal, proposal } from '../model/proposal.ts';
import { type Answer, type Question, question } from '../model/question.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Mention } from './identify.ts';
import type { StandingNames } from './read-things.ts';
import { nothingKnown, type Subject } from './subject.ts';

/** What a resolver may know: facts that are the same for the same release, target and books, so that the same intent gives the same proposal. */
export interface ResolveContext {
  readonly knowledge: KnowledgeBase;
  readonly types: {
    /** The type, or TYPE_UNKNOWN with the nearest names. */
    type(name: string): Result<ResourceType>;
    regions(): readonly string[];
    /** Every known type name; the same object as long as they are the same. */
    names(): readonly string[];
  };
  readonly target: NamedTarget;
  /** What the things that stand are called. */
  readonly names: StandingNames;
  /** Where the parameters of the intent are an AI agent's: what they fill is marked as its choice. */
  readonly paramsBy?: 'agent' | undefined;
}

/** What an intent speaks of. */
export interface Mentions {
  readonly mentions: readonly Mention[];
  /** The region that it says; null where it says none. */
  readonly region: string | null;
  /** Words that say something beside which things are spoken of: what they are to be like, or what is not understood. */
  readonly more: readonly string[];
}

/**
 * Turns an intent into a proposal, or says what it does not understand. This is where another way of understanding plugs in: one that
 * retrieves blueprints, or asks a model. Whatever it answers is only a proposal: data, checked here and again when it is expanded.
 */
export interface Resolver {
  /** The same intent, answers and context always come to the same, so that it can be asked again at any time. What another comes to is recorded, and replayed. */
  readonly deterministic?: true;
  /**
   * What the intent speaks of, so that it can be told which of it stands (`identify`) before it is understood whole. A failure is a refusal. A resolver without
   * this says itself, each time, all that is to be in a deployment.
   */
  mentions?(intent: Intent, context: ResolveContext): Promise<Result<Mentions>>;
  /** `subject` is what stands of what it mentioned; a proposal about that is a patch of it. A failure is a refusal: the intent cannot be met, and why. */
  resolve(intent: Intent, context: ResolveContext, answers: readonly Answer[], subject: Subject): Promise<Result<Proposal | Open>>;
}

/** What an intent leaves open. */
export interface Open {
  readonly kind: 'question';
  readonly questions: readonly Question[];
}

const open = z.object({ kind: z.literal('question'), questions: z.array(question).min(1) });

/** That an intent cannot be met. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly problems: readonly Diagnostic[];
}

/** Asks the resolver, and checks what it comes to. A failure is a defect of the resolver. */
export async function resolve(
  intent: Intent,
  context: ResolveContext,
  resolver: Resolver,
  answers: readonly Answer[] = [],
  subject: Subject = nothingKnown,
): Promise<Result<Proposal | Open | Refusal>> {
  const resolved = await resolver.resolve(intent, context, answers, subject);
  return resolved.ok ? checkResolved(resolved.value, context, subject) : ok({ kind: 'refusal', problems: resolved.problems });
}

/**
 * Checks what a resolver, or the record of one, says. It is untrusted: its form, that it stays at the target that was asked for, and that of what stands it changes
 * what it was told to, and replaces none by another.
 */
export function checkResolved(resolved: unknown, context: ResolveContext, subject: Subject = nothingKnown): Result<Proposal | Open> {
  const checked = z.discriminatedUnion('kind', [proposal, open]).safeParse(resolved);
  if (!checked.success) {
    return {
      ok: false,
      problems: checked.error.issues.map((issue) =>
        problem('INPUT_INVALID', `the proposal is malformed: ${issue.message}`, 'this is a defect of the resolver', { at: issue.path.map(String).join('.') }),
      ),
    };
  }
  if (checked.data.kind === 'draft' && checked.data.target !== context.target.name) {
    return fail(
      problem(
        'TARGET_UNKNOWN',
        `the proposal is for target ${checked.data.target}, the intent for ${context.target.name}`,
        'this is a defect of the resolver',
        { at: 'target' },
      ),
    );
  }
  if (checked.data.kind === 'draft') {
    const strays = strayFrom(checked.data, subject);
    if (strays !== null) return fail(problem('INPUT_INVALID', `the proposal ${strays}`, 'this is a defect of the resolver', { at: 'deployment' }));
  }
  return ok(checked.data);
}

/** How a proposal leaves what it is about; null where it does not. */
function strayFrom({ deployment, patch, resources }: Proposal, { standing }: Subject): string | null {
  if (standing === null) return patch === undefined ? null : 'changes what is not there';
  if (deployment !== standing.deployment) return `is for deployment ${deployment}, not for ${standing.deployment}`;
  if (patch === undefined) return 'is not a change of what stands';
  const types = new Map(standing.draft.resources.map(({ node, type }) => [node as string, type]));
  const other = resources.find(({ node, type }) => (types.get(node) ?? type) !== type);
  return other === undefined ? null : `makes another thing of ${other.node}`;
}
