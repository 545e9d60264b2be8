import { describe, expect, it } from 'vitest';
import { describeChart } from './describe-chart.ts';

function described(files: Readonly<Record<string, string>>) {
  const result = describeChart(
    Object.entries({ 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', ...files }).map(([path, text]) => ({ path, text })),
  );
  if (!result.ok) throw new Error(`${result.problems[0]?.at} ${result.problems[0]?.message}`);
  return result.value;
}

const values = `# The chart of the web.

# -- How many of it run.
replicas: 2
image:
  ## @param image.tag [string] Which build
  tag: latest
  # pullPolicy: Always
  pullSecrets: []
annotations: {}
name:
shared: &shared
  cpu: 0.5
again: *shared
hosts:
  - a.example.com
`;

describe('what a Helm chart takes', () => {
  it('is every value that values.yaml shows, with its type, default and comment; what shows none is noted', () => {
    const { inputs, outputs, notes } = described({ 'values.yaml': values });
    const cpu = { type: 'object', properties: { cpu: { type: 'number', default: 0.5 } } };
    expect(inputs).toEqual({
      type: 'object',
      properties: {
        replicas: { type: 'integer', default: 2, description: 'How many of it run.' },
        image: {
          type: 'object',
          properties: { tag: { type: 'string', default: 'latest', description: 'Which build' }, pullSecrets: { type: 'array', default: [] } },
        },
        annotations: { type: 'object', default: {} },
        name: { default: null },
        shared: cpu,
        again: cpu,
        hosts: { type: 'array', items: { type: 'string' }, default: ['a.example.com'] },
      },
    });
    expect(outputs).toEqual({ type: 'object', properties: {} });
    expect(notes).toEqual([
      { at: 'values.yaml:9', message: 'value image.pullSecrets is an empty list: what its items are is not known' },
      { at: 'values.yaml:10', message: 'value annotations is an empty map: which members it may have is not known' },
      { at: 'values.yaml:11', message: 'value name shows no value, so that its type is not known' },
    ]);
  });

  it('is what values.schema.json declares, completed by values.yaml: references and compositions written out, nothing required that has a default', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      required: ['replicas', 'host'],
      properties: {
        replicas: { type: 'integer', minimum: 1 },
        host: { type: 'string' },
        image: { allOf: [{ $ref: '#/definitions/image' }, { properties: { tag: { description: 'a build' } } }] },
        strict: { type: 'object', additionalProperties: false, properties: {} },
      },
      definitions: { image: { type: 'object', properties: { tag: { type: 'string' } } } },
    };
    const { inputs, notes } = described({
      'values.schema.json': JSON.stringify(schema),
      'values.yaml': 'replicas: 3\nimage:\n  tag: v1\nstrict:\n  odd: 1\nextra: true\n',
    });
    expect(inputs).toMatchObject({
      required: ['host'],
      properties: {
        replicas: { type: 'integer', minimum: 1, default: 3 },
        host: { type: 'string' },
        image: { type: 'object', properties: { tag: { type: 'string', description: 'a build', default: 'v1' } } },
        extra: { type: 'boolean', default: true },
      },
    });
    expect(notes.map(({ message }) => message)).toEqual([
      'value strict.odd is not among the properties of values.schema.json',
      'value extra is not in values.schema.json: its type is taken from values.yaml',
    ]);
  });

  it('ends where a schema refers to itself or elsewhere, which is noted', () => {
    const schema = {
      properties: { a: { $ref: '#/definitions/a' }, b: { $ref: 'https://example.com/b.json' } },
      definitions: { a: { $ref: '#/definitions/a' } },
    };
    const { notes } = described({ 'values.schema.json': JSON.stringify(schema), 'values.yaml': 'a: 1\nb: 2\n' });
    expect(notes.map(({ message }) => message)).toEqual([
      'a refers to #/definitions/a, which is not read',
      'b refers to https://example.com/b.json, which is not read',
    ]);
  });

  it('names hooks, definitions, lookups and dependencies with their places', () => {
    const { notes } = described({
      'Chart.yaml': 'name: web\nversion: 1.0.0\ndependencies:\n  - name: redis\n    version: ^1.0.0\n    repository: https://charts.example.com\n',
      'values.yaml': 'a: 1\n',
      'templates/job.yaml': 'kind: Job\nmetadata:\n  annotations:\n    "helm.sh/hook": pre-install,pre-upgrade\n',
      'templates/secret.yaml': '{{- $old := lookup "v1" "Secret" .Release.Namespace "x" }}\n',
      'crds/things.yaml': 'kind: CustomResourceDefinition\n',
      'README.md': 'helm.sh/hook: no\n',
    });
    expect(notes.map(({ at, message }) => `${at} ${message.split(':')[0]}`)).toEqual([
      'Chart.yaml:4 it depends on chart redis ^1.0.0 from https',
      'crds/things.yaml:1 a custom resource definition',
      'templates/job.yaml:4 a hook',
      'templates/secret.yaml:1 it looks into the cluster while the chart is rendered',
    ]);
  });

  it.each([
    [{ 'Chart.yaml': 'name: [', 'values.yaml': '' }, 'Chart.yaml:1'],
    [{ 'values.yaml': 'a: b: c' }, 'values.yaml:1'],
    [{ 'values.schema.json': '{', 'values.yaml': 'a: 1' }, 'values.schema.json:1'],
  ])('is refused where a file cannot be read, with its line: %j', (files, at) => {
    expect(() => described(files as never)).toThrow(at);
  });

  it('is refused where there is no chart', () => {
    expect(describeChart([{ path: 'values.yaml', text: 'a: 1' }])).toMatchObject({ ok: false, problems: [{ code: 'ARTIFACT_INVALID', at: 'Chart.yaml' }] });
  });
});
