import { describe, expect, it } from 'vitest';
import { sourceBundle } from './source-bundle.ts';

const holds = (path: string) => sourceBundle.safeParse({ files: [{ path, base64: 'eA==' }] }).success;

describe('a source', () => {
  it.each(['main.py', 'lib/a b/ünï.py', '.hidden', 'a..b/c'])('holds files below its folder: %j', (path) => expect(holds(path)).toBe(true));

  it.each(['', '/etc/passwd', '../x', 'a/../../x', './x', 'a//b', 'a/', 'a\\b', 'x\n/../../y', 'x\u0000', '..', 'a/..', 'x\r'])(
    'holds nothing else: %j',
    (path) => expect(holds(path)).toBe(false),
  );
});
