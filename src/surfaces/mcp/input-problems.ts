import type { z } from 'zod';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { nearest } from '../../kernel/nearest.ts';

const problemsShown = 8;
const pathLimit = 120;

/** What is wrong with the arguments of a tool, field by field, in words of ours: INPUT_INVALID with what is wanted as the fix. `about` is the tool's input. */
export function inputProblems(error: z.ZodError, given: unknown, about: z.ZodObject): readonly Diagnostic[] {
  return error.issues.slice(0, problemsShown).map((issue) => {
    const at = issue.path.map(String).join('.').slice(0, pathLimit);
    const [message, fix] = said(issue, at === '' ? 'what is given' : at, valueIn(given, issue.path), about);
    return problem('INPUT_INVALID', message, fix, at === '' ? {} : { at });
  });
}

type Issue = z.core.$ZodIssue;

function said(issue: Issue, name: string, value: unknown, about: z.ZodObject): readonly [message: string, fix: string] {
  const says = meaningOf(issue.path, about);
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return [`${name} is missing`, `give ${name}${says === '' ? `, ${kinds[issue.expected] ?? issue.expected}` : `: ${says}`}`];
      return [`${name} is ${kindOf(value)}`, `give ${kinds[issue.expected] ?? issue.expected}${says === '' ? '' : `: ${says}`}`];
    case 'unrecognized_keys':
      return unknownFields(issue, about);
    case 'invalid_value': {
      const known = issue.values.map(String);
      const [likely] = nearest(String(value).slice(0, 64), known, 1);
      return [`${name} is none of ${known.join(', ')}`, likely === undefined ? `give one of them` : `did you mean ${likely}?`];
    }
    case 'too_small':
    case 'too_big': {
      const least = issue.code === 'too_small';
      const bound = least ? issue.minimum : issue.maximum;
      const of = issue.origin === 'string' ? ' characters' : issue.origin === 'array' || issue.origin === 'record' ? ' of them' : '';
      return [`${name} is too ${least ? 'small' : 'large'}`, `give at ${least ? 'least' : 'most'} ${bound}${of}`];
    }
    case 'invalid_format':
      return [`${name} does not have its form`, `give ${says === '' ? issue.format : says}`];
    default:
      return [`${name} does not fit`, says === '' ? 'correct it' : `give ${says}`];
  }
}

function unknownFields({ keys, path }: Extract<Issue, { code: 'unrecognized_keys' }>, about: z.ZodObject): readonly [string, string] {
  const names = keys.slice(0, problemsShown).map((key) => key.slice(0, 64));
  const [likely] = path.length === 0 ? nearest(names[0] ?? '', Object.keys(about.shape), 1) : [];
  return [`there is no field ${names.map((key) => JSON.stringify(key)).join(', ')}`, likely === undefined ? 'leave it out' : `did you mean ${likely}?`];
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a number with a fraction';
  return kinds[Array.isArray(value) ? 'array' : typeof value] ?? 'something else';
}

/** What the tool says of a field. */
function meaningOf([first, ...rest]: readonly PropertyKey[], about: z.ZodObject): string {
  if (first === undefined || rest.length > 0) return '';
  const field: unknown = about.shape[String(first)];
  return (field as z.ZodType | undefined)?.description ?? '';
}

function valueIn(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    given,
  );
}
