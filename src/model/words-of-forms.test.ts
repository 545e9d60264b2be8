import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations } from './operations.ts';

/** Every schema below one, each once. */
function below(schema: unknown, seen = new Set<unknown>()): Set<unknown> {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return seen;
  if (schema instanceof z.ZodType) {
    seen.add(schema);
    for (const part of Object.values(schema.def)) inside(part, seen);
  }
  return seen;
}

function inside(part: unknown, seen: Set<unknown>): void {
  if (part instanceof z.ZodType) below(part, seen);
  else if (Array.isArray(part)) for (const one of part) inside(one, seen);
  else if (typeof part === 'object' && part !== null && Object.getPrototypeOf(part) === Object.prototype)
    for (const one of Object.values(part)) inside(one, seen);
}

describe('what is wrong with a field of a request', () => {
  it.each(Object.entries(operations).map(([name, { request }]) => [name, request] as const))('is told in words, not as a pattern: %s', (_, request) => {
    const checks = [...below(request)].flatMap(
      (schema) => (schema as { _zod: { def: { checks?: { _zod: { def: { format?: string; pattern?: RegExp; error?: unknown } } }[] } } })._zod.def.checks ?? [],
    );
    const patterns = checks.map((check) => check._zod.def).filter(({ format, pattern }) => format === 'regex' && pattern !== undefined);
    expect(patterns.filter(({ error }) => error === undefined).map(({ pattern }) => String(pattern))).toEqual([]);
  });
});
