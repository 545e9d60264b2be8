import type { Run, RunStep } from '../model/run.ts';
import type { RunHead } from '../ports/store.ts';

/** A run as it is reported: its steps, how long it took so far, and the one command that continues it. */
export function runReport(head: RunHead, steps: readonly RunStep[], now: number): Run {
  const { round: _, ...rest } = head;
  const end = head.endedAt === null ? now : Date.parse(head.endedAt);
  return { ...rest, nodes: [...steps], seconds: (end - Date.parse(head.startedAt)) / 1000, next: nextCommand(head, steps) };
}

function nextCommand(head: RunHead, steps: readonly RunStep[]): string | null {
  const closed = steps.find((step) => step.ask !== undefined && step.opened === undefined && step.status === 'running');
  switch (head.status) {
    case 'running':
      return closed === undefined ? `asbuilt runs watch ${head.id}` : `asbuilt runs open ${head.id} ${closed.step}`;
    case 'cancelling':
      return `asbuilt runs watch ${head.id}`;
    case 'failed':
      return steps.some(({ status }) => status === 'failed') && steps.every(staysAsItIs) ? null : `asbuilt runs resume ${head.id}`;
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

/** Whether to resume the run does nothing more for a step: what it met is somebody else's, or a unit that is not run again by itself. What was skipped waits for those. */
function staysAsItIs({ status, error }: RunStep): boolean {
  if (status === 'done' || status === 'skipped') return true;
  if (status !== 'failed') return false;
  return error?.code === 'OWNERSHIP_UNPROVEN' || (error?.code === 'UNIT_FAILED' && !error.fix.includes('runs resume'));
}
