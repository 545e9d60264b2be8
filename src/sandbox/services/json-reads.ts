import type { Json, JsonObject } from '../../kernel/json.ts';
import { textAt } from '../types/pointer-paths.ts';
import { type Answer, answer, type Refusal, refuse } from '../wire/refusal.ts';
import type { Live } from '../world/live.ts';
import type { CallContext } from './call-context.ts';
import { getResources } from './get-resources.ts';
import type { ReadOperation } from './read-operation.ts';
import { resourceOf, resourcesOf } from './resources-of.ts';

/** A service of the AWS JSON protocol, of which the sandbox answers the reads that tell when and as what a resource was created. */
export interface JsonReads {
  /** The first half of `X-Amz-Target`. */
  readonly target: string;
  readonly signedAs: string;
  /** Stands before the name of an exception. */
  readonly namespace: string;
  readonly version: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, ReadOperation<JsonObject, Record<string, unknown>>>>;
}

/** Sources: the services' API references; names of targets and protocols as in their Smithy models. */
export const jsonReads: readonly JsonReads[] = [
  {
    target: 'DynamoDB_20120810',
    signedAs: 'dynamodb',
    namespace: 'com.amazonaws.dynamodb.v20120810',
    version: '1.0',
    operations: { DescribeTable: { type: 'AWS::DynamoDB::Table', named: (input) => afterSlash(input['TableName']), answer: describeTable } },
  },
  {
    target: 'AmazonSQS',
    signedAs: 'sqs',
    namespace: 'com.amazonaws.sqs',
    version: '1.0',
    operations: { GetQueueAttributes: { type: 'AWS::SQS::Queue', named: (input) => textOf(input['QueueUrl']), answer: getQueueAttributes } },
  },
  {
    target: 'Logs_20140328',
    signedAs: 'logs',
    namespace: 'com.amazonaws.logs',
    version: '1.1',
    operations: { DescribeLogGroups: { type: 'AWS::Logs::LogGroup', named: (input) => textOf(input['logGroupNamePrefix']), answer: describeLogGroups } },
  },
  {
    target: 'AmazonEC2ContainerRegistry_V20150921',
    signedAs: 'ecr',
    namespace: 'com.amazonaws.ecr',
    version: '1.1',
    operations: {
      DescribeRepositories: { type: 'AWS::ECR::Repository', named: (input) => textsOf(input['repositoryNames'])?.[0] ?? null, answer: describeRepositories },
    },
  },
  {
    target: 'TrentService',
    signedAs: 'kms',
    namespace: 'com.amazonaws.kms',
    version: '1.1',
    operations: {
      ListAliases: { type: 'AWS::KMS::Alias', named: () => null, answer: listAliases },
      DescribeKey: { type: 'AWS::KMS::Key', named: (input) => textOf(input['KeyId']), answer: describeKey },
    },
  },
  {
    target: 'ResourceGroupsTaggingAPI_20170126',
    signedAs: 'tagging',
    namespace: 'com.amazonaws.resourcegroupstaggingapi',
    version: '1.1',
    operations: { GetResources: { type: null, named: () => null, answer: getResources } },
  },
];

type Answered = Answer<Record<string, unknown>>;

function describeTable(context: CallContext, input: JsonObject): Answered {
  const name = afterSlash(input['TableName']);
  if (name === null) return missingMember('tableName');
  const live = resourceOf(context, 'AWS::DynamoDB::Table', name);
  if (live === null) return refuse('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  return answer({
    Table: {
      TableName: name,
      TableArn: live.arn,
      TableId: context.world.drawFor(live, 'TableId').uuid(),
      TableStatus: 'ACTIVE',
      CreationDateTime: seconds(live),
      AttributeDefinitions: live.properties['AttributeDefinitions'],
      KeySchema: live.properties['KeySchema'],
      DeletionProtectionEnabled: live.properties['DeletionProtectionEnabled'] === true,
      TableSizeBytes: 0,
      ItemCount: 0,
    },
  });
}

const queueAttributes = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
  'KmsMasterKeyId',
  'FifoQueue',
];

function getQueueAttributes(context: CallContext, input: JsonObject): Answered {
  const url = textOf(input['QueueUrl']);
  if (url === null) return missingMember('queueUrl');
  const live = resourceOf(context, 'AWS::SQS::Queue', url);
  if (live === null) {
    // SQS had the Query protocol before, and tells its clients the code of that time, too.
    return {
      ok: false,
      refusal: {
        code: 'QueueDoesNotExist',
        message: 'The specified queue does not exist.',
        status: 400,
        headers: { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
      },
    };
  }
  const all: Record<string, string> = { QueueArn: live.arn, CreatedTimestamp: String(Math.floor(live.createdAt / 1000)) };
  for (const name of queueAttributes) {
    const value = live.properties[name];
    if (value !== undefined) all[name] = String(value);
  }
  const asked = textsOf(input['AttributeNames']) ?? [];
  const told = asked.includes('All') ? all : Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name)));
  return answer(Object.keys(told).length === 0 ? {} : { Attributes: told });
}

function describeKey(context: CallContext, input: JsonObject): Answered {
  const id = textOf(input['KeyId']) ?? '';
  const live = resourceOf(context, 'AWS::KMS::Key', id);
  const { account, region } = context.caller;
  const held = live === null ? context.world.scheduled({ account, region, type: 'AWS::KMS::Key' }, id) : null;
  if (live === null && held === null) return refuse('NotFoundException', `Key '${id}' does not exist`);
  const state = held === null ? { KeyState: live?.properties['Enabled'] === false ? 'Disabled' : 'Enabled' } : { KeyState: 'PendingDeletion' };
  return answer({ KeyMetadata: { KeyId: id, ...state, ...(held === null ? {} : { DeletionDate: held.at / 1000 }) } });
}

function describeLogGroups(context: CallContext, input: JsonObject): Answered {
  const prefix = textOf(input['logGroupNamePrefix']) ?? '';
  const page = resourcesOf(context, 'AWS::Logs::LogGroup', sizeOf(input['limit'], 50), textOf(input['nextToken']) ?? undefined, (live) =>
    live.identifier.startsWith(prefix),
  );
  return answer({
    logGroups: page.found.map((live) => ({
      logGroupName: live.identifier,
      arn: textAt(live.properties, ['Arn']) ?? live.arn,
      logGroupClass: live.properties['LogGroupClass'] ?? 'STANDARD',
      creationTime: live.createdAt,
      storedBytes: 0,
      metricFilterCount: 0,
      retentionInDays: live.properties['RetentionInDays'],
      kmsKeyId: live.properties['KmsKeyId'],
    })),
    nextToken: page.next,
  });
}

function describeRepositories(context: CallContext, input: JsonObject): Answered {
  const names = textsOf(input['repositoryNames']);
  const described = (live: Live) => ({
    registryId: live.account,
    repositoryName: live.identifier,
    repositoryArn: live.arn,
    repositoryUri: textAt(live.properties, ['RepositoryUri']),
    createdAt: seconds(live),
    imageTagMutability: live.properties['ImageTagMutability'] ?? 'MUTABLE',
  });
  if (names === null) {
    const page = resourcesOf(context, 'AWS::ECR::Repository', sizeOf(input['maxResults'], 100), textOf(input['nextToken']) ?? undefined);
    return answer({ repositories: page.found.map(described), nextToken: page.next });
  }
  const repositories: Record<string, unknown>[] = [];
  for (const name of names) {
    const live = resourceOf(context, 'AWS::ECR::Repository', name);
    if (live === null) {
      return refuse('RepositoryNotFoundException', `The repository with name '${name}' does not exist in the registry with id '${context.caller.account}'`);
    }
    repositories.push(described(live));
  }
  return answer({ repositories });
}

function listAliases(context: CallContext, input: JsonObject): Answered {
  const key = textOf(input['KeyId']);
  const page = resourcesOf(
    context,
    'AWS::KMS::Alias',
    sizeOf(input['Limit'], 50),
    textOf(input['Marker']) ?? undefined,
    (live) => key === null || textAt(live.properties, ['TargetKeyId']) === key,
  );
  return answer({
    Aliases: page.found.map((live) => ({
      AliasName: live.identifier,
      AliasArn: live.arn,
      TargetKeyId: afterSlash(live.properties['TargetKeyId']),
      CreationDate: seconds(live),
    })),
    NextMarker: page.next,
    Truncated: page.next !== undefined,
  });
}

function seconds(live: Live): number {
  return live.createdAt / 1000;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** The name where it may be given as an ARN. */
function afterSlash(value: Json | undefined): string | null {
  const text = textOf(value);
  return text === null ? null : text.slice(text.lastIndexOf('/') + 1);
}

function textsOf(value: Json | undefined): readonly string[] | null {
  return Array.isArray(value) ? value.filter((item: Json) => typeof item === 'string') : null;
}

function sizeOf(value: Json | undefined, most: number): number {
  return typeof value === 'number' && value >= 1 ? Math.min(Math.floor(value), most) : most;
}

function missingMember(name: string): { readonly ok: false; readonly refusal: Refusal } {
  return refuse('ValidationException', `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`);
}
