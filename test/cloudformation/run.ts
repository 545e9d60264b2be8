import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describeTemplate } from '../../src/catalog/cloudformation/describe-template.ts';
import { readParameters } from '../../src/catalog/cloudformation/parameters.ts';
import { readTemplate, type TemplateDocument } from '../../src/catalog/cloudformation/template-document.ts';
import { TemplateRefusal } from '../../src/catalog/cloudformation/template-refusal.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type EngineOver, engineOver } from '../native/engine-over.ts';
import { type Standing, sampleInput } from './sample-inputs.ts';

/*
 * Counts what becomes of the CloudFormation templates in a folder: how many import, plan, apply on the sandbox, plan again to nothing, and are destroyed without a rest.
 *   node scripts/run.mjs test/cloudformation/run.ts FOLDER [PART-OF-PATH]
 * Templates with macros are left out of the count; for all others that do not come to the end the first reason is printed.
 */

const stages = ['imports', 'plans', 'applies', 'plans empty', 'destroys'] as const;
interface Outcome {
  readonly path: string;
  readonly reached: number;
  readonly why: string | null;
}

const [folder, only] = process.argv.slice(2);
if (folder === undefined) throw new Error('name a folder of templates');
const account = '111111111111';
const region = 'us-east-1';

const registry = loadRegistry();
const sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
const target: NamedTarget = {
  name: 'sandbox',
  regions: [region, 'us-west-2', 'eu-west-1'],
  target: { cloud: 'aws', account, region, endpoint: sandbox.endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
};
const engine = await engineOver(target, { retry: 20_000, consistency: 2_000, slice: 5_000 });

/** Parameters of these types name what stands in the author's account, whatever their default says. */
const standsElsewhere = /^(List<)?AWS::EC2::(VPC|Subnet|KeyPair|SecurityGroup)/;

const outcomes: Outcome[] = [];
let macros = 0;
let others = 0;
try {
  const standing = await standingThings(engine);
  for (const path of filesBelow(folder)) {
    const shown = relative(folder, path);
    if (only !== undefined && !shown.includes(only)) continue;
    const text = readFileSync(path, 'utf8');
    const kind = kindOf(text, shown);
    if (kind === 'macro') macros++;
    else if (kind === 'other') others++;
    else {
      const outcome = await lifeOf(path, shown, text, standing, outcomes.length);
      outcomes.push(outcome);
      process.stderr.write(
        `${outcome.reached === stages.length ? 'ok  ' : `${stages[outcome.reached]} ✗`} ${shown}${outcome.why === null ? '' : `: ${outcome.why}`}\n`,
      );
    }
  }
} finally {
  await engine.close();
  await sandbox.close();
  registry.close();
}

process.stdout.write(`${others} files are no templates, ${macros} have macros; of ${outcomes.length} templates:\n`);
for (const [index, stage] of stages.entries()) {
  const count = outcomes.filter(({ reached }) => reached > index).length;
  process.stdout.write(`  ${stage.padEnd(12)} ${String(count).padStart(4)}  ${((100 * count) / Math.max(1, outcomes.length)).toFixed(1)} %\n`);
}

function filesBelow(path: string): string[] {
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const inner = join(path, name);
      if (statSync(inner).isDirectory()) return filesBelow(inner);
      return /\.(ya?ml|json|template)$/i.test(name) ? [inner] : [];
    });
}

/** Told by the text alone, so that what the reader cannot read is counted too. */
function kindOf(text: string, path: string): 'template' | 'macro' | 'other' {
  if (!/^Resources\s*:|"Resources"\s*:/m.test(text)) return 'other';
  if (/!Rain::|"Rain::|Rain::Module/.test(text) || /["']?Fn::Transform["']?\s*:|!Transform\b/.test(text)) return 'macro';
  if (/["']?Type["']?\s*:\s*["']?AWS::Serverless::/.test(text) || /["']?Type["']?\s*:\s*["']?[\w:]+::MODULE/.test(text)) return 'macro';
  try {
    const transform = readTemplate(text, path).root['Transform'];
    const names = transform === undefined ? [] : Array.isArray(transform) ? transform : [transform];
    return names.some((name: Json) => name !== 'AWS::LanguageExtensions') ? 'macro' : 'template';
  } catch {
    return 'template';
  }
}

async function lifeOf(path: string, shown: string, text: string, standing: Standing, number: number, completed: readonly string[] = []): Promise<Outcome> {
  let reached = 0;
  const ended = (why: string | null): Outcome => ({ path: shown, reached, why });
  const name = `m${number}${completed.length === 0 ? '' : `_${completed.length}`}`;
  const before = await resourcesThere();
  try {
    const described = describeTemplate(text, basename(path), registry);
    if (!described.ok) {
      const [first] = described.problems;
      return ended(`${first?.code} ${first?.at ?? ''} ${first?.message}`);
    }
    reached = 1;
    const document = readTemplate(text, basename(path));
    const inputs = Object.fromEntries(
      readParameters(document).flatMap((parameter) => {
        const value =
          parameter.default === undefined || emptyOf(parameter.default) || standsElsewhere.test(parameter.type)
            ? sampleInput(
                parameter,
                makesBucket(document, parameter.name)
                  ? new Map([...standing, ['bucket', [`${name}-${parameter.name.toLowerCase()}-of-111111111111`]]])
                  : standing,
              )
            : undefined;
        return value === undefined || (parameter.default !== undefined && !standsElsewhere.test(parameter.type)) ? [] : [[parameter.name, value] as const];
      }),
    );
    const bundle = bundleOf(path, text, document);
    const digest = digestOf(bundle);
    const intent = { name, region, nodes: { t: { template: basename(path), source: digest, inputs } } } as unknown as JsonObject;
    const ask = () => engine.engine.ask({ intent, sources: { [digest]: bundle } });
    const asked = await ask();
    if (!asked.ok) {
      const [first] = asked.problems;
      return ended(
        `${first?.code} ${first?.at ?? ''} ${first?.message}${first?.cause === undefined ? '' : ` (${first.cause})`}${asked.problems.length > 1 ? ` (+${asked.problems.length - 1})` : ''}`,
      );
    }
    if (asked.value.kind !== 'proposal') return ended(`came to a ${asked.value.kind}`);
    reached = 2;
    const plan = asked.value.plan as Plan;
    const run = await engine.apply(plan);
    if (run.status !== 'succeeded') {
      const failed = run.nodes.find((node) => node.error !== undefined);
      const why = `${run.status}: ${failed?.node} ${failed?.type} ${failed?.error?.message} ${failed?.error?.cause ?? ''} ${run.cause?.message ?? ''}`;
      await removed(name);
      const [, type, missing] = /(AWS::IAM::InstanceProfile|AWS::IAM::Role) (\S+) does not exist/.exec(why) ?? [];
      if (type !== undefined && missing !== undefined && completed.length < 3 && !completed.includes(missing)) {
        await makeProfile(missing, number);
        return lifeOf(path, shown, text, standing, number, [...completed, missing]);
      }
      return ended(why);
    }
    reached = 3;
    const again = await ask();
    const changes = again.ok && again.value.kind === 'proposal' ? (again.value.plan as Plan).changes.filter(({ action }) => action !== 'none') : null;
    const deviating = run.verification.filter(({ passed }) => !passed);
    if (changes === null || changes.length > 0) {
      const [change] = changes ?? [];
      const why =
        changes === null
          ? `plan again: ${JSON.stringify(again.ok ? again.value.kind : again.problems[0])}`
          : `${change?.action} ${change?.node} ${JSON.stringify(change !== undefined && 'differences' in change ? change.differences.slice(0, 2) : '').slice(0, 300)}`;
      await removed(name);
      return ended(why);
    }
    reached = 4;
    const fault = await removed(name);
    const rest = [...(await resourcesThere())].filter((one) => !before.has(one));
    const retained = plan.changes.filter((change) => change.kind === 'resource' && 'retain' in change && change.retain === true).length;
    if (fault !== null) return ended(fault);
    if (rest.length > retained && rest.length > retainedIn(text)) return ended(`leaves ${rest.slice(0, 4).join(', ')}`);
    reached = 5;
    return ended(deviating.length > 0 ? `deviations: ${deviating.length}` : null);
  } catch (error) {
    return ended(
      error instanceof TemplateRefusal ? `${error.problem.code} ${error.problem.at} ${error.problem.message}` : String((error as Error).message).slice(0, 300),
    );
  }
}

/** Whether a parameter names a bucket that the template makes itself. */
function makesBucket({ root }: TemplateDocument, parameter: string): boolean {
  const text = JSON.stringify(root);
  return text.includes(`"BucketName":{"Ref":"${parameter}"}`);
}

/** What a template takes for granted in its account under a name of its own. */
async function makeProfile(called: string, number: number): Promise<void> {
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const nodes = {
    role: { type: 'AWS::IAM::Role', properties: { RoleName: called, AssumeRolePolicyDocument: trust } },
    profile: { type: 'AWS::IAM::InstanceProfile', properties: { InstanceProfileName: called, Roles: ['${role.RoleName}'] } },
  };
  const asked = await engine.engine.ask({
    intent: { name: `profile_${number}_${called.toLowerCase().replace(/[^a-z0-9]/g, '')}`, region, nodes } as unknown as JsonObject,
  });
  if (asked.ok && asked.value.kind === 'proposal') await engine.apply(asked.value.plan as Plan);
}

function emptyOf(value: Json): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

function retainedIn(text: string): number {
  return [...text.matchAll(/DeletionPolicy["']?\s*:\s*["']?Retain/g)].length;
}

async function removed(name: string): Promise<string | null> {
  const plan = await engine.engine.destroy({ deployment: name as never });
  if (!plan.ok) return plan.problems[0]?.code === 'DEPLOYMENT_UNKNOWN' ? null : `destroy: ${plan.problems[0]?.message}`;
  if (plan.value.steps.length === 0) return null;
  const run = await engine.apply(plan.value as Plan);
  const failed = run.nodes.find((node) => node.error !== undefined);
  return run.status === 'succeeded' ? null : `destroy ${run.status}: ${failed?.node} ${failed?.type} ${failed?.error?.message} ${failed?.error?.cause ?? ''}`;
}

/** The template and every other one in its folder and below, as the command line would send them. */
function bundleOf(path: string, text: string, { root }: TemplateDocument): SourceBundle {
  const nested = JSON.stringify(root).includes('AWS::CloudFormation::Stack');
  const files = nested
    ? filesBelow(dirname(path)).map((file) => [relative(dirname(path), file), readFileSync(file, 'utf8')] as const)
    : [[basename(path), text] as const];
  return { files: files.map(([name, content]) => ({ path: name, base64: Buffer.from(content).toString('base64') })) };
}

async function resourcesThere(): Promise<ReadonlySet<string>> {
  const answer = (await (await fetch(`${sandbox.endpoint}/_sandbox/resources`)).json()) as {
    readonly resources?: readonly { readonly type: string; readonly identifier: string }[];
  };
  return new Set((answer.resources ?? []).map(({ type, identifier }) => `${type} ${identifier}`));
}

/** A network, keys and the like, which templates ask for by the AWS type of a parameter. */
async function standingThings(over: EngineOver): Promise<Standing> {
  const nodes: Readonly<Record<string, { readonly type: string; readonly properties: object }>> = {
    vpc: { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true } },
    a: { type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.240.0/24', AvailabilityZone: `${region}a` } },
    b: { type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.241.0/24', AvailabilityZone: `${region}b` } },
    d: { type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.243.0/24', AvailabilityZone: `${region}d` } },
    c: { type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.242.0/24', AvailabilityZone: `${region}c` } },
    group: { type: 'AWS::EC2::SecurityGroup', properties: { GroupDescription: 'standing', VpcId: '${vpc.VpcId}' } },
    key: { type: 'AWS::EC2::KeyPair', properties: { KeyName: 'standing' } },
    zone: { type: 'AWS::Route53::HostedZone', properties: { Name: 'example.com' } },
    bucket: { type: 'AWS::S3::Bucket', properties: { BucketName: 'standing-bucket-of-111111111111' } },
    kms: {
      type: 'AWS::KMS::Key',
      properties: {
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
        },
      },
    },
    role: {
      type: 'AWS::IAM::Role',
      properties: {
        RoleName: 'standing',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    certificate: { type: 'AWS::CertificateManager::Certificate', properties: { DomainName: 'example.com' } },
    volume: { type: 'AWS::EC2::Volume', properties: { AvailabilityZone: `${region}a`, Size: 8 } },
  };
  const asked = await over.engine.ask({ intent: { name: 'standing', region, nodes } as unknown as JsonObject });
  if (!asked.ok || asked.value.kind !== 'proposal') throw new Error(JSON.stringify(asked));
  const run = await over.apply(asked.value.plan as Plan);
  if (run.status !== 'succeeded') throw new Error(JSON.stringify(run.nodes));
  const id = (node: string): string => run.nodes.find((one) => one.node === node)?.identifier ?? '';
  return new Map<string, readonly string[]>([
    ['AWS::EC2::VPC::Id', [id('vpc')]],
    ['AWS::EC2::Subnet::Id', [id('a'), id('b'), id('c'), id('d')]],
    ['AWS::EC2::SecurityGroup::Id', [id('group')]],
    ['AWS::EC2::SecurityGroup::GroupName', ['default']],
    ['AWS::EC2::KeyPair::KeyName', ['standing']],
    ['AWS::EC2::Volume::Id', [id('volume')]],
    ['AWS::EC2::Image::Id', ['ami-0123456789abcdef0']],
    ['AWS::EC2::AvailabilityZone::Name', [`${region}a`, `${region}b`, `${region}c`]],
    ['AWS::Route53::HostedZone::Id', [id('zone')]],
    ['bucket', [id('bucket')]],
    ['kms arn', [`arn:aws:kms:${region}:${account}:key/${id('kms')}`]],
    ['role arn', [`arn:aws:iam::${account}:role/standing`]],
    ['certificate arn', [id('certificate')]],
  ]);
}
