import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Change, ResourceChange } from '../../src/model/plan.ts';
import { createdParts } from '../../src/surfaces/cli/created-parts.ts';
import { renderPlan } from '../../src/surfaces/cli/render-plan.ts';
import { t } from '../../src/surfaces/cli/text.ts';
import { madeAt, sampleChange, samplePlan } from './sample-plan.ts';

function linesOf(change: Change, columns: number): string[] {
  const lines = renderPlan(samplePlan([change]), { now: madeAt, columns, full: false, state: 'open' }).map((line) => line.render(false).trimEnd());
  return lines.filter((line) => /^( {4}|[+~=>-])/.test(line) && !/^\+ \d+ create/.test(line));
}

it('fits each line of a plan into the width', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.jsonValue(), { maxKeys: 8 }),
      fc.integer({ min: 80, max: 200 }),
      (after, columns) => {
        const change = sampleChange({ after: JSON.parse(JSON.stringify(after)) });
        // What lets somebody in is never cut.
        fc.pre(createdParts(change as ResourceChange, false, columns).lettingIn.length === 0);
        for (const line of linesOf(change, columns)) {
          expect(t`${line}`.width).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      },
    ),
  );
});
