import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultStage } from './fault-stage.ts';
import type { HomeFault } from './home-faults.ts';
import { unlikeRecorded } from './record.ts';

/** One of each kind, and those that ended in a stack once; `npm run test:faults` does all that may become of every file, and prints the table. */
const sample: readonly (HomeFault & { readonly code: string })[] = [
  { path: 'store.db', fault: 'cut', code: 'STORE_DAMAGED' },
  { path: 'engine.lock', fault: 'garbage', code: 'goes on' },
  { path: 'keys/engine.pem', fault: 'garbage', code: 'KEY_UNUSABLE' },
  { path: 'keys/approver-real.json', fault: 'garbage', code: 'KEY_UNUSABLE' },
  { path: 'approvers.json', fault: 'written by others', code: 'HOME_UNSAFE' },
  { path: 'approvers.json', fault: 'missing', code: 'goes on' },
  { path: 'approvers.json', fault: 'cut', code: 'TRUST_INVALID' },
  { path: 'restate/request-identity.pem', fault: 'garbage', code: 'goes on' },
  { path: 'restate/data/local/.cluster-marker', fault: 'garbage', code: 'ENGINE_START_FAILED' },
  { path: 'restate', fault: 'a link', code: 'HOME_UNSAFE' },
  { path: 'sandbox.db', fault: 'garbage', code: 'STORE_DAMAGED' },
];

describe('a data folder in which something was damaged', () => {
  const stage = new FaultStage();
  beforeAll(() => stage.begin());
  afterAll(() => stage.end());

  it.each(sample)(
    '$path, $fault: $code, with a cause and a fix, no stack, and nothing is lost',
    async ({ code, ...fault }) => {
      const outcome = await stage.outcomeOf(fault);
      expect(outcome).toMatchObject({ code, wrong: [] });
      expect(unlikeRecorded([outcome])).toEqual([]);
    },
    120_000,
  );
});
