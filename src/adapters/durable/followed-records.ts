import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { ChainHead } from '../../kernel/audit-chain.ts';

/** The audit log of the records that runs are in: each head stands for all that was recorded until then. */
export interface Records {
  head(): Promise<ChainHead>;
  /** Whether the log still has the entry that a head names. */
  has(head: ChainHead): Promise<boolean>;
}

/** Characters: longer than any of them. */
const recordLength = 128;
const chainHead = z.object({ seq: z.number().int().min(0), hash: z.string() });

/**
 * Which records Restate's journals follow, noted beside them before Restate is told of a run, and before a journal learns that anything was done: whatever a
 * journal knows, the noted records know. Records that were put back to an earlier state know nothing of what the journals have done since: the same
 * announcements would be taken for known, and a run would wait for ever for steps that count as executed.
 */
export class FollowedRecords {
  readonly #file: string;
  readonly #data: string;
  readonly #records: Records;
  #noted = -1;
  #next: Promise<void> | null = null;
  #open: number | null = null;

  /** Of Restate's folder. */
  constructor(folder: string, records: Records) {
    this.#file = join(folder, 'followed.json');
    this.#data = join(folder, 'data');
    this.#records = records;
  }

  /** Removes journals that follow other records than these, while no server has them open: what is under way is announced again. Whether there were such. */
  async forgetOthers(): Promise<boolean> {
    const followed = this.#read();
    if (followed === null || (await this.#records.has(followed))) return false;
    rmSync(this.#data, { recursive: true, force: true });
    rmSync(this.#file, { force: true });
    return true;
  }

  /** Notes all that was recorded before this call. Calls of one moment share one write. */
  note(): Promise<void> {
    this.#next ??= setImmediate().then(() => {
      this.#next = null;
      return this.#write();
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    const head = await this.#records.head();
    if (head.seq <= this.#noted) return;
    const record = JSON.stringify({ seq: head.seq, hash: head.hash }).padEnd(recordLength);
    // In one write over the former one, which is there as a whole or not at all whoever is killed: a run writes this for every few steps.
    if (this.#open !== null) writeSync(this.#open, record, 0);
    else {
      // Whatever stands in its place, a link too, goes.
      writeFileSync(`${this.#file}.new`, record, { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
      this.#open = openSync(this.#file, 'r+');
    }
    this.#noted = head.seq;
  }

  close(): void {
    if (this.#open !== null) closeSync(this.#open);
    this.#open = null;
  }

  /** Null where nothing was noted, or nothing that can be read. */
  #read(): ChainHead | null {
    try {
      return chainHead.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return null;
    }
  }
}
