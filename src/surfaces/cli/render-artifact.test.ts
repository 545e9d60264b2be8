import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { renderArtifact } from './render-artifact.ts';

function shown(inputs: JsonObject): string {
  const artifact = { name: 'report', version: '0.1.0', engine: {}, inputs, outputs: {} };
  return renderArtifact({ artifact, path: 'asbuilt.yaml', notes: [] })
    .map((line) => line.render(false))
    .join('\n');
}

describe('the inputs of an imported artifact', () => {
  it('are none only where it takes none', () => {
    expect(shown({ type: 'object', properties: {}, additionalProperties: false })).toContain('inputs: none');
    const open = shown({ type: 'object', properties: {}, additionalProperties: true });
    expect(open).not.toContain('inputs: none');
    expect(open).toContain('inputs\n  others  anything');
    expect(shown({ type: 'object', properties: { url: { type: 'string' } }, required: ['url'], additionalProperties: true })).toContain(
      'inputs\n  url  string, needed\n  others  anything',
    );
  });
});
