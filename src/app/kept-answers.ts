import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { KeptAnswers } from '../surfaces/mcp/kept-answers.ts';

/** Milliseconds: far longer than a plan lives and a client repeats its call. */
const life = 24 * 60 * 60_000;
/** Of one caller. */
const most = 256;

/** Answers to an agent's writes, among the records. */
export function keptAnswers(store: Pick<Store, 'answered' | 'commit' | 'plan'>, clock: Pick<Clock, 'now'>): KeptAnswers {
  return {
    async find(owner, key) {
      const found = await store.answered(owner, key);
      return found === null || found.at < clock.now() - life ? null : found;
    },
    async keep(owner, key, request, answer) {
      const at = clock.now();
      await store.commit([{ kind: 'answered', answered: { owner, key, request, answer, at }, forget: at - life, keep: most }]);
    },
    async planned(plan) {
      const record = await store.plan(plan);
      return record === null ? null : { state: record.state, why: record.why };
    },
  };
}
