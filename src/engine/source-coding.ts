import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { SourceBundle } from '../model/source-bundle.ts';

/** What says in one of the first two lines how Python is to decode a file (PEP 263), however lines end. */
const saysCoding = /(?:^\uFEFF?|[\r\n])[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;
const asShown = /^(?:utf-?8(?:-.*)?|(?:us-)?ascii)$/;

/** What Python runs in the place of a file of that name, and nobody can read (Python reference, `importlib.machinery`: bytecode and extension suffixes). */
const compiled = /(?:^|\/)__pycache__\/|\.(?:py[cod]|so|dylib|dll)$/i;

/**
 * SOURCE_UNUSABLE where what Python runs would not be what is shown: a file that is to be decoded otherwise (in UTF-7, or with escapes, a comment is code), or one that is compiled already, which runs in the place of
 * the text beside it. Of every file, since one may read another.
 */
export function checkCoding({ files }: SourceBundle, at: string): Diagnostic | null {
  for (const { path, base64 } of files) {
    if (compiled.test(path)) {
      const message = `${JSON.stringify(path)} is compiled: what runs would not be what is shown`;
      return problem('SOURCE_UNUSABLE', message, 'leave it out: Python makes it of the text when it runs', { at });
    }
    const head = Buffer.from(base64, 'base64').toString('utf8').split('\n', 2).join('\n');
    const coding = saysCoding.exec(head)?.[1];
    if (coding === undefined || asShown.test(coding.toLowerCase().replaceAll('_', '-'))) continue;
    const message = `${JSON.stringify(path)} says that it is in ${coding}: what runs would not be what is shown`;
    return problem('SOURCE_UNUSABLE', message, 'save it as UTF-8, and take the line with its coding out', { at });
  }
  return null;
}
