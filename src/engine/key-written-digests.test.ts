import { expect, it } from 'vitest';
import { digestOf, sha256 } from '../kernel/digest.ts';
import type { Binding } from '../model/observed.ts';
import { isWritten, writtenDigest } from '../plan/written-digest.ts';
import type { Write } from '../ports/store.ts';
import { keyWrittenDigests } from './key-written-digests.ts';

const keyed = (text: string) => sha256(`key ${text}`);

it('puts a key to the digests of former records, which say the same afterwards, and leaves the rest', async () => {
  const written: Write[] = [];
  const held = (node: string, writeOnlyDigests: object) => ({ kind: 'resource', node, writeOnlyDigests }) as unknown as Binding;
  const books = [
    held('former', { '/Password': digestOf('hunter2') }),
    held('present', { '/Password': writtenDigest('hunter2', keyed) }),
    held('plain', {}),
    { kind: 'unit', node: 'unit' } as unknown as Binding,
  ];
  const ports = { secrets: { keyed }, store: { allBindings: async () => books, commit: async (writes: Write[]) => void written.push(...writes) } };
  await keyWrittenDigests(ports as never);
  expect(written).toEqual([{ kind: 'binding', binding: held('former', { '/Password': writtenDigest('hunter2', keyed) }) }]);
  expect(isWritten('hunter2', writtenDigest('hunter2', keyed), keyed)).toBe(true);
  expect(isWritten('hunter3', writtenDigest('hunter2', keyed), keyed)).toBe(false);
  expect(writtenDigest('hunter2', keyed)).not.toContain(digestOf('hunter2'));
});
