import { expect, it } from 'vitest';
import { from, link, net, planned, store, ToyCloud, wanted } from './testing/toy-cloud.ts';

it('is no reason to replace what refers to it, where what was deleted has it again', () => {
  const nodes = (Kind: string, Weight: number) => [
    wanted('s', store, { StoreName: 's', Kind }),
    wanted('l', link, { From: from('s', 'Arn'), Weight }),
    wanted('m', link, { From: from('s', 'StoreName'), To: from('n', 'Arn') }),
    wanted('n', net, { Cidr: 'x' }),
  ];
  const cloud = new ToyCloud();
  cloud.apply(planned(cloud.input(nodes('x', 1))));
  for (const node of ['s', 'n']) cloud.live.forEach((live, key) => void (live === cloud.liveOf(node) && cloud.live.delete(key)));
  const actions = (desired: ReturnType<typeof nodes>) => Object.fromEntries(planned(cloud.input(desired)).changes.map(({ node, action }) => [node, action]));
  expect(actions(nodes('x', 1))).toEqual({ s: 'create', n: 'create', l: 'none', m: 'replace' });
  expect(actions(nodes('x', 2))).toEqual({ s: 'create', n: 'create', l: 'update', m: 'replace' });
  const elsewhere = planned(cloud.input(nodes('x', 1).with(0, wanted('s', store, { StoreName: 't' }))));
  expect(elsewhere.changes.find(({ node }) => node === 'l')).toMatchObject({ action: 'replace', after: { From: from('s', 'Arn') } });
  expect(actions(nodes('y', 1))).toMatchObject({ l: 'none' });
  cloud.apply(planned(cloud.input(nodes('x', 2))));
  expect(planned(cloud.input(nodes('x', 2))).steps).toEqual([]);
});
