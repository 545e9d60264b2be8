import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '..', '..', 'src');

/** Every package that a file loads when it runs, directly or through our own files; `lazily` follows `import()` too. */
function packagesOf(file: string, lazily: boolean, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const statics = [...text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[^;'"]*?from\s+)?'([^']+)'/gm)];
  const dynamics = lazily ? [...text.matchAll(/\bimport\('([^']+)'\)/g)] : [];
  for (const [, name = ''] of [...statics, ...dynamics]) {
    if (!name.startsWith('.')) packages.add(name);
    else for (const inner of packagesOf(resolve(dirname(file), name), lazily, seen)) packages.add(inner);
  }
  return packages;
}

describe('the command line', () => {
  it('loads no package, and nothing of Node, before it knows the command', () => {
    expect([...packagesOf(join(src, 'surfaces/cli/run-cli.ts'), false)]).toEqual([]);
    expect([...packagesOf(join(src, 'surfaces/cli/terminal-io.ts'), false)]).toEqual([]);
  });

  it('loads for its commands nothing, and for an intent file what reads YAML', () => {
    const packages = [...packagesOf(join(src, 'surfaces/cli/run-cli.ts'), true)].filter((name) => !name.startsWith('node:'));
    expect(packages.sort()).toEqual(['yaml']);
  });

  it('loads what reads YAML only once there is something that is no JSON', () => {
    for (const file of ['commands/ask.ts', 'parse-document.ts', 'bundle-sources.ts'])
      expect([...packagesOf(join(src, 'surfaces/cli', file), false)], file).not.toContain('yaml');
  });

  it('speaks to the engine without schemas', () => {
    expect([...packagesOf(join(src, 'surfaces/http/connect-engine.ts'), true)]).toEqual(['node:http']);
    // So that a walk that finds nothing is noticed.
    expect([...packagesOf(join(src, 'surfaces/http/serve-http.ts'), true)]).toEqual(expect.arrayContaining(['zod', 'hono']));
  });
});
