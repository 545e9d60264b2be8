import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandOf, propose } from './real-context.ts';

/** Requests in plain words that were written for other tools; not part of the project. */
const prompts = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'prompts-dev.jsonl');
const missing = !existsSync(prompts);

describe('requests that other people wrote', () => {
  it.skipIf(missing)(`are refused with a problem or give a valid proposal${missing ? ' (skipped: prompts-dev.jsonl is not there)' : ''}`, () => {
    const lines = readFileSync(prompts, 'utf8').trim().split('\n');
    const codes = new Map<string, number>();
    let understood = 0;
    for (const line of lines) {
      const { prompt } = JSON.parse(line) as { prompt: string };
      const proposed = propose(prompt);
      if (proposed.ok) {
        understood++;
        expect(expandOf(proposed.value).ok, prompt).toBe(true);
        continue;
      }
      expect(proposed.problems.length, prompt).toBeGreaterThan(0);
      const code = proposed.problems[0]?.code ?? '';
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    console.log(`${lines.length} requests: ${understood} understood, refused: ${[...codes].map(([code, count]) => `${count} ${code}`).join(', ')}`);
  });
});
