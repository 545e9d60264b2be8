import { describe, expect, it } from 'vitest';
import { problems, resources, text } from './translate.ts';

const later = 'web.vpc.VpcId';

describe('the functions of a template', () => {
  it.each([
    ['!Ref AWS::Region', 'us-east-1'],
    ['!Sub "${AWS::Partition} ${AWS::AccountId} ${AWS::URLSuffix}"', 'aws 111111111111 amazonaws.com'],
    ['!Ref AWS::StackName', 'shop-web'],
    ['!Join ["-", [a, 1, true]]', 'a-1-true'],
    ['!Select [1, [a, b]]', 'b'],
    ['!Select ["0", !Split [",", "a,b"]]', 'a'],
    ['!Base64 abc', 'YWJj'],
    ['!Select [1, !Cidr [10.0.0.0/16, 2, 8]]', '10.0.1.0/24'],
    ['!Select [0, !GetAZs ""]', 'us-east-1a'],
    ['!Select [0, !GetAZs eu-west-1]', 'eu-west-1a'],
    ['!Sub ["${x}/${!Literal}", { x: !Ref AWS::Region }]', 'us-east-1/$${Literal}'],
    ['!ToJsonString { a: !Ref AWS::Region, b: [1] }', '{"a":"us-east-1","b":[1]}'],
    ['!Sub "${AWS::NoValue}x"', 'x'],
    ['"{{resolve:ssm:/ami}}"', 'ami-0123456789abcdef0'],
    ['!Ref Vpc', `\${${later}}`],
    ['!GetAtt Vpc.CidrBlock', '${web.vpc.CidrBlock}'],
    ['!Sub "costs $${Vpc}"', `costs \${"$"}\${${later}}`],
    ['!Join [":", [a, !Ref Vpc]]', `a:\${${later}}`],
    ['!Select [0, !Split ["-", !Ref Vpc]]', `\${select(0, split("-", ${later}))}`],
    ['!Base64 { "Fn::Sub": "echo \\"${Vpc}\\"" }', `\${base64(join("", ["echo \\"", ${later}, "\\""]))}`],
    ['!Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]', '${select(0, cidr(web.vpc.CidrBlock, 4, 8))}'],
    ['!ToJsonString { id: !Ref Vpc }', `{"id":\${json(${later})}}`],
  ])('%s comes to %s', (expression, value) => {
    expect(text(expression)).toBe(value);
  });

  it('leaves out what is no value, and chooses by conditions without looking at the other way', () => {
    const made = resources(`
Parameters: { Env: { Type: String, Default: dev } }
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Not [{ Condition: Prod }]
  Both: !And [{ Condition: Prod }, { Condition: Dev }]
  One: !Or [{ Condition: Prod }, { Condition: Dev }]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !If [Prod, !GetAtt Missing.Arn, !Ref AWS::NoValue]
      DelaySeconds: !If [One, "5", "6"]
      Tags: [!If [Both, { Key: a, Value: b }, !Ref AWS::NoValue], { Key: c, Value: d }]
  Missing: { Type: AWS::SQS::Queue, Condition: Prod }
`);
    expect(Object.keys(made)).toEqual(['web.queue']);
    expect(made['web.queue']?.properties).toEqual({ DelaySeconds: 5, Tags: [{ Key: 'c', Value: 'd' }] });
  });

  it('finds in mappings, with a default where there is one', () => {
    const mappings = 'Mappings: { Sizes: { us-east-1: { Small: s3 } } }';
    expect(text('!FindInMap [Sizes, !Ref AWS::Region, Small]', mappings)).toBe('s3');
    expect(text('!FindInMap [Sizes, !Ref AWS::Region, Large, { DefaultValue: none }]', mappings)).toBe('none');
    expect(problems(`${mappings}\nResources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: !FindInMap [Sizes, x, Small] }`)).toMatchObject([
      { code: 'TEMPLATE_INVALID', at: 'web.yaml:5', message: expect.stringContaining('Mappings has no Sizes → x → Small') },
    ]);
  });

  it('writes loops out, in names and texts', () => {
    const made = resources(`
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: "orders,pay-ments" } }
Resources:
  'Fn::ForEach::Queues':
    - Name
    - !Ref Names
    - 'Queue&{Name}':
        Type: AWS::SQS::Queue
        Properties: { QueueName: !Sub "q-\${Name}", Tags: [{ Key: n, Value: !Ref Name }] }
`);
    expect(made['web.queueorders']?.properties).toEqual({ QueueName: 'q-orders', Tags: [{ Key: 'n', Value: 'orders' }] });
    expect(made['web.queuepayments']?.properties['QueueName']).toBe('q-pay-ments');
  });

  it('gives what Ref gives in CloudFormation, where that is not the identifier', () => {
    const made = resources(`
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }
  Part: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: p } }
  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day) } }
  Out: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Sub "\${Part} \${Rule}" } }
`);
    expect(made['web.out']?.properties['Value']).toBe('${web.part.ResourceId} ${web.rule.Name}');
  });
});

describe('scalars of a template', () => {
  it('are converted to what the type’s schema wants', () => {
    const made = resources(`
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: "5", FifoQueue: "true", QueueName: 12345.fifo, Tags: [{ Key: size, Value: 5 }, { Key: flag, Value: true }] } }
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn, Code: { ZipFile: x }, Timeout: "30", Environment: { Variables: { PORT: 8080, DEBUG: Yes } } }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Version: 2012-10-17, Statement: [] } } }
`);
    expect(made['web.queue']?.properties).toEqual({
      DelaySeconds: 5,
      FifoQueue: true,
      QueueName: '12345.fifo',
      Tags: [
        { Key: 'size', Value: '5' },
        { Key: 'flag', Value: 'true' },
      ],
    });
    expect(made['web.function']?.properties).toMatchObject({ Timeout: 30, Environment: { Variables: { PORT: '8080', DEBUG: 'true' } } });
    expect(made['web.role']?.properties['AssumeRolePolicyDocument']).toEqual({ Version: '2012-10-17', Statement: [] });
  });

  it('keep their spelling where it would be lost: versions, dates, leading zeros, sixties', () => {
    const spelled = ['5.10', '2012-10-17', '007', '012345678901', '22:22', '1e3', 'y', 'N', '0x1F'];
    for (const one of spelled) expect(text(one)).toBe(one);
  });

  it('are converted later where they come later', () => {
    const made = resources(`
Resources:
  Db: { Type: AWS::RDS::DBInstance, Properties: { DBInstanceClass: db.t3.micro, Engine: mysql, AllocatedStorage: 20, ManageMasterUserPassword: true, MasterUsername: a } }
  Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: sg-1, IpProtocol: tcp, FromPort: !GetAtt Db.Endpoint.Port, ToPort: !GetAtt Db.Endpoint.Port } }
`);
    expect(made['web.rule']?.properties['FromPort']).toBe('${number(web.db.Endpoint.Port)}');
    expect(made['web.db']?.properties['AllocatedStorage']).toBe('20');
  });
});
