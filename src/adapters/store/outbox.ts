import type { RecordedEvent, RunEvent } from '../../ports/events.ts';
import type { Prepared } from './prepared-statements.ts';

/** Events that are kept for readers who were away. Each is small; a run of 5,000 steps writes some 10,000. */
const kept = 50_000;
/** Old events are dropped once in so many. */
const dropEvery = 1_000;

/** Events, written with what they tell of, and told once that is on disk. */
export interface Outbox {
  /** Inside a transaction. */
  write(event: RunEvent): void;
  /** Where the events of the present transaction stand. */
  mark(): () => void;
  /** After the transaction is on disk: tells what was written since the last time. */
  tell(): void;
  read(after: number, run: string | null, limit: number): RecordedEvent[];
}

export function openOutbox(prepared: Prepared, listener: (event: RecordedEvent) => void): Outbox {
  let pending: RecordedEvent[] = [];
  return {
    write(event) {
      const seq = Number(prepared('INSERT INTO events (run, body) VALUES (?, ?)').run(event.run, JSON.stringify(event)).lastInsertRowid);
      if (seq % dropEvery === 0) prepared('DELETE FROM events WHERE seq <= ?').run(seq - kept);
      pending.push({ ...event, seq });
    },
    mark() {
      const length = pending.length;
      return () => {
        pending.length = length;
      };
    },
    tell() {
      const told = pending;
      pending = [];
      for (const event of told) listener(event);
    },
    read(after, run, limit) {
      const rows =
        run === null
          ? prepared('SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?').all(after, limit)
          : prepared('SELECT seq, body FROM events WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?').all(run, after, limit);
      return rows.map((row) => ({ ...(JSON.parse(row['body'] as string) as RunEvent), seq: Number(row['seq']) }));
    },
  };
}
