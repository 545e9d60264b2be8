import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codes } from '../src/kernel/codes.ts';
import { commandTable } from '../src/surfaces/cli/command-table.ts';
import { cliReference, cliReferencePath } from './build-cli-reference.ts';

describe('docs/reference/cli.md', () => {
  it('is what scripts/build-cli-reference.ts makes of the code', () => {
    expect(readFileSync(cliReferencePath, 'utf8')).toBe(cliReference());
  });

  it('has every command, every flag and every code', () => {
    const reference = cliReference();
    for (const [name, { flags }] of Object.entries(commandTable)) {
      expect(reference).toContain(`### ${name}\n`);
      for (const flag of Object.keys(flags)) expect(reference).toContain(`\`--${flag}`);
    }
    for (const code of Object.keys(codes)) expect(reference).toContain(`- \`${code}\`: `);
  });
});
