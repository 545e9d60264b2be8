import { shellWord } from '../model/aws-cli.ts';
import type { Run, RunStep, ToldStatus } from '../model/run.ts';
import type { RunHead } from '../ports/store.ts';

/** A run as it is reported: its steps, how long it took so far, and the one command that continues it. */
export function runReport(head: RunHead, steps: readonly RunStep[], now: number): Run {
  const { round: _, ...rest } = head;
  const end = head.endedAt === null ? now : Date.parse(head.endedAt);
  return { ...rest, status: toldStatus(head, steps), nodes: [...steps], seconds: (end - Date.parse(head.startedAt)) / 1000, next: nextCommand(head, steps) };
}

/** How a run is told; `steps` are those of which something is asked, or all. */
export function toldStatus({ status }: RunHead, steps: readonly RunStep[]): ToldStatus {
  return status === 'running' && steps.some((step) => isAsking(step) || isClosed(step)) ? 'awaiting-approval' : status;
}

/** Whether a step is a gate that waits for a person to open it. */
export function isClosed({ status, ask, opened }: RunStep): boolean {
  return status === 'running' && ask !== undefined && opened === undefined;
}

/** Whether a step waits until a person has said yes or no to what it would change now. */
export function isAsking({ status, difference }: RunStep): boolean {
  return (status === 'running' || status === 'pending') && difference !== undefined && difference.agreed === undefined && difference.refused === undefined;
}

function nextCommand(head: RunHead, steps: readonly RunStep[]): string | null {
  const asking = steps.find(isAsking);
  const closed = steps.find(isClosed);
  switch (head.status) {
    case 'running':
      if (asking !== undefined) return `asbuilt runs approve ${head.id} ${shellWord(asking.step)}`;
      return closed === undefined ? `asbuilt runs watch ${head.id}` : `asbuilt runs open ${head.id} ${shellWord(closed.step)}`;
    case 'cancelling':
      return `asbuilt runs watch ${head.id}`;
    case 'failed':
      // Also where the plan is stale by what the end of the run read, and no step by itself.
      return (head.cause?.code === 'PLAN_STALE' || steps.some(({ status }) => status === 'failed')) && steps.every(staysAsItIs)
        ? null
        : `asbuilt runs resume ${head.id}`;
    case 'paused':
    case 'cancelled':
      return `asbuilt runs resume ${head.id}`;
    case 'stale':
    case 'succeeded':
      return null;
    default:
      return head.status satisfies never;
  }
}

/**
 * Whether to resume the run does nothing more for a step: what it met is somebody else's, what it rests on is gone or another by now, or it is a unit that is not run again by itself. What was
 * skipped waits for those.
 */
function staysAsItIs({ status, error }: RunStep): boolean {
  if (status === 'done' || status === 'skipped') return true;
  if (status !== 'failed') return false;
  if (error?.code === 'CLOUD_NOT_FOUND' || error?.code === 'PLAN_STALE') return true;
  return error?.code === 'OWNERSHIP_UNPROVEN' || (error?.code === 'UNIT_FAILED' && !error.fix.includes('runs resume'));
}
