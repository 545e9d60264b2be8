import type { z } from 'zod';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, unfaithful } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { innermost } from '../../model/innermost-issue.ts';

const problemsShown = 20;

/** The JSON object of a request's body; an empty body is an empty object. */
export function parseBody(body: string): Result<Record<string, unknown>> {
  if (body.trim() === '') return ok({});
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    return fail(problem('INPUT_INVALID', 'the request body is not JSON', 'send one JSON object', { cause: (error as SyntaxError).message }));
  }
  if (!isJsonObject(value)) return fail(problem('INPUT_INVALID', 'the request body is not a JSON object', 'send one JSON object'));
  return ok({ ...value });
}

/** What the schema makes of the fields, or one INPUT_INVALID for each place where they do not fit. */
export function decodeRequest<S extends z.ZodType>(schema: S, fields: unknown): Result<z.output<S>> {
  const lost = unfaithful(fields);
  if (lost !== null) return fail(problem('INPUT_INVALID', lost.what, 'write it as a text, or otherwise', { at: lost.path }));
  const parsed = schema.safeParse(fields);
  if (parsed.success) return ok(parsed.data);
  const known = 'shape' in schema ? Object.keys(schema.shape as object) : [];
  return fail(...parsed.error.issues.slice(0, problemsShown).flatMap((issue) => problemsOf(issue, known)));
}

function problemsOf(issue: z.core.$ZodIssue, known: readonly string[]): Diagnostic[] {
  const at = placeOf(issue.path);
  if (issue.code !== 'unrecognized_keys')
    return innermost(issue).map(({ path, message }) => problem('INPUT_INVALID', message, 'give it otherwise', placeOf(path)));
  const [key = ''] = issue.keys;
  const [likely] = issue.path.length === 0 ? nearest(key, known, 1) : [];
  const names = issue.keys.map((name) => JSON.stringify(name)).join(', ');
  return [problem('INPUT_INVALID', `there is no field ${names}`, likely === undefined ? 'leave it out' : `did you mean ${JSON.stringify(likely)}?`, at)];
}

function placeOf(path: readonly PropertyKey[]): { readonly at?: string } {
  return path.length === 0 ? {} : { at: path.map(String).join('.') };
}
