import {
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { KMSClient, ListKeysCommand, ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, GetBucketTaggingCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTagsForResourceCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type CrashWorld, type LiveResource, nodeIn, type Tag } from './crash-world.ts';

/** A moto server, reached by AWS's own service calls; what is live is asked with the official clients, not through Asbuilt. */
export function motoWorld(endpoint: string): CrashWorld & { reset(): Promise<void>; close(): void } {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  const ec2 = new EC2Client(options);
  const kms = new KMSClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const sns = new SNSClient(options);
  const sqs = new SQSClient(options);

  const network = async (): Promise<LiveResource[]> => {
    const [vpcs, subnets, gateways, tables, groups] = await Promise.all([
      ec2.send(new DescribeVpcsCommand({})),
      ec2.send(new DescribeSubnetsCommand({})),
      ec2.send(new DescribeInternetGatewaysCommand({})),
      ec2.send(new DescribeRouteTablesCommand({})),
      ec2.send(new DescribeSecurityGroupsCommand({})),
    ]);
    const of = (type: string, identifier: string | undefined, tags: readonly Tag[] | undefined): LiveResource => ({
      type,
      identifier: identifier ?? '',
      node: nodeIn(tags),
    });
    const attachments = (gateways.InternetGateways ?? []).flatMap((gateway) =>
      (gateway.Attachments ?? []).map((attached) => of('AWS::EC2::VPCGatewayAttachment', `${gateway.InternetGatewayId}|${attached.VpcId}`, [])),
    );
    return [
      ...(vpcs.Vpcs ?? []).map((vpc) => of('AWS::EC2::VPC', vpc.VpcId, vpc.Tags)),
      ...(subnets.Subnets ?? []).map((subnet) => of('AWS::EC2::Subnet', subnet.SubnetId, subnet.Tags)),
      ...(gateways.InternetGateways ?? []).map((gateway) => of('AWS::EC2::InternetGateway', gateway.InternetGatewayId, gateway.Tags)),
      ...attachments,
      // A VPC brings a main route table and a default group of its own.
      ...(tables.RouteTables ?? [])
        .filter((table) => !table.Associations?.some((association) => association.Main))
        .map((table) => of('AWS::EC2::RouteTable', table.RouteTableId, table.Tags)),
      ...(groups.SecurityGroups ?? [])
        .filter((group) => group.GroupName !== 'default')
        .map((group) => of('AWS::EC2::SecurityGroup', group.GroupId, group.Tags)),
    ];
  };

  const storage = async (): Promise<LiveResource[]> => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    const found: LiveResource[] = [];
    for (const { Name } of Buckets ?? []) {
      const tags = await s3.send(new GetBucketTaggingCommand({ Bucket: Name })).catch(() => ({ TagSet: [] }));
      found.push({ type: 'AWS::S3::Bucket', identifier: Name ?? '', node: nodeIn(tags.TagSet) });
      const policy = await s3.send(new GetBucketPolicyCommand({ Bucket: Name })).catch(() => null);
      if (policy !== null) found.push({ type: 'AWS::S3::BucketPolicy', identifier: Name ?? '', node: null });
    }
    return found;
  };

  const messages = async (): Promise<LiveResource[]> => {
    const found: LiveResource[] = [];
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));
    for (const QueueUrl of QueueUrls ?? []) {
      const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
      found.push({ type: 'AWS::SQS::Queue', identifier: QueueUrl, node: Tags?.['asbuilt:node'] ?? null });
    }
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    for (const { TopicArn } of Topics ?? []) {
      const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
      found.push({ type: 'AWS::SNS::Topic', identifier: TopicArn ?? '', node: nodeIn(Tags) });
    }
    const { Keys } = await kms.send(new ListKeysCommand({}));
    for (const { KeyId } of Keys ?? []) {
      const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      found.push({ type: 'AWS::KMS::Key', identifier: KeyId ?? '', node: Tags?.find((tag) => tag.TagKey === 'asbuilt:node')?.TagValue ?? null });
    }
    return found;
  };

  return {
    target: { account: '123456789012', region: 'us-east-1', endpoint, dialect: 'native', executor: 'sdk' },
    making: '[kms, create-key]',
    live: async () => (await Promise.all([network(), storage(), messages()])).flat(),
    breakWith: async () => {
      throw new Error('moto cannot be broken from outside');
    },
    async reset() {
      const reply = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
      if (!reply.ok) throw new Error(`moto does not reset: ${reply.status}`);
    },
    close() {
      for (const client of [ec2, kms, s3, sns, sqs]) client.destroy();
    },
  };
}
