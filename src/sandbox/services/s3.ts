import { Draw } from '../types/draw.ts';
import { type Answer, answer } from '../wire/refusal.ts';
import type { XmlValue } from '../wire/xml.ts';
import type { Live } from '../world/live.ts';
import type { CallContext } from './call-context.ts';

const mostBuckets = 10_000;

/** S3's ListBuckets: the account's buckets of all regions by name. Source: the S3 API reference, version 2006-03-01. */
export function listBuckets(context: CallContext, query: URLSearchParams): Answer<Readonly<Record<string, XmlValue>>> {
  const { account } = context.caller;
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString('utf8');
  const size = Math.min(Number(query.get('max-buckets') ?? mostBuckets), mostBuckets);
  const wanted = (live: Live): boolean => live.state === 'live' && live.identifier.startsWith(prefix) && live.identifier > after;
  const rest = (region === null ? context.registry.regions() : [region])
    .flatMap((one) => [...context.world.index.list(`${account}/${one}`, 'AWS::S3::Bucket', 0)].filter(wanted))
    .sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
  const page = rest.slice(0, size);
  return answer({
    Owner: { ID: new Draw('owner', account).hex(64) },
    Buckets: {
      element: 'Bucket',
      values: page.map((live) => ({
        Name: live.identifier,
        // S3 knows seconds, and writes milliseconds.
        CreationDate: `${new Date(live.createdAt).toISOString().slice(0, 19)}.000Z`,
        BucketRegion: live.region,
      })),
    },
    Prefix: query.has('prefix') ? prefix : undefined,
    ContinuationToken: rest.length > page.length ? Buffer.from(page.at(-1)?.identifier ?? '').toString('base64') : undefined,
  });
}
