import type { z } from 'zod';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { innermost } from '../model/innermost-issue.ts';
import { type Intent, intent, intentLimit, type NodesIntent, nodesIntent, type StandingIntent, sentenceLimit, standingIntent } from '../model/intent.ts';

/** Levels of arrays and objects an intent may have; forms are flat. */
const deepest = 16;
/** Of nodes: as deep as properties may be, and their own levels. */
const deepestNodes = 72;

/** Invisible or direction-changing characters: what a person sees would not be what is read. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\ufffd]/u;
const allowedControls = /[\t\n\r]/gu;

/**
 * Reads an intent: a JSON document where the first character is `{`, a plain sentence otherwise.
 * INTENT_TOO_LARGE above the limit; INTENT_UNREADABLE for what is not clean text or not JSON; INPUT_INVALID for wrong fields.
 */
export function parseIntent(bytes: string): Result<Intent> {
  return /^\s*\{/u.test(bytes.replace(/^\ufeff/u, '')) ? intentFromJson(bytes) : intentFromText(bytes);
}

/** An intent of one sentence or more. */
export function intentFromText(text: string): Result<Intent> {
  const unclean = uncleanText(text, 'intent', sentenceLimit);
  if (unclean !== null) return fail(unclean);
  const trimmed = text.trim();
  if (trimmed === '') return fail(problem('INPUT_INVALID', 'the intent is empty', example, { at: 'intent' }));
  return ok({ intent: trimmed });
}

/** An intent of fields: the content of an intent file. */
export function intentFromJson(text: string): Result<Intent> {
  const content = text.replace(/^\ufeff/u, '');
  const unclean = uncleanText(content, 'intent file');
  if (unclean !== null) return fail(unclean);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return fail(problem('INTENT_UNREADABLE', 'the intent file is not JSON', jsonExample, { at: 'intent file', cause }));
  }
  if (deeperThan(value, deepest))
    return fail(problem('INTENT_UNREADABLE', `the intent is nested more than ${deepest} levels deep`, jsonExample, { at: 'intent file' }));
  const parsed = intent.safeParse(value);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(fieldProblems) };
  const unreadable = uncleanValues(parsed.data);
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  return ok({ ...parsed.data, intent: parsed.data.intent.trim() });
}

/** An intent that says its nodes itself. Each problem names the node and the member. */
export function nodesFromJson(value: JsonObject): Result<NodesIntent> {
  if (deeperThan(value, deepestNodes))
    return fail(problem('INTENT_UNREADABLE', `the intent is nested more than ${deepestNodes} levels deep`, nodesExample, { at: 'intent file' }));
  const parsed = nodesIntent.safeParse(value);
  return parsed.success ? ok(parsed.data) : fail(...issueProblems(parsed.error.issues, nodesExample));
}

/** An intent about what stands, which only names something of it. */
export function standingFromJson(value: JsonObject): Result<StandingIntent> {
  const parsed = standingIntent.safeParse(value);
  return parsed.success ? ok(parsed.data) : fail(...issueProblems(parsed.error.issues, standingExample));
}

function issueProblems(issues: readonly z.core.$ZodIssue[], example: string): Diagnostic[] {
  return issues.slice(0, 20).map((issue) => {
    const at = issue.path.length === 0 ? 'intent file' : issue.path.map(String).join('.');
    return problem('INPUT_INVALID', `${at}: ${messageOf(issue)}`, example, { at });
  });
}

/** Of a node that is neither a resource nor a unit, what keeps it from being the one that it means to be. */
function messageOf(issue: z.core.$ZodIssue): string {
  return innermost({ ...issue, path: [] })
    .map(({ path, message }) => [...path.map(String), message].join(': '))
    .join('; ');
}

const standingExample = 'write it like {"deployment": "shop", "accept": ["table/BillingMode"]}, or add the intent';
const nodesExample = 'write it like {"name": "shop", "nodes": {"bucket": {"type": "AWS::S3::Bucket", "properties": {}}}}';

const example = 'say what is wanted, such as: a private, encrypted S3 bucket in us-east-1';
const jsonExample = 'write it like {"intent": "create s3 bucket", "compliance": "private, encrypted", "region": "us-west-2"}';
const fieldNames = Object.keys(intent.shape);

function fieldProblems(issue: {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}): Diagnostic[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return (issue.keys ?? []).map((key) => {
      const near = nearest(key, fieldNames, 1);
      const shown = key.slice(0, 60).replace(/[^\p{L}\p{N} _.-]/gu, '?');
      return problem(
        'INPUT_INVALID',
        `an intent has no field "${shown}"`,
        near.length === 0 ? `the fields are ${fieldNames.join(', ')}` : `did you mean ${near[0]}?`,
        { at: shown },
      );
    });
  }
  const at = issue.path.length === 0 ? 'intent file' : issue.path.map(String).join('.');
  return [problem('INPUT_INVALID', `${at}: ${issue.message}`, jsonExample, { at })];
}

/** Escapes in JSON can bring in what the raw text did not show. */
function uncleanValues(value: Intent): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const look = (at: string, item: unknown): void => {
    if (typeof item === 'string') {
      // The values of slots are no words.
      const unclean = uncleanText(item, at, at.startsWith('params') ? intentLimit : sentenceLimit);
      if (unclean !== null) problems.push(unclean);
    } else if (typeof item === 'object' && item !== null) {
      for (const [key, inner] of Object.entries(item)) {
        look(at, key);
        look(`${at}.${key}`, inner);
      }
    }
  };
  for (const [field, item] of Object.entries(value)) look(field, item);
  if (value.intent.trim() === '') problems.push(problem('INPUT_INVALID', 'the intent is empty', example, { at: 'intent' }));
  return problems;
}

function uncleanText(text: string, at: string, limit = intentLimit): Diagnostic | null {
  if (text.length > limit || utf8Length(text) > limit) {
    return problem('INTENT_TOO_LARGE', `the ${at} is longer than ${limit / 1024} KiB`, 'say it in a sentence or a small form', { at });
  }
  const found = invisible.exec(text.replace(allowedControls, ' '));
  if (found === null) return null;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const what = code === 'FFFD' ? 'is not UTF-8' : `holds the invisible character U+${code}`;
  return problem('INTENT_UNREADABLE', `the ${at} ${what} at character ${found.index + 1}`, 'write it as plain UTF-8 text without control characters', {
    at: `${at}:${found.index + 1}`,
  });
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function deeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
