import type { QueryForm } from '../wire/query-form.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { XmlValue } from '../wire/xml.ts';
import type { CallContext } from './call-context.ts';

/** Regions that an account has without asking for them; all others are opt-in, and the sandbox has opted in. */
const original: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

const zoneLetters: Readonly<Record<string, string>> = { 'us-east-1': 'abcdef', 'us-west-2': 'abcd', 'ap-northeast-2': 'abcd' };

export const ec2Operations: Readonly<Record<string, (context: CallContext, form: QueryForm) => Answer<Readonly<Record<string, XmlValue>>>>> = {
  DescribeRegions(context, form) {
    const known = context.registry.regions();
    const named = form.list('RegionName');
    const unknown = named.find((name) => !known.includes(name));
    if (unknown !== undefined) return refuse('InvalidParameterValue', `Invalid region: ${unknown}`);
    const shown = named.length > 0 ? known.filter((name) => named.includes(name)) : known;
    return answer({
      regionInfo: {
        element: 'item',
        values: shown.map((name) => ({
          regionName: name,
          regionEndpoint: `ec2.${name}.amazonaws.com`,
          optInStatus: original.has(name) ? 'opt-in-not-required' : 'opted-in',
        })),
      },
    });
  },
  /** Source of how many there are: AWS global infrastructure, Regions and Availability Zones; three where it says no more. */
  DescribeAvailabilityZones(context) {
    const { region } = context.caller;
    return answer({
      availabilityZoneInfo: {
        element: 'item',
        values: [...(zoneLetters[region] ?? 'abc')].map((letter, index) => ({
          zoneName: `${region}${letter}`,
          zoneState: 'available',
          zoneType: 'availability-zone',
          zoneId: `${region}-az${index + 1}`,
          regionName: region,
          optInStatus: 'opt-in-not-required',
        })),
      },
    });
  },
};
