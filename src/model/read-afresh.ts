import type { Run } from './run.ts';

/** How many steps were done on resources: each is done only once a fresh read has shown what it was for. Of a unit there is nothing to read. */
export function readAfresh({ nodes }: Pick<Run, 'nodes'>): number {
  return nodes.filter(({ status, op }) => status === 'done' && (op === 'create' || op === 'update' || op === 'delete')).length;
}
