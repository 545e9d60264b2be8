import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultOutcome } from './fault-stage.ts';
import { type HomeFault, homeFaults } from './home-faults.ts';

/** What was said of a fault when it was last tried, without what is another in every run. */
export type RecordedFault = HomeFault & Pick<FaultOutcome, 'code' | 'cause' | 'fix'>;

const path = join(import.meta.dirname, 'recorded.jsonl');

export function recordOf({ path, fault, code, cause, fix }: FaultOutcome): RecordedFault {
  return { path, fault, code, cause: withoutThisRun(cause), fix: withoutThisRun(fix) };
}

/** The folders, processes, ports and times of one run. */
export function withoutThisRun(text: string): string {
  return text
    .replaceAll(/\/tmp\/asbuilt-[\w-]+/g, 'HOME')
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+Z/g, 'TIME')
    .replaceAll(/(?<![\w.-])\d{3,}(?![\w-])/g, (number) => (/^0?[0-7]{3}$/.test(number) ? number : 'N'));
}

export function recordedFaults(): readonly RecordedFault[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedFault);
}

/** Puts outcomes in the place of what was recorded of the same faults, in the order of the faults that there are; what is none any more goes. */
export function record(outcomes: readonly FaultOutcome[]): void {
  const kept = new Map([...recordedFaults(), ...outcomes.map(recordOf)].map((one) => [keyOf(one), one]));
  const lines = homeFaults.flatMap((fault) => {
    const one = kept.get(keyOf(fault));
    return one === undefined ? [] : [JSON.stringify(one)];
  });
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** How outcomes are not what was recorded; nothing is said of what never was. */
export function unlikeRecorded(outcomes: readonly FaultOutcome[]): string[] {
  const recorded = new Map(recordedFaults().map((one) => [keyOf(one), one]));
  return outcomes.map(recordOf).flatMap((now) => {
    const before = recorded.get(keyOf(now));
    if (before === undefined || JSON.stringify(judged(before)) === JSON.stringify(judged(now))) return [];
    return [`${now.path} ${now.fault}: ${before.code} (${before.cause}; ${before.fix}) is recorded, and now it is ${now.code} (${now.cause}; ${now.fix})`];
  });
}

/** Why Restate did not start is in its own words, as far as it had written them by then. */
function judged(one: RecordedFault): RecordedFault {
  return one.code === 'ENGINE_START_FAILED' ? { ...one, cause: '' } : one;
}

function keyOf({ path, fault }: HomeFault): string {
  return `${path} ${fault}`;
}
