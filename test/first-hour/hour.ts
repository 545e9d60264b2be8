import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ResponseOf } from '../../src/model/operations.ts';
import { Checkout } from '../e2e/checkout.ts';
import { onTerminal } from '../e2e/on-terminal.ts';
import { screenOf } from './screen.ts';

/** One thing that a new user does: what is typed, what is answered, and how the command ends. */
export interface Doing {
  readonly argv: readonly string[];
  readonly answers?: readonly (readonly [question: string, answer: string])[];
  /** Its exit code. */
  readonly ends: number;
  /** Something that has to be on the screen, wherever its lines are broken. */
  readonly says?: RegExp;
}

export interface Done extends Doing {
  readonly lines: readonly string[];
  readonly code: number;
  /** Questions that never came. */
  readonly left: number;
}

const things = 'a bucket named reports, a table named orders with partition key id, and a queue named jobs with a dead-letter queue';
const yes = [['Approve and apply? [y/N]', 'y']] as const;

/**
 * A first hour: the first look, things of one's own, a change by a sentence, looking at it, taking it back, removing a part, losing the records and having them back,
 * removing all of it. `lost` happens between two of them. Each is `bin/asbuilt` on a terminal of that width, over a data folder of its own.
 */
export async function firstHour(columns: number, tell: (done: Done) => void): Promise<void> {
  const checkout = new Checkout();
  const { home } = checkout;
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: cwd, USER: 'ada', TERM: 'xterm-256color', NO_COLOR: '1', ASBUILT_HOME: home };
  const does = async (doing: Doing): Promise<void> => {
    const { shown, code, left } = await onTerminal(env, doing.argv, doing.answers ?? [], { columns, cwd });
    tell({ ...doing, code, left, lines: screenOf(shown) });
  };
  const standing = async () => (await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments.map(({ name }) => name);
  try {
    await does({ argv: ['help'], ends: 0, says: /asbuilt help <command>/ });
    await does({ argv: ['start'], answers: yes, ends: 0, says: /12 of 12 checks passed/ });
    await does({ argv: ['doctor'], ends: 0, says: /20 times as fast as AWS/ });
    await does({ argv: ['ask', things], answers: yes, ends: 0, says: /succeeded/ });
    await does({ argv: ['deployments'], ends: 0, says: /2 SQS Queue, 1 DynamoDB Table, 1 S3 Bucket/ });
    await does({ argv: ['ask', 'make reports versioned'], answers: [['[y/N]', 'n']], ends: 5, says: /nothing is changed/ });
    await does({ argv: ['ask', 'make reports versioned'], answers: yes, ends: 0, says: /VersioningConfiguration.Status unset → "Enabled"/ });
    await does({ argv: ['ask', 'what buckets are there?'], ends: 0, says: /reports 123456789012 us-east-1/ });
    await does({ argv: ['show', 'table'], ends: 0, says: /4 of 4 resources live/ });
    await does({ argv: ['plans', 'list'], ends: 0, says: /expires in/ });
    await does({ argv: ['runs', 'list'], ends: 0, says: /succeeded/ });
    await does({ argv: ['ask', 'undo the last change'], answers: [['[y/N]', 'n']], ends: 5, says: /takes back run r_[0-9a-f]+ of table/ });
    await does({ argv: ['ask', 'undo it all from the beginning'], ends: 1, says: /docs\/how-to\/undo\.md/ });
    await does({ argv: ['ask', 'turn off versioning of reports'], answers: yes, ends: 0, says: /"Enabled" → "Suspended"/ });
    await does({ argv: ['ask', 'help'], ends: 2, says: /asbuilt help/ });
    await does({ argv: ['ask', 'delete everything'], ends: 1, says: /asbuilt destroy bucket_/ });
    await does({
      argv: ['ask', 'delete the queue jobs'],
      answers: ['dead_letter_queue_jobs', 'queue_jobs'].map((node) => [`Type ${node} to`, node] as const),
      ends: 0,
      says: /Understood "the queue jobs": removes queue_jobs; removes/,
    });
    await does({ argv: ['down'], ends: 0 });
    for (const file of ['store.db', 'store.db-wal', 'store.db-shm', 'restate']) rmSync(join(home, file), { recursive: true, force: true });
    await does({ argv: ['up', '--sandbox', '--detach', '--speed', '20', '--port', '0'], ends: 0, says: /20 times as fast as AWS/ });
    await does({ argv: ['deployments'], ends: 0, says: /The books hold no deployment/ });
    await does({ argv: ['deployments', 'recover'], ends: 0, says: /2 deployments found/ });
    await does({ argv: ['deployments'], ends: 0, says: /1 DynamoDB Table, 1 S3 Bucket/ });
    const [bucket = '', table = ''] = await standing();
    const gone = (...nodes: readonly string[]) => nodes.map((node) => [`Type ${node} to`, node] as const);
    await does({ argv: ['destroy', table], answers: gone('bucket_reports', 'table_orders'), ends: 0, says: /succeeded/ });
    await does({ argv: ['ask', `delete ${bucket}`], answers: gone('bucket', 'log_bucket', 'log_bucket.bucket_policy_94571014'), ends: 0, says: /Understood/ });
    await does({ argv: ['deployments'], ends: 0, says: /The books hold no deployment/ });
    await does({ argv: ['audit', 'list'], ends: 0, says: /books\.recovered/ });
    await does({ argv: ['audit', 'verify'], ends: 1, says: /AUDIT_BROKEN/ });
  } finally {
    await checkout.end();
  }
}

export function says({ lines, says: wanted = /^/ }: Done): boolean {
  return wanted.test(lines.join(' ').replaceAll(/\s+/g, ' '));
}

/** A line as it is typed into a shell. */
export function typed(argv: readonly string[]): string {
  return `$ asbuilt ${argv.map((word) => (/^[\w@:./=-]+$/.test(word) ? word : `"${word}"`)).join(' ')}`;
}

/** Lines that a terminal of that width breaks, although they hold more than one word, are no command to copy, and nobody types behind them. */
export function tooWide(lines: readonly string[], columns: number): string[] {
  return lines.filter((line) => line.length > columns && /\S\s+\S/.test(line) && !/^\s*(?:Next:|fix|Type|AWS_ACCESS_KEY_ID=\S+|\$)\s/.test(line));
}
