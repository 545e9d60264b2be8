import { beforeEach, describe, expect, it } from 'vitest';
import { readDocuments } from '../../src/catalog/read-document.ts';
import { Library } from './library.ts';

let library: Library;
beforeEach(() => {
  library = new Library();
});

const head = `apiVersion: asbuilt.dev/v1
kind: Artifact
metadata: { name: thing, version: 1.0.0, owner: us, description: a thing }
engine: { type: aws }
`;
const inputs = `inputs: { type: object, required: [name], properties: { name: { type: string }, count: { type: integer }, zones: { type: array, items: { type: string } } } }
`;

describe('an artifact is refused, at its file, line and keys,', () => {
  it.each([
    [
      'a resource that is called like a word of expressions',
      'resources: { type: { type: "AWS::S3::Bucket" } }',
      'CATALOG_INVALID web.yaml:6 resources.type: a resource cannot be called type',
    ],
    ['a type that is not there', 'resources: { a: { type: "AWS::S3::Buckett" } }', 'TYPE_UNKNOWN web.yaml:6 resources.a.type'],
    [
      'a property that is not there',
      'resources: { a: { type: "AWS::S3::Bucket", properties: { Bucketname: x } } }',
      'PROPERTY_UNKNOWN web.yaml:6 resources.a.properties.Bucketname',
    ],
    [
      'a value of another type',
      'resources: { a: { type: "AWS::SQS::Queue", properties: { VisibilityTimeout: "60" } } }',
      'PROPERTY_INVALID web.yaml:6 resources.a.properties.VisibilityTimeout',
    ],
    [
      'an input that is not there',
      'resources: { a: { type: "AWS::S3::Bucket", properties: { BucketName: "${inputs.nam}" } } }',
      'REFERENCE_UNKNOWN web.yaml:6 resources.a.properties.BucketName: ${inputs.nam}: inputs has no nam',
    ],
    [
      'an attribute that is not there',
      'resources:\n  a: { type: "AWS::S3::Bucket" }\n  b: { type: "AWS::S3::Bucket", properties: { BucketName: "${a.Arm}" } }',
      'REFERENCE_UNKNOWN web.yaml:8 resources.b.properties.BucketName',
    ],
    [
      'an input of another type',
      'resources: { a: { type: "AWS::S3::Bucket", properties: { BucketName: "${inputs.count}" } } }',
      'EXPRESSION_INVALID web.yaml:6 resources.a.properties.BucketName: ${inputs.count} is a whole number, and a string is expected',
    ],
    ['a list within a text', 'resources: { a: { type: "AWS::S3::Bucket", properties: { BucketName: "x-${inputs.zones}" } } }', 'EXPRESSION_INVALID web.yaml:6'],
    [
      'an expression that does not end',
      'resources: { a: { type: "AWS::S3::Bucket", properties: { BucketName: "${inputs.name" } } }',
      'EXPRESSION_INVALID web.yaml:6',
    ],
    [
      'numbers that do not go together',
      'resources: { a: { type: "AWS::SQS::Queue", properties: { VisibilityTimeout: "${inputs.count * 1.5}" } } }',
      'EXPRESSION_INVALID web.yaml:6',
    ],
    [
      'something computed of a later value',
      'resources:\n  a: { type: "AWS::S3::Bucket" }\n  b: { type: "AWS::SQS::Queue", properties: { VisibilityTimeout: "${size(a.Arn)}" } }',
      'EXPRESSION_INVALID web.yaml:8',
    ],
    [
      'a condition on a later value',
      'resources:\n  a: { type: "AWS::S3::Bucket" }\n  b: { type: "AWS::S3::Bucket", when: "${a.Arn == \'x\'}" }',
      'EXPRESSION_INVALID web.yaml:8 resources.b.when',
    ],
    [
      'a condition that always holds',
      'resources: { a: { type: "AWS::S3::Bucket", when: "${true}" } }',
      'EXPRESSION_INVALID web.yaml:6 resources.a.when: the condition is always true',
    ],
    [
      'a circle',
      'resources:\n  a: { type: "AWS::SQS::Queue", properties: { QueueName: "${b.QueueName}" } }\n  b: { type: "AWS::SQS::Queue", dependsOn: [a] }',
      'GRAPH_CYCLE web.yaml:7 resources.a: a → b → a',
    ],
    [
      'an output that nothing says',
      'resources: { a: { type: "AWS::S3::Bucket" } }\noutputs: { type: object, properties: { arn: { type: string } } }',
      'CATALOG_INVALID web.yaml:7 outputs.properties.arn: nothing says what arn is',
    ],
    [
      'an output of another type',
      'resources: { a: { type: "AWS::S3::Bucket" } }\noutputs: { type: object, properties: { arn: { type: integer } } }\nprovides: { arn: "${a.Arn}" }',
      'EXPRESSION_INVALID web.yaml:8 provides.arn',
    ],
    [
      'a control that is not there',
      'resources: { a: { type: "AWS::S3::Bucket" } }\ncontrols: [privat]',
      'CATALOG_INVALID web.yaml:7 controls[0]: there is no control privat',
    ],
    [
      'the contrary of a control',
      'resources:\n  a: { type: "AWS::S3::Bucket", properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } } }\ncontrols: [private]',
      'CONTROL_CONFLICT web.yaml:7 resources.a.properties.PublicAccessBlockConfiguration.BlockPublicAcls',
    ],
    ['a template, while no language is known', 'engine: { type: aws, template: ./t.json }', 'SOURCE_UNUSABLE'],
    [
      'an engine that is described only',
      'engine: { type: terraform, module: ./m }',
      'CATALOG_INVALID web.yaml:5 engine.type: terraform is described only: nothing runs it yet',
    ],
    [
      'an engine that nobody knows',
      'engine: { type: ansible }',
      'CATALOG_INVALID web.yaml:5 engine.type: there is no engine "ansible": it is one of aws, python, aws-cli',
    ],
    ['resources that are not there', 'controls: []', 'CATALOG_INVALID'],
    ['a field that is not there', 'resorces: {}', 'CATALOG_INVALID web.yaml:1'],
  ])('for %s', async (_, rest, expected) => {
    const text = (rest.startsWith('engine') ? head.replace('engine: { type: aws }\n', '') : head) + inputs + rest;
    const problems = await library.refused(text);
    expect(
      problems.filter((problem) => problem.startsWith(expected)),
      problems.join('\n'),
    ).toHaveLength(1);
    expect(library.lines).toEqual([]);
  });

  it('for an engine that is described only, with a fix that can be followed', async () => {
    const read = readDocuments([{ path: 'web.yaml', text: `${head.replace('engine: { type: aws }\n', '')}engine: { type: helm, source: . }\n` }]);
    expect(read).toMatchObject({ ok: false, problems: [{ at: 'web.yaml:4 engine.type', fix: expect.stringMatching(/^leave the document out/) }] });
  });

  it('for an input schema that could hang whoever uses it', async () => {
    const text =
      head +
      'inputs: { type: object, properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: { items: { $ref: "#/$defs/a" } } } }\nresources: { a: { type: "AWS::S3::Bucket" } }';
    expect((await library.refused(text))[0]).toContain('web.yaml:5 inputs.properties.a.items.$ref: $defs/a leads to itself');
  });

  it('with all that is wrong at once', async () => {
    const problems = await library.refused(
      `${head}${inputs}resources: { a: { type: "AWS::S3::Bucket", properties: { Nope: 1, BucketName: "\${inputs.x}" } } }\ncontrols: [nope]`,
    );
    expect(problems.length).toBeGreaterThanOrEqual(3);
  });

  it('where it is no YAML, at the line', async () => expect((await library.refused('a: [1'))[0]).toMatch(/^CATALOG_INVALID web\.yaml:1: not readable as YAML/));
});

describe('an artifact that is published', () => {
  it('says what it is to those who use it', async () => {
    await library.withExample();
    expect(library.contentOf('work_queue', '1.0.0').facts).toMatchObject({ mustKnow: [], later: { arn: true }, types: ['AWS::SQS::Queue'], resources: 2 });
    expect(library.contentOf('private_bucket', '1.0.0').facts).toMatchObject({
      mustKnow: ['versioned'],
      later: { arn: true, name: ['name'] },
      controls: ['private', 'encrypted'],
    });
    expect(library.contentOf('routing_table', '1.0.0').facts).toMatchObject({ engines: ['python'], later: { table: true }, resources: 0 });
  });

  it('names its source by its content', async () => {
    await library.withExample();
    const { document } = library.contentOf('routing_table', '1.0.0');
    expect(document.kind === 'Artifact' && document.engine.type === 'python' ? library.sources.has(document.engine.source) : false).toBe(true);
  });
});
