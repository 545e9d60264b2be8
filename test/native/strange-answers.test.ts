import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classify } from '../../src/adapters/aws/classify.ts';
import { cliExecutor } from '../../src/adapters/aws/cli-executor.ts';
import type { Executor } from '../../src/adapters/aws/executor.ts';
import { sdkExecutor } from '../../src/adapters/aws/sdk-executor.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { AwsCall } from '../../src/model/call.ts';
import { realClock } from './real-time.ts';
import { scriptedEndpoint } from './scripted-endpoint.ts';
import { awsBinary, programEnvironment, required } from './third-party.ts';

/** What stands between us and AWS answers in AWS's place: whatever status it takes, it says nothing of what AWS did, or of what AWS has. */
const target = { account: '111111111111', region: 'us-east-1' };
const read = (service: string, operation: string, input: JsonObject): AwsCall => ({ service, operation, input, target, effect: 'read' });
const write = (service: string, operation: string, input: JsonObject): AwsCall => ({ service, operation, input, target, effect: 'write' });

/** For each protocol a read, a write, and how AWS itself words an error in it. */
const protocols: readonly {
  readonly name: string;
  readonly read: AwsCall;
  readonly write: AwsCall;
  readonly error: (code: string) => string;
  readonly id?: true;
}[] = [
  {
    name: 'AWS JSON, without a client',
    read: read('cloudcontrol', 'GetResource', { TypeName: 'AWS::SQS::Queue', Identifier: 'q' }),
    write: write('cloudcontrol', 'CreateResource', { TypeName: 'AWS::SQS::Queue', DesiredState: '{}' }),
    error: (code) => JSON.stringify({ __type: code, Message: 'words' }),
  },
  {
    name: 'AWS JSON 1.0',
    read: read('dynamodb', 'DescribeTable', { TableName: 'table' }),
    write: write('dynamodb', 'DeleteTable', { TableName: 'table' }),
    error: (code) => JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'words' }),
  },
  {
    name: 'AWS JSON 1.1',
    read: read('kms', 'DescribeKey', { KeyId: 'key' }),
    write: write('kms', 'CreateKey', {}),
    error: (code) => JSON.stringify({ __type: code, message: 'words' }),
  },
  {
    name: 'query',
    read: read('iam', 'GetRole', { RoleName: 'role' }),
    write: write('iam', 'CreateRole', { RoleName: 'role', AssumeRolePolicyDocument: '{}' }),
    error: (code) => `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>words</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  },
  {
    name: 'EC2 query',
    read: read('ec2', 'DescribeVpcs', {}),
    write: write('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }),
    error: (code) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>words</Message></Error></Errors><RequestID>r</RequestID></Response>`,
  },
  {
    name: 'REST with XML',
    read: read('s3api', 'GetBucketTagging', { Bucket: 'bucket' }),
    write: write('s3api', 'PutBucketVersioning', { Bucket: 'bucket', VersioningConfiguration: { Status: 'Enabled' } }),
    error: (code) => `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>words</Message><RequestId>r</RequestId></Error>`,
  },
  {
    name: 'REST with JSON',
    read: read('lambda', 'GetFunction', { FunctionName: 'function' }),
    write: write('lambda', 'DeleteFunction', { FunctionName: 'function' }),
    error: (code) => JSON.stringify({ code, message: 'words' }),
    id: true,
  },
];
const head = read('s3api', 'HeadBucket', { Bucket: 'bucket' });

const bodies: Readonly<Record<string, string>> = {
  'a page that is XML too': '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>',
  'a page': '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Sign in</title></head><body>Welcome<br></body></html>',
  'a page with a declaration': '<?xml version="1.0"?>\n<!-- portal -->\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Sign in</p></body></html>',
  nothing: '',
  'an empty object': '{}',
  'an object without a code': '{"error":"Forbidden","message":"blocked by policy"}',
  'a gateway’s own code': '{"code":"NOT_FOUND","message":"no Route matched with those values"}',
  'a gateway’s code that AWS knows': '{"code":"ResourceNotFoundException","message":"no such route"}',
  'a list': '[]',
  text: 'upstream connect error',
};
const statuses = [302, 400, 401, 403, 404, 407, 409, 429, 500, 502, 503, 504];

let answer = { status: 200, body: '', id: false };
let endpoint: Awaited<ReturnType<typeof scriptedEndpoint>>;
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const sdk = sdkExecutor({ maxSockets: 4, connectMilliseconds: 2_000, requestMilliseconds: 5_000, maxResponseBytes: 10_000 }, realClock);

beforeAll(async () => {
  endpoint = await scriptedEndpoint(({ headers }) => {
    const { status, body, id } = answer;
    const lines = [`HTTP/1.1 ${status} Status`, 'content-type: text/html', 'connection: close', `content-length: ${Buffer.byteLength(body)}`];
    return { kind: 'raw', bytes: `${[...lines, ...(id ? ['x-amz-request-id: 1'] : [])].join('\r\n')}\r\n\r\n${headers.startsWith('HEAD') ? '' : body}` };
  });
});
afterAll(async () => {
  sdk.close();
  await endpoint.close();
});

const meaning = async (executor: Executor, call: AwsCall, status: number, body: string, id = false): Promise<string> => {
  answer = { status, body, id };
  const reply = await executor.execute(call, { endpoint: endpoint.url, credentials: async () => credentials });
  return reply.ok ? `ok ${JSON.stringify(reply.output)}` : classify(reply.failure, call).kind;
};

describe('an answer that is not AWS’s', () => {
  it.each(protocols)('proves nothing of a write, and is no absence to a read: $name', async (protocol) => {
    const wrong: string[] = [];
    for (const status of statuses) {
      for (const [name, body] of Object.entries(bodies)) {
        const written = await meaning(sdk, protocol.write, status, body);
        const looked = await meaning(sdk, protocol.read, status, body);
        if (written !== 'unknown' || looked !== 'broken') wrong.push(`${status} with ${name}: ${written}, ${looked}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is no absence where another storage service says in the form of S3 that it knows no such thing', async () => {
    const theirs = '<?xml version="1.0"?><Error><Code>NoSuchTagSet</Code><Message>nothing</Message></Error>';
    const own = theirs.replace('</Error>', '<RequestId>r</RequestId></Error>');
    const get = read('s3api', 'GetBucketTagging', { Bucket: 'bucket' });
    expect([await meaning(sdk, get, 404, theirs), await meaning(sdk, get, 404, own)]).toEqual(['broken', 'not-found']);
  });

  it.each(protocols)('is not believed with a good status either: $name', async (protocol) => {
    const wrong: string[] = [];
    for (const name of ['a page that is XML too', 'a page', 'a page with a declaration', 'text']) {
      const written = await meaning(sdk, protocol.write, 200, bodies[name] ?? '');
      const looked = await meaning(sdk, protocol.read, 200, bodies[name] ?? '');
      if (written !== 'unknown' || looked !== 'broken') wrong.push(`200 with ${name}: ${written}, ${looked}`);
    }
    for (const id of [false, true]) if ((await meaning(sdk, protocol.read, 200, '', id)) !== 'broken') wrong.push('200 with nothing');
    if ((await meaning(sdk, protocol.write, 200, '')) !== 'unknown') wrong.push('200 with nothing, and no id');
    expect(wrong).toEqual([]);
  });

  it('is one that nobody can read to its bottom, whatever is in it', async () => {
    const deep = `{"TypeName":"AWS::SQS::Queue","Table":{"TableName":${'['.repeat(1_000)}${']'.repeat(1_000)}}}`;
    for (const { read, write } of protocols.filter(({ name }) => name.includes('JSON')))
      expect([await meaning(sdk, read, 200, deep, true), await meaning(sdk, write, 200, deep, true)]).toEqual(['broken', 'unknown']);
  });

  it('to HEAD, which has no body, is known by AWS’s request id', async () => {
    for (const status of [200, 301, 400, 403, 404, 500]) expect([status, await meaning(sdk, head, status, '')]).toEqual([status, 'broken']);
    expect(await meaning(sdk, head, 404, bodies['a page'] ?? '')).toBe('broken');
    expect(await meaning(sdk, head, 200, '', true)).toBe('ok {}');
    expect(await meaning(sdk, head, 404, '', true)).toBe('not-found');
    expect(await meaning(sdk, head, 403, '', true)).toBe('denied');
    expect(await meaning(sdk, head, 500, '', true)).toBe('broken');
  });
});

describe('an answer of AWS’s', () => {
  it.each(protocols)('is taken at its word, unless its server failed: $name', async ({ read, write, error, id }) => {
    expect(await meaning(sdk, write, 400, error('ValidationException'), id)).toBe('invalid');
    expect(await meaning(sdk, write, 403, error('AccessDeniedException'), id)).toBe('denied');
    expect(await meaning(sdk, read, 404, error('ResourceNotFoundException'), id)).toBe('not-found');
    expect(await meaning(sdk, write, 503, error('SlowDown'), id)).toBe('throttled');
    for (const code of ['InternalError', 'AccessDeniedException', 'ResourceNotFoundException', 'EntityAlreadyExists']) {
      expect([code, await meaning(sdk, write, 500, error(code), id)]).toEqual([code, 'unknown']);
      expect([code, await meaning(sdk, read, 500, error(code), id)]).toEqual([code, 'broken']);
    }
  });
});

const binary = awsBinary();

describe('an answer that is not AWS’s, through the aws binary', () => {
  const cli = binary === null ? null : cliExecutor({ binary, environment: programEnvironment(), timeoutMilliseconds: 60_000, maxOutputBytes: 100_000 });

  it.skipIf(cli === null && !required).each(protocols.filter(({ name }) => name !== 'AWS JSON 1.0'))(
    'proves nothing of a write, and is no absence to a read: $name',
    async (protocol) => {
      if (cli === null) throw new Error('the aws binary is not installed');
      expect(await meaning(cli, protocol.write, 403, bodies['a page that is XML too'] ?? '')).toBe('unknown');
      expect(await meaning(cli, protocol.write, 400, bodies['an object without a code'] ?? '')).toBe('unknown');
      expect(await meaning(cli, protocol.read, 404, '')).toBe('broken');
      expect(await meaning(cli, protocol.write, 404, bodies['a gateway’s own code'] ?? '')).toBe('unknown');
    },
  );

  it.skipIf(cli === null && !required)('to HEAD is taken by its status, since the binary shows no more', async () => {
    if (cli === null) throw new Error('the aws binary is not installed');
    expect(await meaning(cli, head, 404, '', true)).toBe('not-found');
    expect(await meaning(cli, head, 403, '', true)).toBe('denied');
  });
});
