/** A fix as an agent can follow it: by the tools and fields that it has, and where only a person can do it, said so. */
export interface AgentFix {
  readonly text: string;
  /** The first tool that it names and that only looks or plans something new: a fix may repeat a name from outside, which chooses nothing else. */
  readonly tool: string | null;
}

/** What follows a command in a sentence: one word, which is what the command is about. */
const word = '([^\\s,;:]+)';

/** Commands of the command line that a tool does as well, the longer ones first. `$1` is what it is about, `$2` what is asked of that. */
const commands: readonly (readonly [command: string, tool: string | null, told: string])[] = [
  ['plans list', 'list_plans', 'list_plans'],
  [`plans show ${word}`, 'get_plan', 'get_plan with plan $1'],
  ['runs list', 'list_runs', 'list_runs'],
  [`runs (?:show|watch) ${word}`, 'get_run', 'get_run with run $1'],
  [`runs cancel ${word}`, null, 'cancel_run with run $1'],
  ['catalog list', 'search_catalog', 'search_catalog'],
  [`catalog show ${word}`, 'get_blueprint', 'get_blueprint with name $1'],
  ['kb list', 'search_knowledge', 'search_knowledge'],
  [`kb show ${word}`, 'get_knowledge', 'get_knowledge with entry $1'],
  ['audit list', 'list_audit', 'list_audit'],
  ['audit verify', 'verify_audit', 'verify_audit'],
  [`destroy ${word}`, null, 'plan_removal with deployment $1'],
  [`show ${word}`, 'get_deployment', 'get_deployment with deployment $1'],
  [`ask --deployment ${word} '(put [^']+ back)'`, 'create_plan', 'create_plan with deployment $1 and intent "$2"'],
  [`ask "…" --deployment ${word}`, 'create_plan', 'create_plan with deployment $1'],
  ['deployments(?! recover)', 'list_deployments', 'list_deployments'],
];
/** Options of the command line, by the field that says the same. */
const fields: Readonly<Record<string, string>> = {
  input: 'inputs',
  name: 'as',
  deployment: 'deployment',
  target: 'target',
  accept: 'accept',
  replace: 'replace',
  adopt: 'adopt',
};

/** Ways of showing that follow a command: no tool has them. */
const ways = `(?: --(?!(?:${Object.keys(fields).join('|')})\\b)[a-z][a-z-]*)*`;
const rules = commands.map(([command, tool, told]) => ({ pattern: new RegExp(`\\basbuilt ${command}${ways}`, 'g'), tool, told }));

const ofAPerson = /\b(?:person|somebody)\b|of your own/;

/** What stands before a command in its own clause says who gives it. */
function clauseBefore(text: string, at: number): string {
  return text.slice(0, at).split(/[;,]/).at(-1) ?? '';
}

/** Turns the commands and options in a fix of the engine into tools and fields. What only the command line does, and what the fix itself leaves to a person, is said to be a person's. */
export function fixForAgent(fix: string): AgentFix {
  let text = fix;
  let first: { readonly at: number; readonly tool: string } | null = null;
  for (const { pattern, tool, told } of rules) {
    let done = '';
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      if (ofAPerson.test(clauseBefore(text, match.index))) continue;
      done += text.slice(from, match.index) + told.replace(/\$([12])/g, (_, place: string) => match[Number(place)] ?? '');
      from = match.index + match[0].length;
      if (tool !== null && (first === null || match.index < first.at)) first = { at: match.index, tool };
    }
    text = done + text.slice(from);
  }
  text = text.replace(/(^|\s)--(input|name|deployment|target|accept|replace|adopt)\b/g, (_, before: string, option: string) => `${before}${fields[option]}`);
  if (/\basbuilt [a-z]/.test(text) && !ofAPerson.test(text)) text = text.startsWith('asbuilt ') ? `a person runs it: ${text}` : `${text} (a person runs that)`;
  return { text, tool: first?.tool ?? null };
}
