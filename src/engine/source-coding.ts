import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { SourceBundle } from '../model/source-bundle.ts';

/** What says in one of the first two lines how Python is to decode a file (PEP 263), however lines end. */
const saysCoding = /(?:^\uFEFF?|[\r\n])[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;
const asShown = /^(?:utf-?8(?:-.*)?|(?:us-)?ascii)$/;

/**
 * SOURCE_UNUSABLE where a file of Python says that it is to be decoded otherwise than it is shown: in UTF-7, or with escapes, a comment is code. Of every file, since one may read another.
 */
export function checkCoding({ files }: SourceBundle, at: string): Diagnostic | null {
  for (const { path, base64 } of files) {
    const head = Buffer.from(base64, 'base64').toString('utf8').split('\n', 2).join('\n');
    const coding = saysCoding.exec(head)?.[1];
    if (coding === undefined || asShown.test(coding.toLowerCase().replaceAll('_', '-'))) continue;
    const message = `${JSON.stringify(path)} says that it is in ${coding}: what runs would not be what is shown`;
    return problem('SOURCE_UNUSABLE', message, 'save it as UTF-8, and take the line with its coding out', { at });
  }
  return null;
}
