import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok } from '../kernel/result.ts';
import { describeTypes } from './describe-types.ts';
import { importSchemas } from './import-schemas.ts';
import { loadRegistry } from './registry.ts';

let folder = '';
let overlay = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asbuilt-overlay-'));
  overlay = join(folder, 'home', 'registry');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

function schema(typeName: string, more: object = {}): string {
  return JSON.stringify({
    typeName,
    primaryIdentifier: ['/properties/Name'],
    readOnlyProperties: ['/properties/Arn'],
    properties: { Name: { type: 'string', maxLength: 9 }, Arn: { type: 'string' } },
    handlers: { create: { permissions: ['x:Create'] } },
    ...more,
  });
}

function typeOf(name: string) {
  const registry = loadRegistry({ overlay });
  try {
    const result = registry.type(name);
    if (!result.ok) throw new Error(result.problems[0]?.message);
    return result.value;
  } finally {
    registry.close();
  }
}

describe('importing schemas', () => {
  const two = `${schema('Acme::Parts::Gear')}\n\n${schema('Acme::Parts::Bolt')}\n`;

  it.each([
    ['.jsonl', () => two],
    ['.jsonl.gz', () => gzipSync(two)],
  ])('reads %s, a schema a line', async (extension, contents) => {
    const file = join(folder, `schemas${extension}`);
    writeFileSync(file, contents());
    expect(await importSchemas(overlay, file)).toEqual({ count: 2, problems: [] });
    expect(typeOf('Acme::Parts::Bolt')).toMatchObject({ source: 'schema', identifier: ['Name'], handlers: { create: { permissions: ['x:Create'] } } });
  });

  it('reads a folder with subfolders, and a file as describe-type prints it', async () => {
    mkdirSync(join(folder, 'in', 'deeper'), { recursive: true });
    writeFileSync(join(folder, 'in', 'gear.json'), schema('Acme::Parts::Gear'));
    writeFileSync(join(folder, 'in', 'deeper', 'bolt.json'), JSON.stringify({ Type: 'RESOURCE', Schema: schema('Acme::Parts::Bolt') }));
    writeFileSync(join(folder, 'in', 'notes.txt'), 'not a schema');
    expect(await importSchemas(overlay, join(folder, 'in'))).toEqual({ count: 2, problems: [] });
  });

  it('reads a zip archive that another program wrote, packed and unpacked', async ({ skip }) => {
    for (const packing of ['ZIP_DEFLATED', 'ZIP_STORED']) {
      const file = join(folder, `${packing}.zip`);
      const script = `import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w', zipfile.${packing})\nz.writestr('a/gear.json', sys.argv[2])\nz.writestr('b.json', 'x' * 5000)\nz.writestr('readme.txt', 'no')\nz.close()`;
      try {
        execFileSync('python3', ['-c', script, file, schema('Acme::Parts::Gear')], { stdio: 'pipe' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') skip('python3 is not installed');
        throw error;
      }
      expect(await importSchemas(overlay, file)).toMatchObject({ count: 1, problems: [{ code: 'INPUT_INVALID', at: `${file} b.json` }] });
    }
    expect(typeOf('Acme::Parts::Gear').source).toBe('schema');
  });

  it('says what it could not use, and where, and keeps the rest', async () => {
    const file = join(folder, 'mixed.jsonl');
    writeFileSync(file, `{"typeName":"x"}\n${schema('Acme::Parts::Gear')}\nnot json\n`);
    expect(await importSchemas(overlay, file)).toMatchObject({
      count: 1,
      problems: [
        { code: 'INPUT_INVALID', at: `${file}:1 /typeName` },
        { code: 'INPUT_INVALID', at: `${file}:3` },
      ],
    });
    expect(await importSchemas(overlay, join(folder, 'none.zip'))).toMatchObject({
      count: 0,
      problems: [{ code: 'INPUT_INVALID', at: join(folder, 'none.zip') }],
    });
    writeFileSync(join(folder, 'no.zip'), 'not a zip archive, although it is called one');
    expect(await importSchemas(overlay, join(folder, 'no.zip'))).toMatchObject({
      count: 0,
      problems: [{ cause: expect.stringContaining('not a zip archive') }],
    });
    expect(typeOf('Acme::Parts::Gear').source).toBe('schema');
  });

  it('adds to what was imported before, replaces what is imported again, and leaves one data file', async () => {
    const file = join(folder, 'one.json');
    writeFileSync(file, schema('Acme::Parts::Gear'));
    await importSchemas(overlay, file);
    writeFileSync(file, schema('Acme::Parts::Bolt'));
    await importSchemas(overlay, file);
    writeFileSync(file, schema('Acme::Parts::Gear', { description: 'the second' }));
    await importSchemas(overlay, file);
    expect(typeOf('Acme::Parts::Gear').description).toBe('the second');
    expect(typeOf('Acme::Parts::Bolt').name).toBe('Acme::Parts::Bolt');
    expect(readdirSync(overlay)).toHaveLength(2);
  });

  it('is seen by an open registry a second later, which read the former data until then', async () => {
    const file = join(folder, 'one.json');
    writeFileSync(file, schema('Acme::Parts::Gear', { description: 'the first' }));
    await importSchemas(overlay, file);
    vi.useFakeTimers({ toFake: ['performance'] });
    const registry = loadRegistry({ overlay });
    writeFileSync(file, schema('Acme::Parts::Gear', { description: 'the second' }));
    await importSchemas(overlay, file);
    expect(registry.type('Acme::Parts::Gear')).toMatchObject({ value: { description: 'the first' } });
    vi.advanceTimersByTime(1_000);
    expect(registry.type('Acme::Parts::Gear')).toMatchObject({ value: { description: 'the second' } });
    registry.close();
  });

  it('is seen by a registry that was opened when there was none, and is gone when its folder is', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const registry = loadRegistry({ overlay });
    expect(registry.type('Acme::Parts::Gear')).toMatchObject({ ok: false, problems: [{ code: 'TYPE_UNKNOWN' }] });
    writeFileSync(join(folder, 'one.json'), schema('Acme::Parts::Gear'));
    await importSchemas(overlay, join(folder, 'one.json'));
    vi.advanceTimersByTime(1_000);
    expect(registry.names()).toContain('Acme::Parts::Gear');
    expect(registry.type('Acme::Parts::Gear').ok).toBe(true);
    rmSync(overlay, { recursive: true });
    vi.advanceTimersByTime(1_000);
    expect(registry.type('Acme::Parts::Gear').ok).toBe(false);
    registry.close();
  });

  it('leaves an open registry with what it read when the index is damaged', async () => {
    writeFileSync(join(folder, 'one.json'), schema('Acme::Parts::Gear'));
    await importSchemas(overlay, join(folder, 'one.json'));
    vi.useFakeTimers({ toFake: ['performance'] });
    const registry = loadRegistry({ overlay });
    writeFileSync(join(overlay, 'index.json'), '{');
    vi.advanceTimersByTime(1_000);
    expect(registry.type('Acme::Parts::Gear').ok).toBe(true);
    registry.close();
  });

  it('counts the problems that it does not list', async () => {
    const file = join(folder, 'bad.jsonl');
    writeFileSync(file, 'no\n'.repeat(53));
    const { problems } = await importSchemas(overlay, file);
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)?.message).toBe('3 more problems are not listed');
  });

  it('reports a folder that cannot be written instead of half an import', async () => {
    writeFileSync(join(folder, 'home'), 'a file where the folder should be');
    writeFileSync(join(folder, 'one.json'), schema('Acme::Parts::Gear'));
    expect(await importSchemas(overlay, join(folder, 'one.json'))).toMatchObject({ count: 0, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
  });
});

describe('describing types', () => {
  it('stores what the source answers, and reports what it does not', async () => {
    const source = {
      async schema(type: string) {
        if (type === 'Acme::Parts::None') return fail(problem('TYPE_UNKNOWN', 'no such type', 'look again'));
        return ok(schema(type === 'Acme::Parts::Wrong' ? 'Acme::Parts::Other' : type));
      },
    };
    const outcome = await describeTypes(overlay, ['Acme::Parts::Gear', 'Acme::Parts::None', 'Acme::Parts::Wrong', 'Acme::Parts::Gear'], source);
    expect(outcome.count).toBe(1);
    expect(outcome.problems.map((found) => found.code).sort()).toEqual(['INPUT_INVALID', 'TYPE_UNKNOWN']);
    expect(typeOf('Acme::Parts::Gear').source).toBe('schema');
  });
});

describe('a schema over the base', () => {
  async function overlaid(typeName: string, more: object) {
    const file = join(folder, 'one.json');
    writeFileSync(file, schema(typeName, more));
    await importSchemas(overlay, file);
    return typeOf(typeName);
  }

  it('wins on what it states, and keeps references, the ARN and what is written for people', async () => {
    const subnet = await overlaid('AWS::EC2::Subnet', {
      primaryIdentifier: ['/properties/SubnetId'],
      readOnlyProperties: ['/properties/SubnetId'],
      createOnlyProperties: ['/properties/VpcId'],
      required: ['VpcId'],
      properties: { VpcId: { type: 'string', pattern: '^vpc-' }, SubnetId: { type: 'string' } },
    });
    expect(Object.keys(subnet.properties)).toEqual(['VpcId']);
    expect(subnet.properties['VpcId']).toMatchObject({
      shape: { kind: 'string', pattern: '^vpc-' },
      required: true,
      refs: expect.arrayContaining([{ type: 'AWS::EC2::VPC', property: 'VpcId' }]),
    });
    expect(subnet.properties['VpcId']?.description).toMatch(/\w/);
    expect(subnet.createOnly).toEqual(['/VpcId']);
    expect(subnet.writeOnly).toEqual([]);
    expect(subnet.handlers).toBeDefined();
    expect(subnet.arn).toMatch(/^arn:/);
  });

  it('calls create-only what the base or the schema does, but for tags and what the schema does not have', async () => {
    const table = await overlaid('AWS::DynamoDB::Table', {
      primaryIdentifier: ['/properties/TableName'],
      readOnlyProperties: [],
      createOnlyProperties: ['/properties/TableName'],
      conditionalCreateOnlyProperties: ['/properties/KeySchema', '/properties/SSESpecification'],
      properties: { TableName: { type: 'string' }, KeySchema: { type: 'array', items: { type: 'object' } }, SSESpecification: { type: 'object' } },
    });
    expect(table.createOnly).toEqual(['/KeySchema', '/TableName']);
    expect(table.conditionalCreateOnly).toEqual(['/SSESpecification']);
  });

  it('unites what both say of rewriting', async () => {
    const group = await overlaid('AWS::RDS::DBParameterGroup', {
      primaryIdentifier: ['/properties/DBParameterGroupName'],
      readOnlyProperties: [],
      propertyTransform: { '/properties/DBParameterGroupName': '$lowercase(DBParameterGroupName)', '/properties/Family': '$trim(Family)' },
      properties: { DBParameterGroupName: { type: 'string' }, Family: { type: 'string' } },
    });
    expect(group.transforms?.['/DBParameterGroupName']?.split(' $OR ')).toContain('$lowercase(DBParameterGroupName)');
    expect(group.transforms?.['/Family']).toBe('$lowercase($value) $OR $trim(Family)');
  });

  it('leaves what the base says where a schema without handlers is silent', async () => {
    const instance = await overlaid('AWS::RDS::DBInstance', {
      primaryIdentifier: ['/properties/DBInstanceIdentifier'],
      readOnlyProperties: [],
      handlers: undefined,
      properties: { DBInstanceIdentifier: { type: 'string' }, MasterUserPassword: { type: 'string' } },
    });
    expect(instance.writeOnly).toContain('/MasterUserPassword');
    expect(instance.createOnly).toContain('/DBInstanceIdentifier');
    expect(instance.stateful).toBe(true);
  });

  it('keeps references of nested properties although the definition has another name', async () => {
    const withRefs = typeOf('AWS::Lambda::Function');
    const nested = Object.entries(withRefs.definitions).find(([, properties]) => properties['SubnetIds']?.refs !== undefined);
    expect(nested?.[0]).toBe('VpcConfig');
    const type = await overlaid('AWS::Lambda::Function', {
      properties: {
        Name: { type: 'string' },
        Arn: { type: 'string' },
        VpcConfig: { type: 'object', properties: { SubnetIds: { type: 'array', items: { type: 'string' } } } },
      },
    });
    expect(type.properties['VpcConfig']?.shape).toEqual({ kind: 'object', definition: 'VpcConfig' });
    expect(type.definitions['VpcConfig']?.['SubnetIds']?.refs).toEqual(withRefs.definitions['VpcConfig']?.['SubnetIds']?.refs);
  });

  it('takes the form of a well-known name from the base where it states none', async () => {
    const bucket = await overlaid('AWS::S3::Bucket', {
      primaryIdentifier: ['/properties/BucketName'],
      properties: { BucketName: { type: 'string', maxLength: 50 }, Arn: { type: 'string' } },
    });
    expect(bucket.properties['BucketName']?.shape).toEqual({ kind: 'string', pattern: '^[a-z0-9][a-z0-9.-]*[a-z0-9]$', minLength: 3, maxLength: 50 });
  });
});
