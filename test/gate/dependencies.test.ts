import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('docs/dependencies.md', () => {
  const text = read('docs/dependencies.md');
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const clients = /`@aws-sdk\/client-\*`[^|]*\|([^|]*)\|/.exec(text)?.[1] ?? '';
  const accounted = (name: string): boolean => text.includes(`\`${name}\``) || new RegExp(`[ ,]${name.replace('@aws-sdk/client-', '')}[, ]`).test(clients);

  it.each(Object.keys({ ...dependencies, ...devDependencies }))('gives the reason for %s', (name) => {
    expect(accounted(name)).toBe(true);
  });

  it('speaks of no package that is gone', () => {
    const known = new Set([...Object.keys({ ...dependencies, ...devDependencies }), 'node:sqlite']);
    const named = [...text.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(named.filter((name) => name !== '@aws-sdk/client-*' && !known.has(name ?? ''))).toEqual([]);
  });
});
