import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mcpReference, mcpReferencePath } from './build-mcp-reference.ts';

describe('docs/reference/mcp.md', () => {
  it('is what scripts/build-mcp-reference.ts makes of the code', () => {
    expect(readFileSync(mcpReferencePath, 'utf8')).toBe(mcpReference());
  });
});
