import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { quoteAbout } from './quote.ts';

interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly argument: { readonly name: string; readonly description: string };
  /** A tool without which it is of no use. */
  readonly needs: string;
  /** Our words around what the user gave, which comes quoted: nothing in it ends the quotation. */
  readonly says: (given: string) => string;
}

/** What a person begins with a client's menu: each is an order to use the tools in the way that a careful colleague would. */
const prompts: readonly Prompt[] = [
  {
    name: 'new_environment',
    title: 'Plan something new',
    description: 'From a sentence to a plan that a person can approve',
    argument: { name: 'what', description: 'what is wanted, in one sentence' },
    needs: 'create_plan',
    says: (what) =>
      `Plan this with Asbuilt: ${what}. Call create_plan. Put each of its questions to me, and choose nothing in my place. Then tell me what the plan makes, where, as whom, what it did not read and what I will have to confirm by name, and give me the command of request_approval. Apply nothing before I say that I have approved it.`,
  },
  {
    name: 'review_plan',
    title: 'Review a plan',
    description: 'Does it do what was asked, does it touch only that, can it be taken back',
    argument: { name: 'plan', description: 'p_…' },
    needs: 'get_plan',
    says: (plan) =>
      `Review the plan ${plan} of Asbuilt with get_plan: as a whole, then each group, then the parts understood, to_confirm, not_read, impact and policy. Answer three things in this order: does it do what was asked; does it touch only that; can it be taken back. Deletions and replacements first. Say what was not looked at. Do not ask for its approval unless I tell you to.`,
  },
  {
    name: 'explain_failure',
    title: 'Explain a failed run',
    description: 'What failed, why, what was done all the same, and the way on',
    argument: { name: 'run', description: 'r_…' },
    needs: 'get_run',
    says: (run) =>
      `Explain the run ${run} of Asbuilt with get_run, and its plan with get_plan: which steps are done, failed, skipped or unknown, what the cause is in the provider's own words, and what may exist without being known. Then the next thing to do: plan what is left, or the command with which I resume it. Change nothing.`,
  },
];

const argumentLimit = 1_000;

/** Those of which the tools are offered. */
export function describePrompts(offered: ReadonlySet<string>) {
  return prompts
    .filter(({ needs }) => offered.has(needs))
    .map(({ name, title, description, argument }) => ({ name, title, description, arguments: [{ ...argument, required: true }] }));
}

/** The message that a prompt begins a conversation with. The protocol's error for one that there is not, or whose argument is missing. */
export function promptMessage(offered: ReadonlySet<string>, name: string, given: Readonly<Record<string, unknown>> = {}) {
  const prompt = prompts.find((each) => each.name === name && offered.has(each.needs));
  if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no prompt "${quoteAbout()(name, 64)}"`);
  const value = given[prompt.argument.name];
  if (typeof value !== 'string' || value.trim() === '') throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${prompt.argument.name} is needed`);
  const text = prompt.says(`"${quoteAbout()(value.trim(), argumentLimit).replaceAll('"', '\\x22')}"`);
  return { description: prompt.description, messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };
}
