import type { CaseOrder } from './crash-case.ts';
import { phases } from './crash-points.ts';

/** A case without the world it is played in. */
export type Order = Omit<CaseOrder, 'world'>;

/** Every kill: each recorded point, each phase, the engine and Restate. */
export function killCases(points: readonly string[]): Order[] {
  const names = [...new Set(points)].sort();
  return names.flatMap((point) =>
    phases.flatMap((phase) =>
      (['engine', 'restate'] as const).map((victim) => ({ name: `${victim} killed ${phase} «${point}»`, kill: { point, phase, victim } })),
    ),
  );
}

const types = [
  'AWS::EC2::VPC',
  'AWS::EC2::Subnet',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
];

/** Every lost reply: of each type's creation, of its status and of its read, once and three times in a row; and the creation's reply cut off. */
export function lostReplyCases(account: (name: string) => string): Order[] {
  const cases: Order[] = [];
  for (const type of types) {
    for (const operation of ['CreateResource', 'GetResourceRequestStatus', 'GetResource']) {
      for (const times of [1, 3]) {
        const name = `${times}× reply lost: ${operation} ${type}`;
        cases.push({ name, kill: null, faults: [{ match: { account: account(name), type, operation }, effect: { kind: 'drop', when: 'after' }, times }] });
      }
    }
    const name = `reply cut off: CreateResource ${type}`;
    cases.push({
      name,
      kill: null,
      faults: [{ match: { account: account(name), type, operation: 'CreateResource' }, effect: { kind: 'malformed' }, times: 1 }],
    });
  }
  return cases;
}
