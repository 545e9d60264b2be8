import { describe, expect, it } from 'vitest';
import { translateTemplates } from '../../src/catalog/cloudformation/translate-templates.ts';
import { attempt, described, facts, node, problems, resources, translation, types } from './translate.ts';

const queue = '  Queue: { Type: AWS::SQS::Queue }\n';

describe('the resources of a template', () => {
  it('stand below the node that names it, by their logical id; ids that differ in capitals alone keep them', () => {
    const made = resources(
      'Resources:\n  PublicSubnetRouteTable2: { Type: AWS::SQS::Queue }\n  VPCGateway: { Type: AWS::SQS::Queue }\n  DBa: { Type: AWS::SQS::Queue }\n  DBA: { Type: AWS::SQS::Queue }',
    );
    expect(Object.keys(made)).toEqual(
      ['web.public_subnet_route_table2', 'web.vpc_gateway', 'web["DBa"]', 'web["DBA"]'].map((name) => (name.startsWith('web["') ? expect.any(String) : name)),
    );
  });

  it('are the same from JSON', () => {
    const yaml = resources('Resources:\n  A:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Retain\n    Properties: { DelaySeconds: 5 }');
    const json = resources(JSON.stringify({ Resources: { A: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain', Properties: { DelaySeconds: '5' } } } }));
    expect(json).toEqual(yaml);
    expect(json['web.a']).toMatchObject({ retain: true, properties: { DelaySeconds: 5 } });
  });

  it('wait for what DependsOn names, for what is not made in its place, and for what they name in plain text', () => {
    const made = resources(`
Resources:
  A: { Type: AWS::SQS::Queue }
  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }
  Wait: { Type: AWS::CloudFormation::WaitCondition, DependsOn: A, Properties: { Handle: !Ref Handle, Timeout: "300" } }
  B: { Type: AWS::SQS::Queue, DependsOn: [Wait] }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: the-logs } }
  Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: the-logs, PolicyDocument: {} } }
`);
    expect(made['web.b']?.dependsOn).toEqual(['web.a']);
    expect(made['web.policy']?.dependsOn).toEqual(['web.bucket']);
    expect(made['web.bucket']?.dependsOn).toEqual([]);
  });

  it('are made in a form that can be read back where theirs cannot', () => {
    const made = resources(`
Resources:
  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [a, b], PolicyDocument: { Statement: [] } } }
  Grant: { Type: AWS::IAM::Policy, Properties: { PolicyName: p, Roles: [r], Groups: [g], PolicyDocument: { Statement: [] } } }
  After: { Type: AWS::SQS::Queue, DependsOn: Grant }
`);
    expect(Object.values(made).map(({ node: address, type }) => [address, type])).toEqual([
      ['web.policy[0]', 'AWS::SQS::QueueInlinePolicy'],
      ['web.policy[1]', 'AWS::SQS::QueueInlinePolicy'],
      ['web.grant[0]', 'AWS::IAM::RolePolicy'],
      ['web.grant[1]', 'AWS::IAM::GroupPolicy'],
      ['web.after', 'AWS::SQS::Queue'],
    ]);
    expect(made['web.policy[1]']?.properties).toEqual({ Queue: 'b', PolicyDocument: { Statement: [] } });
    expect(made['web.after']?.dependsOn).toEqual(['web.grant[0]', 'web.grant[1]']);
  });
});

describe('the parameters of a template', () => {
  const template = `
Parameters:
  Env: { Type: String, AllowedValues: [dev, prod], Description: which one }
  Name: { Type: String, Default: web, AllowedPattern: "[a-z]+", MaxLength: 5 }
  Count: { Type: Number, Default: 2, MinValue: 1, MaxValue: 9 }
  Zones: { Type: "List<AWS::EC2::AvailabilityZone::Name>", Default: "a,b" }
  Secret: { Type: String, NoEcho: true, Default: hidden }
  Ami: { Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /ami }
Resources:
  A: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Sub "\${Env} \${Name} \${Count} \${Ami}", Description: !Join [",", !Ref Zones] } }
`;

  it('are its inputs', () => {
    expect(resources(template, { inputs: { Env: 'prod', Zones: ['x', 'y'] } })['web.a']?.properties).toEqual({
      Type: 'String',
      Value: 'prod web 2 ami-0123456789abcdef0',
      Description: 'x,y',
    });
    const found = described(template);
    expect(found.ok && found.value.inputs).toMatchObject({
      required: ['Env'],
      properties: {
        Env: { type: 'string', enum: ['dev', 'prod'], description: 'which one' },
        Name: { pattern: '^(?:[a-z]+)$', maxLength: 5, default: 'web' },
        Count: { type: 'number', minimum: 1, maximum: 9, default: 2 },
        Zones: { type: 'array', items: { type: 'string' }, default: ['a', 'b'], 'x-aws-type': 'List<AWS::EC2::AvailabilityZone::Name>' },
        Secret: { writeOnly: true },
        Ami: { type: 'string', default: '/ami' },
      },
    });
  });

  it('may come from other nodes, and from outputs of other templates', () => {
    const given = { inputs: { Env: 'dev', Name: '${names.Arn}' } };
    expect(resources(template, given)['web.a']?.properties['Value']).toBe('dev ${names.Arn} 2 ami-0123456789abcdef0');
    const other = node('base', `Resources:\n${queue}Outputs: { Url: { Value: !Ref Queue }, Fixed: { Value: abc } }`);
    const both = resources(template, { inputs: { Env: 'dev', Name: '${base.outputs.Fixed}', Ami: '/ami' }, more: [other] });
    expect(both['web.a']?.properties['Value']).toBe('dev abc 2 ami-0123456789abcdef0');
  });

  it.each([
    [{}, 'Env', 'has no default'],
    [{ Env: 'test' }, 'Env', 'is not one of dev, prod'],
    [{ Env: 'dev', Name: 'UPPER' }, 'Name', 'does not match'],
    [{ Env: 'dev', Name: 'toolong' }, 'Name', 'more than 5'],
    [{ Env: 'dev', Count: 'many' }, 'Count', 'is no number'],
    [{ Env: 'dev', Count: 10 }, 'Count', 'is more than 9'],
    [{ Env: 'dev', Ami: '/none' }, 'Ami', 'there is no SSM parameter'],
    [{ Env: 'dev', Nmae: 'x' }, 'Nmae', 'has no parameter'],
  ])('are refused where they are wrong: %j', (inputs, name, what) => {
    expect(problems(template, { inputs })).toMatchObject([{ code: 'INPUT_INVALID', at: `web.inputs.${name}`, message: expect.stringContaining(what) }]);
  });

  it('have to meet the rules', () => {
    const ruled = `
Parameters: { Env: { Type: String }, Size: { Type: String } }
Rules:
  Small:
    RuleCondition: !Equals [!Ref Env, dev]
    Assertions: [{ Assert: !Contains [[s, m], !Ref Size], AssertDescription: keep it small }]
Resources:
${queue}`;
    expect(problems(ruled, { inputs: { Env: 'dev', Size: 'xl' } })).toMatchObject([
      { code: 'INPUT_INVALID', at: 'web.yaml:4', message: expect.stringContaining('keep it small') },
    ]);
    expect(problems(ruled, { inputs: { Env: 'prod', Size: 'xl' } })).toEqual([]);
  });

  it('name a secret where a dynamic reference does, also one of which a resource tells the name', () => {
    const database = (password: string) => `Resources:
  Login: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: { PasswordLength: 20 } } }
  Db: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, MasterUsername: shop, MasterUserPassword: ${password} } }`;
    const given = (password: string) => resources(database(password))['web.db']?.properties['MasterUserPassword'];
    expect(given(`'{{resolve:secretsmanager:shop/db:SecretString:password}}'`)).toBe("${secret('secretsmanager:shop/db#password')}");
    expect(given(`'{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:111111111111:secret:shop-Ab12:SecretString:password:AWSCURRENT}}'`)).toBe(
      "${secret('secretsmanager:arn:aws:secretsmanager:us-east-1:111111111111:secret:shop-Ab12#password')}",
    );
    expect(given(`'{{resolve:ssm-secure:/shop/db:3}}'`)).toBe("${secret('ssm:/shop/db:3')}");
    expect(given(`!Sub 'a-{{resolve:secretsmanager:\${Login}::password}}'`)).toBe("a-${secret('secretsmanager:*#password', web.login.Id)}");
    expect(given(`!Join ['', ['{{resolve:secretsmanager:', !Ref Login, '}}']]`)).toBe("${secret('secretsmanager:*', web.login.Id)}");
    expect(problems(database(`'{{resolve:secretsmanager:shop:SecretString:a:AWSPREVIOUS}}'`))).toMatchObject([
      { code: 'TEMPLATE_UNSUPPORTED', at: 'web.yaml:3' },
    ]);
    expect(problems(database(`!Base64 '{{resolve:secretsmanager:shop}}'`))).toMatchObject([{ code: 'TEMPLATE_UNSUPPORTED' }]);
  });

  it('say what has to be read first', () => {
    const made = translateTemplates([node('web', template, { inputs: { Env: 'dev' } })], {
      deployment: 'shop',
      types,
      facts: () => ({ stored: new Map(), zones: new Map(), exported: new Map() }),
    });
    expect(made.ok && 'needs' in made.value && [...(made.value.needs.get('web')?.stored ?? [])]).toEqual(['/ami']);
  });
});

describe('stacks that belong together', () => {
  it('import what another deployment exports, which is read first', () => {
    const importer = `Resources: { Group: { Type: AWS::RDS::DBSubnetGroup, Properties: { DBSubnetGroupDescription: d, SubnetIds: !Split [',', !ImportValue standing-Subnets] } } }`;
    expect(resources(importer)['web.group']?.properties['SubnetIds']).toEqual(['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2']);
    const made = translateTemplates([node('web', importer)], {
      deployment: 'shop',
      types,
      facts: () => ({ stored: new Map(), zones: new Map(), exported: new Map() }),
    });
    expect(made.ok && 'needs' in made.value && [...(made.value.needs.get('web')?.exported ?? [])]).toEqual(['standing-Subnets']);
  });

  it('are made of the files beside the template, with their parameters and outputs', () => {
    const outer = `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Net: { Type: AWS::CloudFormation::Stack, DeletionPolicy: Retain, Properties: { TemplateURL: ./parts/net.yaml, Parameters: { Vpc: !Ref Vpc } } }
  Out: { Type: AWS::SSM::Parameter, DependsOn: Net, Properties: { Type: String, Value: !GetAtt Net.Outputs.Subnet } }
`;
    const inner =
      'Parameters: { Vpc: { Type: "AWS::EC2::VPC::Id" } }\nResources:\n  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }\nOutputs: { Subnet: { Value: !Ref Subnet } }';
    const made = resources(outer, { files: { 'parts/net.yaml': inner } });
    expect(made['web.net.subnet']).toMatchObject({ type: 'AWS::EC2::Subnet', retain: true, properties: { VpcId: '${web.vpc.VpcId}' } });
    expect(made['web.out']).toMatchObject({ dependsOn: ['web.net.subnet'], properties: { Value: '${web.net.subnet.SubnetId}' } });
    expect(problems(outer)[0]).toMatchObject({ code: 'TEMPLATE_INVALID', at: 'web.yaml:4' });
    const itself = 'Resources:\n  Self: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./web.yaml } }';
    expect(problems(itself)[0]?.message).toContain('nested more than 8 deep');
  });

  it('are made of the copy beside the template where they are named by an address, and refused where there is none', () => {
    const outer = `Resources:
  Net: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: !Sub "https://files.s3.\${AWS::URLSuffix}/v1/parts/net.yaml?x=/web.yaml" } }`;
    const given = (path: string) => ({ files: { [path]: `Resources:\n${queue}` } });
    expect(Object.keys(resources(outer, given('parts/net.yaml')))).toEqual(['web.net.queue']);
    expect(Object.keys(resources(outer, given('net.yaml')))).toEqual(['web.net.queue']);
    expect(translation(outer, given('net.yaml')).notes.map(({ message }) => message)).toContainEqual(expect.stringContaining('the copy beside this one'));
    expect(problems(outer, given('other.yaml'))).toMatchObject([{ code: 'TEMPLATE_UNSUPPORTED', at: 'web.yaml:2' }]);
  });

  it('are bound by exports and imports', () => {
    const exporter = node('base', `Resources:\n${queue}Outputs: { Url: { Value: !Ref Queue, Export: { Name: !Sub "\${AWS::StackName}-url" } } }`);
    const importer = 'Resources:\n  Out: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !ImportValue shop-base-url } }';
    expect(resources(importer, { more: [exporter] })['web.out']?.properties['Value']).toBe('${base.queue.QueueUrl}');
    expect(problems(importer)).toMatchObject([{ code: 'TEMPLATE_UNSUPPORTED', at: 'web.yaml:2', message: expect.stringContaining('shop-base-url') }]);
  });

  it('export what they import themselves, in whatever order they stand, and never what rests on itself', () => {
    const first = node('first', `Resources:\n${queue}Outputs: { Url: { Value: !ImportValue second-url, Export: { Name: first-url } } }`);
    const second = node('second', `Resources:\n${queue}Outputs: { Url: { Value: !Ref Queue, Export: { Name: second-url } } }`);
    const importer = 'Resources:\n  Out: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !ImportValue first-url } }';
    expect(resources(importer, { more: [first, second] })['web.out']?.properties['Value']).toBe('${second.queue.QueueUrl}');
    const circle = node('second', `Resources:\n${queue}Outputs: { Url: { Value: !ImportValue first-url, Export: { Name: second-url } } }`);
    expect(
      problems(importer, { more: [first, circle] })
        .map(({ message }) => message)
        .join(),
    ).toContain('rests on itself');
  });

  it.each(['first', 'last'])('give on what they import, also to what exports in turn, and to what they import of: named %s', (place) => {
    const giver = node('giver', `Resources:\n${queue}Outputs: { Nets: { Value: !ImportValue standing-Subnets }, Url: { Value: !ImportValue shop-taker-url } }`);
    const taker = node(
      'taker',
      `Parameters: { A: { Type: String } }
Conditions: { Some: !Not [!Equals [!Ref A, ""]] }
Resources:
${queue}  Out: { Type: AWS::SSM::Parameter, Condition: Some, Properties: { Type: String, Value: !Ref A } }
Outputs: { Url: { Value: !Ref Queue, Export: { Name: !Sub "\${AWS::StackName}-url" } } }`,
      { inputs: { A: '${giver.outputs.Nets}' } },
    );
    const made = translateTemplates(place === 'first' ? [giver, taker] : [taker, giver], { deployment: 'shop', types, facts: () => facts });
    if (!made.ok || 'needs' in made.value) throw new Error(JSON.stringify(made));
    expect(made.value.resources.get('taker')?.find(({ node: address }) => address === 'taker.out')?.properties['Value']).toMatch(/^subnet-/);
    expect(made.value.outputs.get('giver')?.get('Url')).toBe('${taker.queue.QueueUrl}');
    expect(made.value.exports).toMatchObject([{ name: 'shop-taker-url', value: '${taker.queue.QueueUrl}' }]);
    expect([...(made.value.outputOrigins.get('giver')?.get('Nets') ?? [])]).toEqual(['Fn::ImportValue:standing-Subnets']);
  });

  it('refuse inputs that rest on their own outputs', () => {
    const echo = 'Parameters: { A: { Type: String } }\nResources:\n  Queue: { Type: AWS::SQS::Queue }\nOutputs: { B: { Value: !Ref A } }';
    expect(problems(echo, { inputs: { A: '${web.outputs.B}' } }).map(({ code }) => code)).toContain('GRAPH_CYCLE');
  });
});

describe('what CloudFormation does around resources', () => {
  it('is said with its line', () => {
    const { notes } = translation(`
Resources:
  Server:
    Type: AWS::EC2::Instance
    CreationPolicy: { ResourceSignal: { Count: 3 } }
    UpdatePolicy: {}
    DeletionPolicy: Snapshot
    UpdateReplacePolicy: Snapshot
    Metadata: { AWS::CloudFormation::Init: {} }
    Properties: { ImageId: ami-1, UserData: !Base64 "cfn-init -v; cfn-signal -e 0" }
`);
    expect(notes.map(({ at }) => at)).toEqual(['web.yaml:5', 'web.yaml:6', 'web.yaml:7', 'web.yaml:8', 'web.yaml:9', 'web.yaml:10']);
    expect(notes.map(({ message }) => message).join('\n')).toMatch(/3 signal.*rolling.*no snapshot.*no snapshot.*cfn-init would read.*cfn-init, cfn-signal/s);
  });
});

describe('a template that cannot be taken', () => {
  const resource = (type: string, rest = ''): string => `Resources:\n  Part:\n    Type: ${type}\n${rest}`;
  it.each([
    ['a macro', `Transform: AWS::Serverless-2016-10-31\n${resource('AWS::SQS::Queue')}`, 'TEMPLATE_UNSUPPORTED', 'web.yaml:1'],
    [
      'a part that a macro makes',
      resource('AWS::SQS::Queue', '    Properties: { "Fn::Transform": { Name: AWS::Include } }'),
      'TEMPLATE_UNSUPPORTED',
      'web.yaml:4',
    ],
    ['a serverless type', resource('AWS::Serverless::Function'), 'TEMPLATE_UNSUPPORTED', 'web.yaml:3'],
    ['a custom resource', resource('Custom::Thing'), 'TEMPLATE_UNSUPPORTED', 'web.yaml:3'],
    [
      'a dynamic reference to nobody',
      resource('AWS::SQS::Queue', '    Properties: { QueueName: "{{resolve:vault:a:b}}" }'),
      'TEMPLATE_UNSUPPORTED',
      'web.yaml:4',
    ],
    ['a type that is not there', resource('AWS::SQS::Quue'), 'TYPE_UNKNOWN', 'web.yaml:3'],
    ['a tag that nobody knows', resource('AWS::SQS::Queue', '    Properties: { QueueName: !Shell rm }'), 'TEMPLATE_UNSUPPORTED', 'web.yaml:4'],
    ['a name that is not there', resource('AWS::SQS::Queue', '    Properties: { QueueName: !Ref Nmae }'), 'TEMPLATE_INVALID', 'web.yaml:4'],
    [
      'an attribute that is not there',
      resource('AWS::SQS::Queue', '    Properties: {}\n  B: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt Part.Ran } }'),
      'TEMPLATE_INVALID',
      'web.yaml:5',
    ],
    ['no resources', 'Parameters: {}', 'TEMPLATE_INVALID', 'web.yaml'],
    ['a section that nobody knows', `Resorces: {}\n${resource('AWS::SQS::Queue')}`, 'TEMPLATE_INVALID', 'web.yaml:1'],
    ['a name twice', 'Resources:\n  A: { Type: AWS::SQS::Queue }\n  A: { Type: AWS::SQS::Queue }', 'TEMPLATE_INVALID', 'web.yaml:3'],
    ['no YAML', 'Resources: [', 'TEMPLATE_INVALID', 'web.yaml:1'],
    [
      'a condition that rests on itself',
      `Conditions: { A: { Condition: B }, B: { Condition: A } }\n${resource('AWS::SQS::Queue', '    Condition: A')}`,
      'TEMPLATE_INVALID',
      'web.yaml:1',
    ],
    ['a merge', 'x: &x { Type: AWS::SQS::Queue }\nResources:\n  A: { <<: *x }', 'TEMPLATE_UNSUPPORTED', 'web.yaml:3'],
  ])('is refused with its line: %s', (_, template, code, at) => {
    expect(problems(template)[0]).toMatchObject({ code, at });
    const found = described(template);
    if (code !== 'TEMPLATE_INVALID') expect(found).toMatchObject({ ok: false, problems: [{ code, at }] });
  });

  it('is refused soon, however it grows', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]`)
      .join('\n')}\nResources:\n${queue}`;
    expect(problems(bomb)[0]?.message).toContain('aliases');
    expect(problems(`Resources: ${'['.repeat(50_000)}`)[0]?.code).toBe('TEMPLATE_INVALID');
    expect(problems(`Resources: ${'['.repeat(200)}${']'.repeat(200)}`)[0]?.message).toContain('nested');
    expect(problems(`Resources:\n${queue}# ${'x'.repeat(10 * 1024 * 1024)}`)[0]?.message).toContain('larger');
    const loop = (depth: number): string =>
      depth === 0
        ? '{ "A${a}x${b}x${c}x${d}x${e}x${f}": { Type: AWS::SQS::Queue } }'
        : `{ "Fn::ForEach::L${depth}": [ "${'abcdefg'[depth - 1]}", [${Array.from({ length: 20 }, (_, index) => index).join(',')}], ${loop(depth - 1)} ] }`;
    expect(problems(`Transform: AWS::LanguageExtensions\nResources: ${loop(6)}`)[0]?.message).toContain('loops');
  });

  it('tells of all that is wrong in one go', () => {
    expect(
      problems('Resources:\n  A: { Type: Custom::A }\n  B: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref X } }\n  C: { Type: AWS::X::Y }').map(
        ({ at }) => at,
      ),
    ).toEqual(['web.yaml:2', 'web.yaml:4', 'web.yaml:3']);
    expect(attempt('Resources: {}').ok).toBe(true);
  });

  it('calls each policy that it lists by its place in the list, so that a longer list leaves the first as it is', () => {
    const policy = (queues: string) =>
      `Resources:\n  P: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [${queues}], PolicyDocument: { Statement: [] } } }\n`;
    expect(Object.keys(resources(policy('a')))).toEqual(['web.p[0]']);
    expect(Object.keys(resources(policy('a, b')))).toEqual(['web.p[0]', 'web.p[1]']);
    expect(described(policy('a'))).toMatchObject({ ok: true, value: { resources: [{ id: 'P', type: 'AWS::SQS::QueueInlinePolicy' }] } });
  });

  it('imports only what is exported in its own region, and refuses a name that two export there', () => {
    const exports =
      'Resources:\n  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\nOutputs:\n  Id: { Value: !Ref V, Export: { Name: shared } }\n';
    const imports = 'Resources:\n  G: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: g, VpcId: !ImportValue shared } }\n';
    const elsewhere = { ...node('far', exports), place: { ...node('far', exports).place, region: 'eu-west-1' } };
    expect(resources(imports, { more: [node('near', exports), elsewhere] })['web.g']?.properties).toMatchObject({ VpcId: '${near.v.VpcId}' });
    expect(problems(imports, { more: [elsewhere] })[0]?.message).toContain(
      'which neither a template of this deployment nor another deployment exports in us-east-1',
    );
    expect(problems(imports, { more: [node('near', exports), node('other', exports)] })[0]?.message).toContain('near and other both export shared');
  });

  it('is refused for a text that nested stacks double again and again', () => {
    const nested = (step: number) =>
      `Parameters: { P: { Type: String } }\nResources:\n${
        step === 0
          ? '  Out: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Ref P } }\n'
          : `  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./n${step - 1}.yaml, Parameters: { P: !Sub "\${P}\${P}\${P}\${P}\${P}\${P}\${P}\${P}\${P}\${P}" } } }\n`
      }`;
    const files = Object.fromEntries(Array.from({ length: 7 }, (_, step) => [`n${step}.yaml`, nested(step)]));
    expect(problems(nested(7), { files, inputs: { P: 'x'.repeat(100) } })[0]?.message).toContain('grows longer than 1000000 characters');
  });
});

describe('which parameters decide a resource', () => {
  const template = `Parameters: { Env: { Type: String, Default: dev }, Name: { Type: String }, Other: { Type: String, Default: x } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "\${Name}-jobs", VisibilityTimeout: !If [Prod, 60, 30], DelaySeconds: 1 } }
  Letters: { Type: AWS::SQS::Queue, Condition: Prod }
  Inner: { Type: AWS::CloudFormation::Stack, Condition: Prod, Properties: { TemplateURL: inner.yaml, Parameters: { Label: !Ref Name } } }
`;
  const inner = `Parameters: { Label: { Type: String }, Env: { Type: String, Default: own } }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Label, DisplayName: !Ref Env } }
`;

  it('is followed through conditions and nested stacks, as far as they were given', () => {
    const made = resources(template, { inputs: { Env: 'prod', Name: 'shop' }, files: { 'inner.yaml': inner } });
    expect(made['web.queue']?.parameters).toEqual({ presence: [], places: { '/QueueName': ['Name'], '/VisibilityTimeout': ['Env'] } });
    expect(made['web.letters']?.parameters).toEqual({ presence: ['Env'], places: {} });
    const [topic] = Object.entries(made).flatMap(([node, resource]) => (node.endsWith('topic') ? [resource] : []));
    expect(topic?.parameters).toEqual({ presence: ['Env'], places: { '/TopicName': ['Name'] } });
    const fewer = resources(template, { inputs: { Name: 'shop' }, files: { 'inner.yaml': inner } });
    expect(fewer['web.queue']?.parameters).toEqual({ presence: [], places: { '/QueueName': ['Name'] } });
  });

  it('is followed into what loops over them write, and into a form that can be read back', () => {
    const made = resources(
      `Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList }, Roles: { Type: CommaDelimitedList } }
Resources:
  'Fn::ForEach::Queues': [Name, !Ref Names, { 'Q&{Name}': { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "q-\${Name}", DelaySeconds: 1, Tags: [{ Key: of, Value: !Ref Name }] } } }]
  Plain: { Type: AWS::SQS::Queue, Properties: { 'Fn::ForEach::Names': [Name, [x], { QueueName: !Ref Name }] } }
  Grant: { Type: AWS::IAM::Policy, Properties: { PolicyName: p, Roles: !Ref Roles, PolicyDocument: { Statement: [] } } }
`,
      { inputs: { Names: ['a'], Roles: ['r'] } },
    );
    expect(made['web.qa']?.parameters).toEqual({ presence: ['Names'], places: { '/QueueName': ['Names'], '/Tags/*/Value': ['Names'] } });
    expect(made['web.plain']?.parameters).toBeUndefined();
    expect(made['web.grant[0]']?.parameters?.places).toMatchObject({ '/RoleName': ['Roles'] });
  });

  it('is followed through the outputs of nested stacks and what another template exports, and is told of outputs', () => {
    const outer = `Parameters: { Name: { Type: String }, Env: { Type: String, Default: dev } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml, Parameters: { Label: !Ref Name } } }
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !GetAtt Inner.Outputs.Label, TopicName: !ImportValue base-tier } }
Outputs:
  Both: { Condition: Prod, Value: !Sub "\${Inner.Outputs.Label}-x" }
  Url: { Value: !ImportValue base-tier }
  Plain: { Value: x }
`;
    const within = `Parameters: { Label: { Type: String } }\nResources:\n${queue}Outputs: { Label: { Value: !Ref Label } }`;
    const base = `Parameters: { Tier: { Type: String } }\nResources:\n${queue}Outputs: { Tier: { Value: !Ref Tier, Export: { Name: base-tier } } }`;
    const made = translation(outer, {
      inputs: { Name: 'shop', Env: 'prod' },
      files: { 'inner.yaml': within },
      more: [node('base["a"]', base, { inputs: { Tier: 'one' } })],
    });
    const topic = made.resources.get('web')?.find(({ type }) => type === 'AWS::SNS::Topic');
    expect(topic?.parameters).toEqual({ presence: [], places: { '/DisplayName': ['Name'], '/TopicName': ['base["a"]:Tier'] } });
    expect(made.outputOrigins.get('web')).toEqual(
      new Map([
        ['Both', new Set(['Name', 'Env'])],
        ['Url', new Set(['base["a"]:Tier'])],
        ['Plain', new Set()],
      ]),
    );
  });

  it('is found out once of what nested stacks name again and again', () => {
    const nested = (step: number) =>
      step === 0
        ? `Parameters: { P: { Type: String } }\nResources:\n${queue}Outputs: { V: { Value: !Ref P } }`
        : `Parameters: { P: { Type: String, Default: "" } }
Resources: { In: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: n${step - 1}.yaml, Parameters: { P: !Join ["", [${'!Ref P, '.repeat(40)} !Ref P]] } } } }
Outputs: { V: { Value: !Join ["", [${'!GetAtt In.Outputs.V, '.repeat(40)} ""]] } }`;
    const files = Object.fromEntries(Array.from({ length: 6 }, (_, step) => [`n${step}.yaml`, nested(step)]));
    expect(translation(nested(6), { files, inputs: { P: '' } }).outputOrigins.get('web')).toEqual(new Map([['V', new Set(['P'])]]));
  });
});
