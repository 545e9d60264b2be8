import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { cloudControl } from './cloudcontrol.ts';
import { findByTag } from './find-by-tag.ts';
import { native } from './native/native.ts';
import type { Send } from './send.ts';

const place = { account: '111111111111', region: 'us-east-1' };
const clock = { now: () => 0, sleep: async () => {} };

/** Every loop over pages: how a page of it looks, and what it comes to. */
const loops: readonly {
  readonly name: string;
  page(item: string | null, token: string | null): JsonObject;
  list(send: Send): Promise<{ ok: boolean; value?: readonly unknown[]; problems?: readonly { code: string; cause?: string }[] }>;
}[] = [
  {
    name: 'Cloud Control',
    page: (item, token) => ({ ResourceDescriptions: item === null ? [] : [{ Identifier: item }], ...(token === null ? {} : { NextToken: token }) }),
    list: (send) => cloudControl(clock).list(send, 'AWS::EC2::VPC', place, undefined),
  },
  {
    name: 'the index of tags',
    page: (item, token) => ({ ResourceTagMappingList: item === null ? [] : [{ ResourceARN: item, Tags: [] }], PaginationToken: token ?? '' }),
    list: (send) => findByTag(send, place, 'asbuilt:deployment'),
  },
  {
    name: 'a service’s own calls',
    page: (item, token) => ({ Vpcs: item === null ? [] : [{ VpcId: item }], ...(token === null ? {} : { NextToken: token }) }),
    list: (send) => native(clock).list(send, 'AWS::EC2::VPC', place, undefined),
  },
];

const counting = (answer: (page: number) => JsonObject) => {
  const asked = { pages: 0 };
  const send: Send = async () => ({ ok: true, output: answer(++asked.pages) });
  return { asked, send };
};

describe.each(loops)('a listing through $name', ({ page, list }) => {
  it('is read to its end, empty pages between included', async () => {
    const { send } = counting((count) => page(count % 3 === 0 ? `i${count}` : null, count < 30 ? `t${count}` : null));
    const listed = await list(send);
    expect(listed.ok && listed.value?.length).toBe(10);
  });

  it.each([
    ['names ever new pages with ever new items', (count: number) => page(`i${count}`, `t${count}`), 2_000],
    ['names ever new pages without anything', (count: number) => page(null, `t${count}`), 100],
    ['names ever new pages with the same item', (count: number) => page('i', `t${count}`), 101],
    ['names the same page again', (count: number) => page(`i${count}`, 't'), 2],
    ['goes round in a circle', (count: number) => page(`i${count}`, `t${count % 3}`), 4],
  ])('is given up, and is no answer, where the provider %s', async (_, answer, pages) => {
    const { asked, send } = counting(answer);
    expect(await list(send)).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_UNREACHABLE', cause: expect.stringContaining('does not end') }] });
    expect(asked.pages).toBe(pages);
  });
});
