import { describe, expect, it } from 'vitest';
import { valueAt } from '../../src/kernel/pointer.ts';
import { expandOf, proposalOf } from './real-context.ts';
import { sentences } from './sentences.ts';

describe('what a sentence makes', () => {
  it('is asked of at least 80 sentences', () => {
    expect(sentences.length).toBeGreaterThanOrEqual(80);
  });

  for (const sentence of sentences) {
    it(sentence.says, () => {
      const proposal = proposalOf(sentence.says);
      expect(proposal.resources.map((resource) => resource.node as string).sort()).toEqual([...sentence.nodes].sort());
      for (const [place, value] of Object.entries(sentence.values ?? {})) {
        const [node = '', ...path] = place.split('/');
        const resource = proposal.resources.find((one) => one.node === node);
        expect(resource, node).toBeDefined();
        expect(valueAt(resource?.properties, `/${path.join('/')}`), place).toEqual(value);
      }
      if (sentence.region !== undefined) expect(proposal.region).toBe(sentence.region);
      if (sentence.retained !== undefined) {
        expect(
          proposal.resources
            .filter((resource) => resource.retain)
            .map((resource) => resource.node as string)
            .sort(),
        ).toEqual([...sentence.retained].sort());
      }
      for (const [node, controls] of Object.entries(sentence.checks ?? {})) {
        expect(proposal.resources.find((one) => one.node === node)?.checks.map((check) => check.control)).toEqual(controls);
      }
      const desired = expandOf(proposal);
      expect(desired.ok ? [] : desired.problems).toEqual([]);
    });
  }
});
