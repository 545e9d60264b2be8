import { describe, expect, it } from 'vitest';
import type { ResourceBinding } from '../model/observed.ts';
import { alignBooks } from './align-books.ts';
import { blank } from './bind-found.ts';
import type { Reach } from './places.ts';

const reach = (name: string, account = '111111111111', endpoint = '{"kind":"aws"}'): Reach => ({ name, account, endpoint });
const at = (target: string, region = 'us-east-1', account = '111111111111') => ({ target, cloud: 'aws', account, region }) as const;

function bindingAt(place: ReturnType<typeof at>, seenIn: readonly string[] | null = null): ResourceBinding {
  const { rebuilt: _, ...rest } = blank;
  const binding = { ...rest, deployment: 'shop', node: 'role', type: 'AWS::IAM::Role', at: place, identifier: 'role', creation: null };
  return { ...binding, ...(seenIn === null ? {} : { rebuilt: { seenIn } }) } as unknown as ResourceBinding;
}

/** Where the one binding is, in the words of a wish for it at a place. */
function aligned(binding: ResourceBinding, before: Record<string, Reach>, now: Record<string, Reach>, wanted = binding.at) {
  const [one] = alignBooks([binding], { before: new Map(Object.entries(before)), now: new Map(Object.entries(now)), wanted: new Map([['role', wanted]]) });
  return one?.at;
}

describe('the books in the words of a wish', () => {
  it('stay the very same where nothing is called otherwise', () => {
    const binding = bindingAt(at('main'));
    const same = { main: reach('staging') };
    expect(alignBooks([binding], { before: new Map(Object.entries(same)), now: new Map(Object.entries(same)), wanted: new Map() })[0]).toBe(binding);
  });

  it('follow a target that has another alias now, by its name, and else by where it leads', () => {
    expect(aligned(bindingAt(at('staging')), { staging: reach('staging') }, { core: reach('staging') })).toEqual(at('core'));
    expect(aligned(bindingAt(at('local')), { local: reach('local') }, { core: reach('other') })).toEqual(at('core'));
    const two = { one: reach('other'), core: reach('local') };
    expect(aligned(bindingAt(at('local')), { local: reach('local') }, two)).toEqual(at('core'));
  });

  it('follow no target of another account or endpoint, also where it has taken over the alias', () => {
    const elsewhere = { core: reach('other', '111111111111', '{"kind":"url"}'), edge: reach('third', '222222222222') };
    expect(aligned(bindingAt(at('staging')), { staging: reach('staging') }, elsewhere)).toEqual(at('staging'));
    const swapped = { staging: reach('prod', '222222222222'), core: reach('staging') };
    expect(aligned(bindingAt(at('staging')), { staging: reach('staging') }, swapped)).toEqual(at('core'));
  });

  it('take the region of the wish for what shows in several regions, and for nothing else', () => {
    const everywhere = ['us-east-1', 'eu-west-1'];
    const same = { main: reach('main') };
    expect(aligned(bindingAt(at('main'), everywhere), same, same, at('main', 'eu-west-1'))).toEqual(at('main', 'eu-west-1'));
    expect(aligned(bindingAt(at('main'), everywhere), same, same, at('main', 'ap-south-1'))).toEqual(at('main'));
    expect(aligned(bindingAt(at('main'), ['us-east-1']), same, same, at('main', 'eu-west-1'))).toEqual(at('main'));
    expect(aligned(bindingAt(at('main')), same, same, at('main', 'eu-west-1'))).toEqual(at('main'));
    expect(aligned(bindingAt(at('main'), everywhere), same, same, at('main', 'eu-west-1', '222222222222'))).toEqual(at('main'));
  });
});
