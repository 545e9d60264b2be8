import { expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { renderPlan } from '../../src/surfaces/cli/render-plan.ts';
import { madeAt, sampleChange, samplePlan, sampleUnit } from './sample-plan.ts';

const shown = (plan: Plan): string[] => renderPlan(plan, { now: madeAt, columns: 160, full: false, state: 'open' }).map((line) => line.render(false).trimEnd());

it('always tells what a sentence about something else leaves as it is, with the way to put it back', () => {
  const note = "not as applied; left as it is. To put it back: asbuilt ask --deployment orders 'put disk back'";
  const differences = [{ path: '/Size', before: 7, after: 1, forcesReplace: false, sensitive: false, deviates: true }];
  const moved = sampleChange({ node: 'disk', type: 'AWS::EC2::Volume', action: 'none', reason: 'left', differences, note });
  const gone = sampleChange({ node: 'queue', type: 'AWS::SQS::Queue', action: 'none', reason: 'left', note: 'jobs was deleted from outside; left as it is' });
  const unit = sampleUnit({ action: 'none', reason: 'left', note: 'not run as asked; left as it is' });
  const lines = shown(samplePlan([moved, gone, unit, sampleChange()])).join('\n');
  expect(lines).toContain(`!   disk  AWS::EC2::Volume  Size asked 1, there is 7\n      ${note}`);
  const bare = { ...moved, differences: [{ path: '/Tags/asbuilt:node', after: 'disk', forcesReplace: false, sensitive: false, deviates: true as const }] };
  expect(shown(samplePlan([bare])).join('\n')).toContain('tag asbuilt:node asked "disk", there is none');
  expect(lines).toContain('!   queue  AWS::SQS::Queue\n      jobs was deleted from outside; left as it is');
  expect(lines).toContain('seed  python  unchanged: not run as asked; left as it is');
  expect(lines).toContain('3 unchanged   3 of them not as applied, and left so');
  expect(lines).not.toContain('deviat');
  expect(shown(samplePlan([moved, gone, sampleChange({ node: 'same', action: 'none' })])).join('\n')).toContain(
    'No changes. 2 are not as applied, and left so; 1 resource was read and is as asked.',
  );
});
