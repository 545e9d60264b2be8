import { describe, expect, it } from 'vitest';
import { type Draft, Stage } from './stage.ts';

const net: Draft = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } };
const both: Draft = { ...net, box: { properties: { NetId: '${net.NetId}' } } };

/** The answer to the run of a plan that takes a value of something unchanged, of which something has become meanwhile. */
async function applied(happens: (stage: Stage) => unknown) {
  const stage = new Stage();
  await stage.build(net);
  const plan = await stage.plan(both);
  expect(plan).toMatchObject({ rests: ['net'], changes: expect.arrayContaining([expect.objectContaining({ node: 'box', action: 'create' })]) });
  await stage.approve(plan);
  await happens(stage);
  const answer = await stage.engine.apply({ id: plan.id });
  await stage.close();
  return answer;
}

describe('what a plan takes values of and leaves as it is', () => {
  it('is looked at once more when the run is to begin', async () => {
    expect(await applied(() => {})).toMatchObject({ ok: true });
  });

  it.each<[string, (stage: Stage) => unknown]>([
    ['is gone', ({ cloud }) => cloud.remove('net')],
    [
      'was made again',
      ({ cloud }) => {
        cloud.remove('net');
        cloud.make('AWS::Toy::Net', { Name: 'net', Cidr: '10.0.0.0/16' });
      },
    ],
  ])('makes the plan stale where it %s', async (_, happens) => {
    expect(await applied(happens)).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', at: 'net' }] });
  });

  it('is nothing that no change takes a value of', async () => {
    const stage = new Stage();
    await stage.build(net);
    expect(await stage.plan({ ...net, box: {} })).not.toHaveProperty('rests');
    await stage.close();
  });
});
