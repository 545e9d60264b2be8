import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importArtifact } from '../../src/app/import-artifact.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asbuilt-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const imported = (path: string) => importArtifact({ home: join(folder, 'home'), cwd: folder, user: 'ada' }, path);

describe('a source that is imported', () => {
  it.each([
    [
      'a Terraform module',
      'Net-Work',
      { 'Net-Work/main.tf': 'variable "cidr" { type = string }\noutput "id" { value = aws_vpc.this.id }\n' },
      { type: 'terraform', source: '.' },
      'net_work',
      ['cidr'],
      ['id'],
    ],
    [
      'a Helm chart',
      'web',
      { 'web/Chart.yaml': 'name: web\nversion: 1.0.0\n', 'web/values.yaml': 'replicas: 2\n' },
      { type: 'helm', source: '.' },
      'web',
      ['replicas'],
      [],
    ],
    [
      'a procedure of the AWS CLI',
      'mark',
      {
        'mark/procedure.yaml':
          'steps: [{ name: a, aws: [ssm, get-parameter, --name, "${inputs.name}"], gives: { arn: Parameter.ARN } }]\noutputs: { arn: "${a.arn}" }\nundo: [{ name: b, aws: [ssm, delete-parameter, --name, "${outputs.arn}"] }]\n',
      },
      { type: 'aws-cli', source: '.', undo: true },
      'mark',
      ['name'],
      ['arn'],
    ],
    ['a folder of Python', 'seed', { 'seed/main.py': 'def main(table: str): ...\n' }, { type: 'python', source: '.' }, 'seed', ['table'], []],
    ['a Python script', 'move.py', { 'move.py': 'def main(table: str): ...\n' }, { type: 'python', source: '.' }, 'move', ['table'], []],
    [
      'a CloudFormation template',
      'topic.yaml',
      {
        'topic.yaml':
          'Description: a topic\nParameters: { Name: { Type: String } }\nResources: { T: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Name } } }\n',
      },
      { type: 'aws', template: './topic.yaml' },
      'topic',
      ['Name'],
      [],
    ],
  ])('is described in a file beside it, and stays as it is: %s', async (_, path, files, engine, name, inputs, outputs) => {
    write(files as unknown as Record<string, string>);
    const result = await imported(path);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { artifact, path: written } = result.value;
    // A chart says its own version; the others get a first one.
    const version = engine.type === 'helm' ? '1.0.0' : '0.1.0';
    expect(artifact).toMatchObject({ name, version, engine });
    const document = parse(readFileSync(join(folder, written), 'utf8'));
    expect(document).toEqual({
      apiVersion: 'asbuilt.dev/v1',
      kind: 'Artifact',
      metadata: { name, version, owner: 'ada', description: expect.any(String) },
      engine,
      inputs: artifact.inputs,
      outputs: artifact.outputs,
    });
    expect(Object.keys(document.inputs.properties)).toEqual(inputs);
    expect(Object.keys(document.outputs.properties ?? {})).toEqual(outputs);
    for (const [file, text] of Object.entries(files)) expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
  });

  it('alone says which folder is its source, and what has to be its name', async () => {
    write({ 'py/main.py': 'def main(table: str): ...\n', 'move.py': 'def main(table: str): ...\n' });
    const told = async (path: string) => {
      const result = await imported(path);
      return result.ok ? result.value.notes.map(({ message }) => message).join('\n') : JSON.stringify(result.problems);
    };
    expect(await told('py/main.py')).not.toContain('give main.py');
    expect(parse(readFileSync(join(folder, 'py/asbuilt.yaml'), 'utf8')).metadata.name).toBe('py');
    rmSync(join(folder, 'py/asbuilt.yaml'));
    expect(await told('py/main.py')).toContain('all that is in its folder is part of the source');
    expect(await told('move.py')).toContain('give move.py that name');
  });

  it('is refused where an artifact is there already, which stays', async () => {
    write({ 'web/main.tf': 'variable "a" {}\n', 'web/asbuilt.yaml': 'mine\n' });
    expect(await imported('web')).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID' }] });
    expect(readFileSync(join(folder, 'web/asbuilt.yaml'), 'utf8')).toBe('mine\n');
  });

  it.each([
    ['web', { 'web/readme.md': 'hello' }, 'SOURCE_UNUSABLE', 'web'],
    ['nothing', {}, 'SOURCE_UNUSABLE', 'nothing'],
    ['web', { 'web/main.tf': 'variable "a" {' }, 'ARTIFACT_INVALID', 'main.tf:1'],
    ['x.py', { 'x.py': 'def (' }, 'ARTIFACT_INVALID', 'x.py:1'],
  ])('is refused with its place, and leaves nothing, where it cannot be read: %s %j', async (path, files, code, at) => {
    write(files as unknown as Record<string, string>);
    const before = readdirSync(folder, { recursive: true }).sort();
    expect(await imported(path)).toMatchObject({ ok: false, problems: [{ code, at }] });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });
});
