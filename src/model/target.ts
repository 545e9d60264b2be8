import { z } from 'zod';
import { targetAlias } from './names.ts';

/** YAML takes digits without quotes for a number, and some of them for another one: 012345678901 is octal there. */
const unquoted = 'write the account in quotes: digits without them are a number';
export const accountId = z
  .string({ error: ({ input }) => (typeof input === 'number' ? unquoted : undefined) })
  .regex(/^\d{12}$/, 'an AWS account id has 12 digits');
export const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'not the form of an AWS region, such as us-east-1');

/** Where AWS is called: one account, one region. */
export const place = z.object({ account: accountId, region: regionName });
export type Place = z.infer<typeof place>;

/** Where a node lives: the deployment's name for the target, and the place there. A resource of AWS lives at an AWS place. */
export const awsAt = z.object({ target: targetAlias, cloud: z.literal('aws'), ...place.shape });
export const clusterAt = z.object({ target: targetAlias, cloud: z.literal('kubernetes'), cluster: z.string().min(1), namespace: z.string().min(1) });
export const nodeAt = z.discriminatedUnion('cloud', [awsAt, clusterAt]);
export type AwsAt = z.infer<typeof awsAt>;
export type NodeAt = z.infer<typeof nodeAt>;

export function placeOf({ account, region }: Place): Place {
  return { account, region };
}

/** The partition of a region, as an ARN begins with it. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** How AWS is spoken to at a target: through Cloud Control, or through each service's own calls. */
export const dialect = z.enum(['cloudcontrol', 'native']);
/** Who sends the calls: the SDK inside this process, or the `aws` binary. */
export const executor = z.enum(['sdk', 'cli']);

/** What stands for the data folder's own sandbox where targets.yaml names an endpoint. */
export const ownSandbox = 'sandbox';

const notAnEndpoint = `not an address such as http://127.0.0.1:5000, nor the word ${ownSandbox}`;

/** A named place with the way to reach it: one entry of targets.yaml. */
export const target = z
  .object({
    cloud: z.literal('aws').default('aws'),
    account: accountId,
    region: regionName.optional(),
    regions: z.array(regionName).min(1).optional(),
    profile: z.string().min(1).optional(),
    role: z.string().startsWith('arn:').optional(),
    external_id: z.string().min(2).optional(),
    /** In targets.yaml also the word `sandbox`: the data folder's own sandbox, whatever its port. A target that was loaded has its address. */
    endpoint: z.union([z.literal(ownSandbox), z.url({ protocol: /^https?$/, error: notAnEndpoint })], { error: notAnEndpoint }).optional(),
    dialect: dialect.default('cloudcontrol'),
    /** The dialect of single types, by type name, where it differs from the target's. */
    dialects: z.record(z.string(), dialect).optional(),
    executor: executor.default('sdk'),
    /** Set for a sandbox: everything done there is shown as simulated. */
    simulated: z.boolean().default(false),
  })
  .strict()
  .refine((value) => value.region !== undefined || value.regions !== undefined, { message: 'a target needs region or regions', path: ['region'] });
export type Target = z.infer<typeof target>;

export const targetsFile = z.object({ targets: z.record(targetAlias, target) }).strict();

/** A target with its name; `regions[0]` is the default region. */
export interface NamedTarget {
  readonly name: string;
  readonly target: Target;
  readonly regions: readonly string[];
  /** Names the run in the provider's own audit trail: session name and source identity of an assumed role. */
  readonly session?: string;
  /** Which simulated AWS a target is whose endpoint is the data folder's own sandbox. Never read from targets.yaml. */
  readonly instance?: string;
}

/** Who the provider says we are (sts:GetCallerIdentity). */
export const callerIdentity = z.object({ account: accountId, arn: z.string(), userId: z.string() });
export type CallerIdentity = z.infer<typeof callerIdentity>;
