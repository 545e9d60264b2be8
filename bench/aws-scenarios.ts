import type { JsonObject } from '../src/kernel/json.ts';

/** The same resources for both: as a draft that Asbuilt plans, and as Terraform's configuration. */
export interface AwsScenario {
  /** The intent that the bench's resolver answers with `draft`, and the deployment's name. */
  readonly name: string;
  readonly what: string;
  readonly draft: readonly DraftResource[];
  readonly configuration: string;
}

interface DraftResource {
  readonly node: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn?: readonly string[];
}

const each = 100;

export const awsScenarios = {
  vpc: { name: 'vpc', what: 'the 17 resources of a VPC with a NAT gateway', ...vpc() },
  stores: { name: 'stores', what: `${each} topics, ${each} buckets and ${each} queues`, ...joined(topics(), buckets(), queues()) },
  withoutQueues: { name: 'without_queues', what: `${each} topics and ${each} buckets`, ...joined(topics(), buckets()) },
} as const satisfies Readonly<Record<string, AwsScenario>>;

type Written = Pick<AwsScenario, 'draft' | 'configuration'>;

function joined(...parts: readonly Written[]): Written {
  return { draft: parts.flatMap(({ draft }) => draft), configuration: parts.map(({ configuration }) => configuration).join('\n') };
}

function numbered(node: string, type: string, property: string, block: string, argument: string): Written {
  return {
    draft: Array.from({ length: each }, (_, index) => ({ node: `${node}${index}`, type, properties: { [property]: `bench-${node}-${index}` } })),
    configuration: `resource "${block}" "${node}" {\n  count = ${each}\n  ${argument} = "bench-${node}-\${count.index}"\n}\n`,
  };
}

function topics(): Written {
  return numbered('topic', 'AWS::SNS::Topic', 'TopicName', 'aws_sns_topic', 'name');
}

function buckets(): Written {
  return numbered('bucket', 'AWS::S3::Bucket', 'BucketName', 'aws_s3_bucket', 'bucket');
}

function queues(): Written {
  return numbered('queue', 'AWS::SQS::Queue', 'QueueName', 'aws_sqs_queue', 'name');
}

function vpc(): Written {
  const subnets = [
    { node: 'public_a', cidr: '10.0.0.0/24', zone: 'us-east-1a', table: 'public' },
    { node: 'public_b', cidr: '10.0.1.0/24', zone: 'us-east-1b', table: 'public' },
    { node: 'private_a', cidr: '10.0.10.0/24', zone: 'us-east-1a', table: 'private' },
    { node: 'private_b', cidr: '10.0.11.0/24', zone: 'us-east-1b', table: 'private' },
  ] as const;
  const everywhere = '0.0.0.0/0';
  const draft: readonly DraftResource[] = [
    { node: 'vpc', type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true } },
    { node: 'gateway', type: 'AWS::EC2::InternetGateway', properties: {} },
    { node: 'attachment', type: 'AWS::EC2::VPCGatewayAttachment', properties: { VpcId: '${vpc.VpcId}', InternetGatewayId: '${gateway.InternetGatewayId}' } },
    { node: 'address', type: 'AWS::EC2::EIP', properties: { Domain: 'vpc' }, dependsOn: ['attachment'] },
    { node: 'nat', type: 'AWS::EC2::NatGateway', properties: { SubnetId: '${public_a.SubnetId}', AllocationId: '${address.AllocationId}' } },
    ...['public', 'private'].map((node) => ({ node, type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}' } })),
    {
      node: 'to_internet',
      type: 'AWS::EC2::Route',
      properties: { RouteTableId: '${public.RouteTableId}', DestinationCidrBlock: everywhere, GatewayId: '${gateway.InternetGatewayId}' },
      dependsOn: ['attachment'],
    },
    {
      node: 'to_nat',
      type: 'AWS::EC2::Route',
      properties: { RouteTableId: '${private.RouteTableId}', DestinationCidrBlock: everywhere, NatGatewayId: '${nat.NatGatewayId}' },
    },
    ...subnets.flatMap(({ node, cidr, zone, table }) => [
      { node, type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: cidr, AvailabilityZone: zone } },
      {
        node: `routed_${node}`,
        type: 'AWS::EC2::SubnetRouteTableAssociation',
        properties: { SubnetId: `\${${node}.SubnetId}`, RouteTableId: `\${${table}.RouteTableId}` },
      },
    ]),
  ];
  const configuration = `
resource "aws_vpc" "vpc" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_internet_gateway" "gateway" {}
resource "aws_internet_gateway_attachment" "attachment" {
  vpc_id              = aws_vpc.vpc.id
  internet_gateway_id = aws_internet_gateway.gateway.id
}
resource "aws_eip" "address" {
  domain     = "vpc"
  depends_on = [aws_internet_gateway_attachment.attachment]
}
resource "aws_nat_gateway" "nat" {
  subnet_id     = aws_subnet.public_a.id
  allocation_id = aws_eip.address.id
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.vpc.id
}
resource "aws_route_table" "private" {
  vpc_id = aws_vpc.vpc.id
}
resource "aws_route" "to_internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "${everywhere}"
  gateway_id             = aws_internet_gateway.gateway.id
  depends_on             = [aws_internet_gateway_attachment.attachment]
}
resource "aws_route" "to_nat" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "${everywhere}"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
${subnets
  .map(
    ({ node, cidr, zone, table }) => `resource "aws_subnet" "${node}" {
  vpc_id            = aws_vpc.vpc.id
  cidr_block        = "${cidr}"
  availability_zone = "${zone}"
}
resource "aws_route_table_association" "${node}" {
  subnet_id      = aws_subnet.${node}.id
  route_table_id = aws_route_table.${table}.id
}
`,
  )
  .join('')}`;
  return { draft, configuration };
}
