import type { Code } from '../../kernel/codes.ts';
import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { fixForAgent } from './fix-for-agent.ts';
import type { Quote } from './quote.ts';

/** What a tool tells when it could not. `code` is registered, `fix` one sentence or one command of ours: a text from outside that it repeats is in `data`, with the fix as it is whole. */
interface ToolError {
  readonly code: Code;
  readonly retryable: boolean;
  readonly fix: string;
  readonly next_tool: string | null;
  readonly data: { readonly problems: readonly Readonly<Record<string, string>>[] };
}

/** Where to go from a problem; the tool itself where it is not here. */
const ways: Partial<Record<Code, string | null>> = {
  PLAN_UNKNOWN: 'list_plans',
  PLAN_EMPTY: 'get_plan',
  PLAN_TAMPERED: 'create_plan',
  PLAN_FORMAT: 'create_plan',
  PLAN_STALE: 'create_plan',
  PLAN_EXPIRED: 'create_plan',
  PLAN_REJECTED: 'create_plan',
  POLICY_DENIED: 'get_plan',
  TARGET_CHANGED: 'create_plan',
  TARGET_UNKNOWN: 'list_targets',
  APPROVAL_NEEDED: 'request_approval',
  APPROVAL_INVALID: 'request_approval',
  APPROVAL_FOREIGN: 'request_approval',
  APPROVAL_EXPIRED: 'request_approval',
  APPROVAL_USED: 'list_runs',
  PLAN_APPLIED: 'list_runs',
  APPROVAL_SIMULATED: 'request_approval',
  CONSENT_MISSING: 'request_approval',
  CATALOG_UNKNOWN: 'search_catalog',
  VERSION_UNMATCHED: 'get_blueprint',
  VERSION_WITHDRAWN: 'search_catalog',
  QUESTION_UNKNOWN: 'create_plan',
  RUN_UNKNOWN: 'list_runs',
  RUN_NOT_RESUMABLE: 'get_run',
  DEPLOYMENT_UNKNOWN: 'list_deployments',
  DEPLOYMENT_BUSY: 'list_runs',
  ENGINE_NOT_RUNNING: 'get_health',
  ENGINE_UNAUTHENTICATED: null,
  CALLER_NOT_ALLOWED: null,
  AUDIT_BROKEN: null,
  DISK_FULL: null,
  HOME_NOT_WRITABLE: null,
  INTERNAL: null,
};

const mostProblems = 12;
const messageLimit = 400;

/** Texts from outside stand in quotation marks, those in a node's name too; a word alone says nothing that could be taken for ours. */
function withoutQuoted(fix: string): string {
  return fix.replace(/"((?:[^"\\]|\\.)*)"?/g, (quoted, said: string) => (/^[\w./:@-]{0,64}$/.test(said) ? quoted : '"…"'));
}

/** `tool` is the one that failed. */
export function toolErrorOf(problems: readonly Diagnostic[], tool: string | null, quote: Quote): ToolError {
  const [first] = problems;
  if (first === undefined) throw new TypeError('a failure without a problem');
  const fix = fixForAgent(first.fix);
  const whole = quote(fix.text, messageLimit);
  const told = withoutQuoted(whole);
  const way = fix.tool ?? ways[first.code];
  return {
    code: first.code,
    retryable: first.retryable,
    fix: told,
    next_tool: way === undefined ? tool : way,
    data: {
      problems: problems.slice(0, mostProblems).map(({ code, message, at, cause, fix }, index) => ({
        code,
        message: quote(message, messageLimit),
        ...(at === undefined ? {} : { at: quote(at) }),
        ...(cause === undefined ? {} : { cause: quote(cause, messageLimit) }),
        ...(index === 0 ? (told === whole ? {} : { fix: whole }) : { fix: quote(fixForAgent(fix).text, messageLimit) }),
      })),
    },
  };
}
