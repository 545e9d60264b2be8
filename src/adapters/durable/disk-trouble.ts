import { readFileSync, statfsSync } from 'node:fs';

/**
 * How Restate tells that its store could not write. RocksDB then takes nothing more until it is opened anew, also when there is room again
 * (facebook/rocksdb, wiki, "Background Error Handling"), while Restate goes on answering that it is well.
 */
const words = /RocksDB background error|No space left on device/;
/** Bytes that have to be free for a new start to be worth it. */
const enough = 64 * 1024 * 1024;

/** The line in which a server's log tells that its store could not write; null where none does. */
export function diskTrouble(log: string): string | null {
  try {
    return (
      readFileSync(log, 'utf8')
        .split('\n')
        .find((line) => words.test(line))
        ?.trim() ?? null
    );
  } catch {
    return null;
  }
}

export function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= enough;
}
