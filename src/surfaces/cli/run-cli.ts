import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { CliIo, Doors } from './cli-io.ts';
import { type ArgumentsOf, type CommandName, commandTable } from './command-table.ts';
import { parseArguments } from './parse-arguments.ts';
import { renderLines } from './render-lines.ts';
import { Session } from './session.ts';
import { t } from './text.ts';

type Execute<N extends CommandName> = (session: Session, given: ArgumentsOf<N>) => Promise<number>;

/** Each command's file is loaded when the command is called, so that none pays for another. */
const commands: { readonly [N in CommandName]: () => Promise<Execute<N>> } = {
  start: async () => (await import('./commands/start.ts')).start,
  up: async () => (await import('./commands/up.ts')).up,
  down: async () => (await import('./commands/down.ts')).down,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  ask: async () => (await import('./commands/ask.ts')).ask,
  answer: async () => (await import('./commands/answer.ts')).answer,
  plan: async () => (await import('./commands/plan.ts')).plan,
  'catalog publish': async () => (await import('./commands/catalog-publish.ts')).publish,
  'catalog list': async () => (await import('./commands/catalog.ts')).listCatalog,
  'catalog show': async () => (await import('./commands/catalog.ts')).showVersion,
  'catalog diff': async () => (await import('./commands/catalog.ts')).diffVersions,
  'catalog deprecate': async () => (await import('./commands/catalog.ts')).deprecate,
  'catalog withdraw': async () => (await import('./commands/catalog.ts')).withdraw,
  'plans list': async () => (await import('./commands/plans.ts')).listPlans,
  'plans show': async () => (await import('./commands/plans.ts')).showPlan,
  approve: async () => (await import('./commands/approve.ts')).approve,
  reject: async () => (await import('./commands/reject.ts')).reject,
  apply: async () => (await import('./commands/apply.ts')).apply,
  'runs list': async () => (await import('./commands/runs.ts')).listRuns,
  'runs show': async () => (await import('./commands/runs.ts')).showRun,
  'runs watch': async () => (await import('./commands/runs.ts')).watchRun,
  'runs cancel': async () => (await import('./commands/runs.ts')).cancelRun,
  'runs approve': async () => (await import('./commands/run-difference.ts')).approveDifference,
  'runs refuse': async () => (await import('./commands/run-difference.ts')).refuseDifference,
  'runs open': async () => (await import('./commands/runs.ts')).openGate,
  'runs resume': async () => (await import('./commands/runs.ts')).resumeRun,
  deployments: async () => (await import('./commands/deployments.ts')).listDeployments,
  'deployments recover': async () => (await import('./commands/recover.ts')).recoverDeployments,
  show: async () => (await import('./commands/deployments.ts')).showDeployment,
  destroy: async () => (await import('./commands/destroy.ts')).destroy,
  'approver list': async () => (await import('./commands/approver-list.ts')).listApprovers,
  'approver key': async () => (await import('./commands/approver-key.ts')).makeKey,
  'approver add': async () => (await import('./commands/approver-change.ts')).addApprover,
  'secret set': async () => (await import('./commands/secrets.ts')).setSecret,
  'secret list': async () => (await import('./commands/secrets.ts')).listSecrets,
  'secret remove': async () => (await import('./commands/secrets.ts')).removeSecret,
  'approver remove': async () => (await import('./commands/approver-change.ts')).removeApprover,
  'audit verify': async () => (await import('./commands/verify-audit.ts')).verifyAudit,
  'audit list': async () => (await import('./commands/audit.ts')).listAudit,
  'artifact import': async () => (await import('./commands/artifact-import.ts')).importArtifact,
  'types show': async () => (await import('./commands/types-show.ts')).showType,
  'types describe': async () => (await import('./commands/types-describe.ts')).describeTypes,
  'types import': async () => (await import('./commands/types-import.ts')).importTypes,
  'kb list': async () => (await import('./commands/knowledge.ts')).listKnowledge,
  'kb search': async () => (await import('./commands/knowledge.ts')).searchKnowledge,
  'kb show': async () => (await import('./commands/knowledge.ts')).showKnowledge,
  'kb add': async () => (await import('./commands/knowledge.ts')).addKnowledge,
  'kb review': async () => (await import('./commands/knowledge.ts')).reviewKnowledge,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
  'mcp install': async () => (await import('./commands/mcp-install.ts')).install,
  'mcp uninstall': async () => (await import('./commands/mcp-install.ts')).uninstall,
  version: async () => async (session) => {
    session.say(t`asbuilt ${session.doors.version}`);
    session.data({ version: session.doors.version });
    return 0;
  },
};

/** These take Ctrl-C as the request to end in order; every other command is left at once. */
const foreground: ReadonlySet<CommandName> = new Set(['up', 'sandbox']);

/** Left by Ctrl-C, as a shell tells it: nothing was wrong with the line, and what was begun goes on. */
const interrupted = 130;

/** Runs one command line, the program's own name aside, and resolves to the process's exit code. A defect is told as INTERNAL. */
export async function runCli(argv: readonly string[], io: CliIo, doors: Doors): Promise<number> {
  const line = parseArguments(argv);
  const typed = line.kind === 'command' ? { typed: { spec: commandTable[line.name], values: line.values } } : {};
  const session = new Session(io, doors, { json: line.json, input: line.kind === 'command' && line.input, ...typed });
  switch (line.kind) {
    case 'mistake':
      return session.fail(line.problems);
    case 'help': {
      const { renderHelp } = await import('./render-help.ts');
      io.stdout(renderLines(renderHelp(line.topic), io));
      return 0;
    }
    case 'command': {
      const done = executed(session, line.name, line.values as ArgumentsOf<CommandName>);
      return foreground.has(line.name) ? done : orInterrupted(session, done);
    }
    default:
      return line satisfies never;
  }
}

async function executed<N extends CommandName>(session: Session, name: N, values: ArgumentsOf<N>): Promise<number> {
  try {
    const execute: Execute<N> = await commands[name]();
    return await execute(session, values);
  } catch (error) {
    return session.fail([defect(error)]);
  }
}

/** Where a defect came to light is for whoever mends it; the rest of its stack would bury what a person needs. */
function defect(error: unknown): Diagnostic {
  const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place = error instanceof Error ? /^\s+at .*?([^/\\(]+:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1] : undefined;
  return problem('INTERNAL', 'the command met a defect of Asbuilt', 'report it, with the cause and the place; what looks at everything else: asbuilt doctor', {
    ...(place === undefined ? {} : { at: place }),
    cause,
  });
}

/** Leaves a command on Ctrl-C; what it began in the engine goes on there, and its address is shown. */
async function orInterrupted(session: Session, done: Promise<number>): Promise<number> {
  const { signal } = session.io;
  let leave: () => void = () => {};
  const left = new Promise<'left'>((resolve) => {
    leave = () => resolve('left');
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  const outcome = await Promise.race([done, left]);
  signal.removeEventListener('abort', leave);
  if (outcome !== 'left') return outcome;
  done.catch(() => {});
  session.leave();
  return interrupted;
}
