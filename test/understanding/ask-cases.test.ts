import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Books } from '../intent/books.ts';

/** Sentences with what they must come to; not part of the project. */
const file = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'ask-cases.jsonl');
const missing = !existsSync(file);

interface Case {
  readonly id: string;
  readonly setup: readonly string[];
  readonly text: string;
  readonly kind: string;
  readonly also?: readonly string[];
}

describe('sentences with what they must come to', () => {
  const cases = missing
    ? []
    : readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Case);

  it.skipIf(missing)(`are there${missing ? ' (skipped: ask-cases.jsonl is not there)' : ''}`, () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  const comesTo = async ({ setup, text, kind, also = [] }: Case): Promise<void> => {
    const books = new Books();
    for (const sentence of setup) await books.make(sentence);
    const came = await books.say(text);
    const come = came.ok ? (came.value.kind === 'removal' ? 'proposal' : came.value.kind) : 'refusal';
    expect([kind, ...also], JSON.stringify(came).slice(0, 600)).toContain(come);
  };

  it.each(cases)('$id: $text → $kind', comesTo);
});
