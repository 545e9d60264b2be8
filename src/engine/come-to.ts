import { askBeside } from '../intent/ask-beside.ts';
import { patchDraft } from '../intent/patch-draft.ts';
import type { StandingNames } from '../intent/read-things.ts';
import { ordersChange } from '../intent/reading/orders-change.ts';
import { readAct } from '../intent/reading/read-act.ts';
import { checkResolved, type Open, type Refusal, type ResolveContext, resolve } from '../intent/resolve.ts';
import { digestOf } from '../kernel/digest.ts';
import { canonicalJson, type Json } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Intent } from '../model/intent.ts';
import type { Proposal } from '../model/proposal.ts';
import type { Answer } from '../model/question.ts';
import type { Resolution } from '../model/resolution.ts';
import type { NamedTarget } from '../model/target.ts';
import { type AnswerTo, answerQuestion } from './answer-question.ts';
import { copyDeployment } from './copy-deployment.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type FoundSubject, findSubject, sameAgain, unknown, wholeNeeded } from './find-subject.ts';
import { notMade } from './not-made.ts';
import { offerOf, type Published } from './offer-blueprint.ts';
import { putBack } from './put-back.ts';
import { booksOf, type Library, namesIn, readBooks } from './read-books.ts';
import { type Removal, removeThings } from './remove-things.ts';
import { settleAmounts } from './settle-amounts.ts';
import { takeBack } from './take-back.ts';

/** What is asked of a resolver. */
export interface Asked {
  readonly intent: Intent;
  /** By alias; the first is the one that the intent is about. */
  readonly targets: ReadonlyMap<string, NamedTarget>;
  readonly answers: readonly Answer[];
  /** Where the words, and the fields beside them, are an AI agent's. */
  readonly wordsBy?: 'agent' | undefined;
  /** Where an AI agent gave the parameters of the intent. */
  readonly paramsBy?: 'agent' | undefined;
  /** Whether the targets were named, or are the default. */
  readonly placed: boolean;
  /** What is published that the intent may mean: it is offered before anything new is drafted. */
  readonly published?: readonly Published[];
}

/** What it came to, with the id under which it is recorded. A refusal is not recorded. */
export type CameTo =
  /** All that is asked of the deployment, what stands there and is not changed included; where; and the nodes that the intent is about, where it is not about all of them. */
  | { readonly kind: 'proposal'; readonly proposal: Proposal; readonly targets: Asked['targets']; readonly about?: ReadonlySet<string> }
  | (Open & { readonly id: string })
  | Refusal
  | Removal
  | AnswerTo;

/**
 * What an intent comes to at a target: first which of the things that stand it is about, then what it says of them. It is recorded under the digest of what was asked; where the resolver might say something else next time, the same
 * intent comes to what was recorded, without the resolver. A failure is a defect of the resolver.
 */
export async function comeTo(intended: Asked, ports: EnginePorts): Promise<Result<CameTo>> {
  const library = await readBooks(ports);
  const names = ports.resolver.mentions === undefined ? new Map() : namesIn(library, ports);
  // What is ordered of a thing is no wish for what somebody published.
  const asked = ordersChange(intended.intent.intent, contextAt(intended, names, ports)) ? { ...intended, published: [] } : intended;
  const other = await otherAct(asked, contextAt(asked, names, ports), library, ports);
  if (other?.ok === true && other.value.kind === 'question') return ok(await asQuestion(asked, other.value, ports));
  const came = (other as Result<CameTo> | null) ?? (await asWish(asked, names, library, ports));
  const isRefused = isNotUnderstood(came);
  if (!isRefused && !asksForSubject(came)) return came;
  const unmade =
    ports.resolver.mentions === undefined ? null : await notMade(asked.intent.intent, contextAt(asked, names, ports), booksMeant(asked, library), ports);
  if (unmade !== null) return ok(unmade);
  // Nothing is drafted from words that have no meaning, but a team may have published what they name.
  const offered = isRefused && other === null ? offerOf(asked.published ?? [], asked.answers, true) : null;
  return offered === null ? came : ok(await asQuestion(asked, { kind: 'question', questions: [offered] }, ports));
}

/** What of the books an intent may mean. */
function booksMeant({ intent, targets, placed }: Asked, library: Library): Library {
  const [target] = targets.values();
  return booksOf(library, { deployment: intent.deployment, target: placed ? target?.name : undefined });
}

function isNotUnderstood(came: Result<CameTo>): boolean {
  const problems = !came.ok ? came.problems : came.value.kind === 'refusal' ? came.value.problems : [];
  return problems.some(({ code }) => code === 'INTENT_NOT_UNDERSTOOD');
}

function asksForSubject(came: Result<CameTo>): boolean {
  return came.ok && came.value.kind === 'question' && came.value.questions.some(({ slot }) => slot === 'subject');
}

async function asWish(asked: Asked, names: StandingNames, library: Library, ports: EnginePorts): Promise<Result<CameTo>> {
  const settled = await settleAmounts(asked, contextAt(asked, names, ports), library, ports);
  if (settled === null) return wishedFor(asked, names, library, ports);
  if (!settled.ok || settled.value.kind === 'refusal') return settled as Result<CameTo>;
  if (settled.value.kind === 'question') return ok(await asQuestion(asked, settled.value, ports));
  const { text, evidence } = settled.value;
  const came = await wishedFor({ ...asked, intent: { ...asked.intent, intent: text } }, names, library, ports);
  if (!came.ok || came.value.kind !== 'proposal') return came;
  const { proposal } = came.value;
  return ok({ ...came.value, proposal: { ...proposal, evidence: [...evidence, ...proposal.evidence] } });
}

/** What a wish comes to. */
async function wishedFor(asked: Asked, names: StandingNames, library: Library, ports: EnginePorts): Promise<Result<CameTo>> {
  const found = await findSubject(asked, contextAt(asked, names, ports), library, ports);
  if (!found.ok || found.value.kind === 'refusal') return found as Result<CameTo>;
  if (found.value.kind === 'question') return ok(await asQuestion(asked, found.value, ports));
  const offered = found.value.subject.standing === null ? offerOf(asked.published ?? [], asked.answers) : null;
  if (offered !== null) return ok(await asQuestion(asked, { kind: 'question', questions: [offered] }, ports));
  const came = await resolvedAbout(asked, found.value, names, ports);
  if (!came.ok || came.value.kind !== 'proposal' || found.value.subject.standing !== null || ports.resolver.mentions === undefined) return came;
  if (!library.bindings.has(came.value.proposal.deployment)) return came;
  const again = await sameAgain(came.value.proposal, asked, library, ports);
  return again.ok ? resolvedAbout(asked, again.value, names, ports) : again;
}

/** What a text comes to that is no wish for something to be there; null for one that is. */
async function otherAct(
  asked: Asked,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<Result<AnswerTo | Removal | Open | Refusal | { kind: 'proposal' }> | null> {
  if (ports.resolver.mentions === undefined || Object.hasOwn(asked.intent, 'params')) return null;
  const act = readAct(asked.intent.intent, context);
  const { deployment } = asked.intent;
  const meant = booksMeant(asked, library);
  if (act.kind !== 'wish' && deployment !== undefined && !library.bindings.has(deployment)) return fail(unknown(deployment, library));
  switch (act.kind) {
    case 'question':
      return answerQuestion(act, context.target, meant, ports);
    case 'removal':
      return removeThings(act.what, asked, context, meant, ports);
    case 'undo':
      return takeBack(act, meant, ports);
    case 'put-back':
      return putBack(act, asked, context, meant, ports);
    case 'copy':
      return copyDeployment(act, asked, context, library, ports);
    case 'rule':
    case 'rename':
    case 'statement':
    case 'wish':
      return null;
    default:
      return act satisfies never;
  }
}

async function resolvedAbout(asked: Asked, { subject, targets, whole }: FoundSubject, names: StandingNames, ports: EnginePorts): Promise<Result<CameTo>> {
  const { intent, answers } = asked;
  const context = contextAt({ ...asked, targets }, names, ports);
  const { target } = context;
  const { standing, nodes } = subject;
  const about = standing === null ? {} : { about: { ...standing, nodes: [...nodes] } };
  const digest = digestOf({
    intent,
    ...marked(asked),
    answers,
    target: { name: target.name, account: target.target.account, regions: target.regions },
    ...about,
  } as Json);
  const came = (resolved: Proposal | Open, id: string): CameTo => {
    if (resolved.kind === 'question') return { ...resolved, id };
    if (standing === null) return { kind: 'proposal', proposal: resolved, targets };
    const lost = standing.unsaid.filter((node) => !resolved.resources.some((said) => said.node === node));
    return lost.length > 0 ? wholeNeeded(standing.deployment, lost) : { kind: 'proposal', ...patchDraft(standing, resolved, whole), targets };
  };
  const recorded = await ports.store.resolutionOf(digest);
  if (recorded !== null && ports.resolver.deterministic !== true) {
    const before = JSON.parse(recorded.bytes) as Resolution;
    const replayed = checkResolved(before.kind === 'proposal' ? before.proposal : { kind: 'question', questions: before.questions }, context, subject);
    return replayed.ok ? ok(came(replayed.value, recorded.id)) : replayed;
  }
  const resolved = await resolve(intent, context, ports.resolver, answers, subject);
  if (!resolved.ok) return resolved;
  if (resolved.value.kind === 'refusal') return ok(resolved.value);
  const typeOf = (name: string) => {
    const type = ports.types.type(name);
    return type.ok ? type.value : null;
  };
  const unsure = resolved.value.kind === 'draft' ? askBeside(resolved.value, subject, typeOf) : null;
  const placed = { ...asked, targets, placed: true };
  if (unsure !== null) return ok(await asQuestion(placed, unsure, ports));
  const { record, id } = recordOf(placed, resolved.value, digest);
  if (recorded?.bytes !== record.bytes) await ports.store.commit([{ kind: 'resolution', record }]);
  return ok(came(resolved.value, id));
}

/** A question about what is meant, recorded as any other. */
export async function asQuestion(asked: Asked, open: Open, ports: EnginePorts): Promise<Open & { readonly id: string }> {
  const { intent, answers, targets } = asked;
  const { record, id } = recordOf(
    asked,
    open,
    digestOf({ intent, ...marked(asked), answers, targets: [...targets.keys()], questions: open.questions } as Json),
  );
  await ports.store.commit([{ kind: 'resolution', record }]);
  return { ...open, id };
}

function contextAt({ targets, paramsBy }: Pick<Asked, 'targets' | 'paramsBy'>, names: StandingNames, { knowledge, types }: EnginePorts): ResolveContext {
  const [target] = targets.values();
  if (target === undefined) throw new TypeError('an intent is asked at no target');
  return { knowledge, types, target, names, paramsBy };
}

function recordOf(asked: Asked, resolved: Proposal | Open, digest: string) {
  const { intent, targets, answers, placed } = asked;
  const kept = {
    intent,
    ...marked(asked),
    targets: Object.fromEntries([...targets].map(([alias, { name }]) => [alias, name])),
    placed,
    answers: [...answers],
  };
  const resolution: Resolution =
    resolved.kind === 'draft' ? { kind: 'proposal', ...kept, proposal: resolved } : { kind: 'question', ...kept, questions: [...resolved.questions] };
  const id = `${resolution.kind === 'question' ? 'q' : 'i'}_${digest.slice(0, 12)}`;
  return { id, record: { id, digest, kind: resolution.kind, bytes: canonicalJson(resolution) } };
}

/** Whose the words and the parameters are, where it matters: an agent's intent and the same one of a person are two, and neither is answered with what the other came to. */
function marked({ wordsBy, paramsBy }: Asked): Pick<Resolution, 'wordsBy' | 'paramsBy'> {
  return { ...(wordsBy === undefined ? {} : { wordsBy }), ...(paramsBy === undefined ? {} : { paramsBy }) };
}
