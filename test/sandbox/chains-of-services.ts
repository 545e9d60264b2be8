import { bucket, type Chain, database, group, httpApi, lambda, network, pool, queue, rest, role, table, topic } from './chain-parts.ts';

/** Chains of services that need no network. */
export const chainsOfServices: Readonly<Record<string, Chain>> = {
  'an email subscription': { topic, subscription: ['AWS::SNS::Subscription', { TopicArn: '<topic>', Protocol: 'email', Endpoint: 'someone@example.com' }] },
  'an https subscription': {
    topic,
    subscription: ['AWS::SNS::Subscription', { TopicArn: '<topic>', Protocol: 'https', Endpoint: 'https://example.com/hook' }],
  },
  'a queue subscription': { topic, queue, subscription: ['AWS::SNS::Subscription', { TopicArn: '<topic>', Protocol: 'sqs', Endpoint: '<queue.Arn>' }] },
  'a function subscription and its permission': {
    topic,
    ...lambda,
    permission: [
      'AWS::Lambda::Permission',
      { FunctionName: '<function>', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com', SourceArn: '<topic>' },
    ],
    subscription: ['AWS::SNS::Subscription', { TopicArn: '<topic>', Protocol: 'lambda', Endpoint: '<function.Arn>' }],
  },
  'a permission before its bucket': {
    ...lambda,
    permission: [
      'AWS::Lambda::Permission',
      {
        FunctionName: '<function>',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        SourceArn: 'arn:aws:s3:::later',
        SourceAccount: '111111111111',
      },
    ],
    bucket: [
      'AWS::S3::Bucket',
      { BucketName: 'later', NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: '<function.Arn>' }] } },
    ],
  },
  'IP targets': {
    ...network,
    targets: [
      'AWS::ElasticLoadBalancingV2::TargetGroup',
      { Name: 't', Port: 80, Protocol: 'HTTP', TargetType: 'ip', VpcId: '<vpc>', Targets: [{ Id: '10.0.1.5', Port: 80 }] },
    ],
  },
  'a function target': {
    ...lambda,
    targets: ['AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 't', TargetType: 'lambda', Targets: [{ Id: '<function.Arn>' }] }],
  },
  'a validated configuration profile': {
    app: ['AWS::AppConfig::Application', { Name: 'app' }],
    profile: [
      'AWS::AppConfig::ConfigurationProfile',
      { ApplicationId: '<app>', Name: 'p', LocationUri: 'hosted', Validators: [{ Type: 'JSON_SCHEMA', Content: '{"type":"object"}' }] },
    ],
  },
  'a configuration profile with a function that validates': {
    ...lambda,
    app: ['AWS::AppConfig::Application', { Name: 'app' }],
    profile: [
      'AWS::AppConfig::ConfigurationProfile',
      { ApplicationId: '<app>', Name: 'p', LocationUri: 'hosted', Validators: [{ Type: 'LAMBDA', Content: '<function.Arn>' }] },
    ],
    hosted: [
      'AWS::AppConfig::HostedConfigurationVersion',
      { ApplicationId: '<app>', ConfigurationProfileId: '<profile.ConfigurationProfileId>', ContentType: 'application/json', Content: '{}' },
    ],
  },
  'a crawler of a database': {
    role: role('glue'),
    database,
    bucket: bucket('lake-data'),
    crawler: ['AWS::Glue::Crawler', { Name: 'c', Role: '<role.Arn>', DatabaseName: '<database>', Targets: { S3Targets: [{ Path: 's3://lake-data/in' }] } }],
  },
  'a table of a database': {
    database,
    table: ['AWS::Glue::Table', { CatalogId: '111111111111', DatabaseName: '<database>', TableInput: { Name: 'events', TableType: 'EXTERNAL_TABLE' } }],
  },
  'a trigger of a job': {
    role: role('glue'),
    job: ['AWS::Glue::Job', { Name: 'j', Role: '<role.Arn>', Command: { Name: 'glueetl', ScriptLocation: 's3://scripts/j.py' } }],
    trigger: ['AWS::Glue::Trigger', { Name: 't', Type: 'ON_DEMAND', Actions: [{ JobName: '<job>' }] }],
  },
  'an HTTP API with a route': {
    ...lambda,
    api: httpApi,
    integration: [
      'AWS::ApiGatewayV2::Integration',
      { ApiId: '<api>', IntegrationType: 'AWS_PROXY', IntegrationUri: '<function.Arn>', PayloadFormatVersion: '2.0' },
    ],
    route: ['AWS::ApiGatewayV2::Route', { ApiId: '<api>', RouteKey: 'GET /', Target: 'integrations/<integration.IntegrationId>' }],
    stage: ['AWS::ApiGatewayV2::Stage', { ApiId: '<api>', StageName: '$default', AutoDeploy: true }],
  },
  'an HTTP API with an authorizer': {
    pool,
    client: ['AWS::Cognito::UserPoolClient', { UserPoolId: '<pool>', ClientName: 'web' }],
    api: httpApi,
    authorizer: [
      'AWS::ApiGatewayV2::Authorizer',
      {
        ApiId: '<api>',
        Name: 'jwt',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Audience: ['<client.ClientId>'], Issuer: 'https://cognito-idp.us-east-1.amazonaws.com/<pool>' },
      },
    ],
    route: ['AWS::ApiGatewayV2::Route', { ApiId: '<api>', RouteKey: 'GET /me', AuthorizationType: 'JWT', AuthorizerId: '<authorizer.AuthorizerId>' }],
  },
  'an alias of $LATEST': { ...lambda, alias: ['AWS::Lambda::Alias', { FunctionName: '<function>', FunctionVersion: '$LATEST', Name: 'live' }] },
  'an alias of a version': {
    ...lambda,
    version: ['AWS::Lambda::Version', { FunctionName: '<function>' }],
    alias: ['AWS::Lambda::Alias', { FunctionName: '<function>', FunctionVersion: '<version.Version>', Name: 'live' }],
  },
  'an invocation setting for $LATEST': {
    ...lambda,
    config: ['AWS::Lambda::EventInvokeConfig', { FunctionName: '<function>', Qualifier: '$LATEST', MaximumRetryAttempts: 0 }],
  },
  'a function address': { ...lambda, url: ['AWS::Lambda::Url', { TargetFunctionArn: '<function.Arn>', AuthType: 'NONE' }] },
  'an association with instances by tag': {
    document: ['AWS::SSM::Document', { Name: 'doc', DocumentType: 'Command', Content: { schemaVersion: '2.2', mainSteps: [] } }],
    association: ['AWS::SSM::Association', { Name: '<document>', Targets: [{ Key: 'tag:role', Values: ['web'] }] }],
  },
  'a maintenance window': {
    window: ['AWS::SSM::MaintenanceWindow', { Name: 'w', Schedule: 'rate(7 days)', Duration: 2, Cutoff: 1, AllowUnassociatedTargets: true }],
    target: ['AWS::SSM::MaintenanceWindowTarget', { WindowId: '<window>', ResourceType: 'INSTANCE', Targets: [{ Key: 'tag:role', Values: ['web'] }] }],
    task: [
      'AWS::SSM::MaintenanceWindowTask',
      {
        WindowId: '<window>',
        TaskType: 'RUN_COMMAND',
        TaskArn: 'AWS-RunShellScript',
        Priority: 1,
        Targets: [{ Key: 'WindowTargetIds', Values: ['<target.WindowTargetId>'] }],
      },
    ],
  },
  'a schema registry with its policy': {
    registry: ['AWS::EventSchemas::Registry', { RegistryName: 'events' }],
    policy: ['AWS::EventSchemas::RegistryPolicy', { RegistryName: 'events', Policy: { Version: '2012-10-17', Statement: [] } }],
    schema: ['AWS::EventSchemas::Schema', { RegistryName: 'events', SchemaName: 's', Type: 'OpenApi3', Content: '{}' }],
  },
  'one inline policy name for two roles': {
    first: role('lambda', 'first'),
    second: role('lambda', 'second'),
    one: ['AWS::IAM::RolePolicy', { RoleName: '<first>', PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
    two: ['AWS::IAM::RolePolicy', { RoleName: '<second>', PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
  },
  'one attached policy name for two roles': {
    first: role('lambda', 'first'),
    second: role('lambda', 'second'),
    one: ['AWS::IAM::Policy', { Roles: ['<first>'], PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
    two: ['AWS::IAM::Policy', { Roles: ['<second>'], PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
  },
  'a user in a group with a managed policy': {
    policy: ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
    group: ['AWS::IAM::Group', { GroupName: 'g', ManagedPolicyArns: ['<policy>'] }],
    user: ['AWS::IAM::User', { UserName: 'u', Groups: ['<group>'] }],
    key: ['AWS::IAM::AccessKey', { UserName: '<user>' }],
  },
  'a load balancer with a listener and a rule': {
    ...network,
    group,
    balancer: ['AWS::ElasticLoadBalancingV2::LoadBalancer', { Name: 'web', Subnets: ['<a>', '<b>'], SecurityGroups: ['<group>'] }],
    targets: ['AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'web', Port: 80, Protocol: 'HTTP', VpcId: '<vpc>' }],
    listener: [
      'AWS::ElasticLoadBalancingV2::Listener',
      { LoadBalancerArn: '<balancer>', Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: '<targets>' }] },
    ],
    rule: [
      'AWS::ElasticLoadBalancingV2::ListenerRule',
      {
        ListenerArn: '<listener>',
        Priority: 1,
        Conditions: [{ Field: 'path-pattern', Values: ['/x'] }],
        Actions: [{ Type: 'forward', TargetGroupArn: '<targets>' }],
      },
    ],
  },
  'a secret with rotation and a policy': {
    ...lambda,
    secret: ['AWS::SecretsManager::Secret', { Name: 'db', SecretString: 'x' }],
    rotation: [
      'AWS::SecretsManager::RotationSchedule',
      { SecretId: '<secret>', RotationLambdaARN: '<function.Arn>', RotationRules: { AutomaticallyAfterDays: 30 } },
    ],
    policy: ['AWS::SecretsManager::ResourcePolicy', { SecretId: '<secret>', ResourcePolicy: { Version: '2012-10-17', Statement: [] } }],
  },
  'a key and its alias in a queue': {
    key: ['AWS::KMS::Key', {}],
    alias: ['AWS::KMS::Alias', { AliasName: 'alias/jobs', TargetKeyId: '<key>' }],
    queue: ['AWS::SQS::Queue', { QueueName: 'jobs', KmsMasterKeyId: '<alias>' }],
  },
  'a queue with a dead letter queue and a policy': {
    dead: ['AWS::SQS::Queue', { QueueName: 'dead' }],
    queue: ['AWS::SQS::Queue', { QueueName: 'jobs', RedrivePolicy: { deadLetterTargetArn: '<dead.Arn>', maxReceiveCount: 3 } }],
    policy: [
      'AWS::SQS::QueuePolicy',
      {
        Queues: ['<queue>'],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111111111111:other' }],
        },
      },
    ],
  },
  'a stream that feeds a function': {
    ...lambda,
    table,
    mapping: ['AWS::Lambda::EventSourceMapping', { FunctionName: '<function>', EventSourceArn: '<table.StreamArn>', StartingPosition: 'LATEST' }],
  },
  'a delivery stream that makes its own log stream': {
    role: role('firehose'),
    bucket: bucket('delivered'),
    delivery: [
      'AWS::KinesisFirehose::DeliveryStream',
      {
        DeliveryStreamName: 'd',
        DeliveryStreamType: 'DirectPut',
        ExtendedS3DestinationConfiguration: {
          BucketARN: '<bucket.Arn>',
          RoleARN: '<role.Arn>',
          CloudWatchLoggingOptions: { Enabled: true, LogGroupName: '/aws/firehose/d', LogStreamName: 'delivery' },
        },
      },
    ],
  },
  'a rule with targets': {
    ...lambda,
    queue,
    rule: [
      'AWS::Events::Rule',
      {
        Name: 'r',
        ScheduleExpression: 'rate(1 day)',
        Targets: [
          { Id: 'f', Arn: '<function.Arn>' },
          { Id: 'q', Arn: '<queue.Arn>' },
        ],
      },
    ],
  },
  'a rule on a bus of its own': {
    bus: ['AWS::Events::EventBus', { Name: 'orders' }],
    rule: ['AWS::Events::Rule', { Name: 'r', EventBusName: '<bus>', EventPattern: { source: ['x'] } }],
    archive: ['AWS::Events::Archive', { ArchiveName: 'a', SourceArn: '<bus.Arn>' }],
  },
  'a connection and a destination': {
    connection: [
      'AWS::Events::Connection',
      { Name: 'c', AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' } } },
    ],
    destination: [
      'AWS::Events::ApiDestination',
      { Name: 'd', ConnectionArn: '<connection.Arn>', HttpMethod: 'POST', InvocationEndpoint: 'https://example.com/in' },
    ],
  },
  'a schedule': {
    role: role('scheduler'),
    queue,
    group: ['AWS::Scheduler::ScheduleGroup', { Name: 'g' }],
    schedule: [
      'AWS::Scheduler::Schedule',
      {
        Name: 's',
        GroupName: '<group>',
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: '<queue.Arn>', RoleArn: '<role.Arn>' },
      },
    ],
  },
  'a pipe': {
    role: role('pipes'),
    queue,
    topic,
    pipe: ['AWS::Pipes::Pipe', { Name: 'p', RoleArn: '<role.Arn>', Source: '<queue.Arn>', Target: '<topic>' }],
  },
  'a state machine with logs': {
    role: role('states'),
    logs: ['AWS::Logs::LogGroup', { LogGroupName: '/states' }],
    machine: [
      'AWS::StepFunctions::StateMachine',
      {
        StateMachineName: 'm',
        RoleArn: '<role.Arn>',
        DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
        LoggingConfiguration: { Level: 'ALL', Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: '<logs.Arn>' } }] },
      },
    ],
  },
  'a REST API with a method and a stage': {
    api: rest,
    resource: ['AWS::ApiGateway::Resource', { RestApiId: '<api>', ParentId: '<api.RootResourceId>', PathPart: 'x' }],
    method: [
      'AWS::ApiGateway::Method',
      { RestApiId: '<api>', ResourceId: '<resource.ResourceId>', HttpMethod: 'GET', AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } },
    ],
    deployment: ['AWS::ApiGateway::Deployment', { RestApiId: '<api>' }],
    stage: ['AWS::ApiGateway::Stage', { RestApiId: '<api>', StageName: 'prod', DeploymentId: '<deployment.DeploymentId>' }],
    plan: ['AWS::ApiGateway::UsagePlan', { UsagePlanName: 'p', ApiStages: [{ ApiId: '<api>', Stage: 'prod' }] }],
    key: ['AWS::ApiGateway::ApiKey', { Name: 'k', Enabled: true }],
    planKey: ['AWS::ApiGateway::UsagePlanKey', { KeyId: '<key>', KeyType: 'API_KEY', UsagePlanId: '<plan>' }],
  },
  'a firewall for a stage': {
    api: rest,
    deployment: ['AWS::ApiGateway::Deployment', { RestApiId: '<api>' }],
    stage: ['AWS::ApiGateway::Stage', { RestApiId: '<api>', StageName: 'prod', DeploymentId: '<deployment.DeploymentId>' }],
    acl: [
      'AWS::WAFv2::WebACL',
      {
        Name: 'w',
        Scope: 'REGIONAL',
        DefaultAction: { Allow: {} },
        VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'w', SampledRequestsEnabled: true },
      },
    ],
    association: ['AWS::WAFv2::WebACLAssociation', { WebACLArn: '<acl.Arn>', ResourceArn: 'arn:aws:apigateway:us-east-1::/restapis/<api>/stages/prod' }],
  },
  'a distribution of a bucket': {
    bucket: bucket('site'),
    control: [
      'AWS::CloudFront::OriginAccessControl',
      { OriginAccessControlConfig: { Name: 'c', OriginAccessControlOriginType: 's3', SigningBehavior: 'always', SigningProtocol: 'sigv4' } },
    ],
    distribution: [
      'AWS::CloudFront::Distribution',
      {
        DistributionConfig: {
          Enabled: true,
          Origins: [{ Id: 's3', DomainName: '<bucket.RegionalDomainName>', OriginAccessControlId: '<control>', S3OriginConfig: {} }],
          DefaultCacheBehavior: { TargetOriginId: 's3', ViewerProtocolPolicy: 'redirect-to-https', CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' },
        },
      },
    ],
    policy: [
      'AWS::S3::BucketPolicy',
      {
        Bucket: '<bucket>',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::site/*' }] },
      },
    ],
  },
  'a zone and an alias record': {
    zone: ['AWS::Route53::HostedZone', { Name: 'example.com' }],
    record: [
      'AWS::Route53::RecordSet',
      { HostedZoneId: '<zone>', Name: 'www.example.com', Type: 'A', AliasTarget: { DNSName: 'd1.cloudfront.net', HostedZoneId: 'Z2FDTNDATAQYW2' } },
    ],
    listed: ['AWS::Route53::RecordSet', { HostedZoneId: '/hostedzone/<zone>', Name: 'txt.example.com', Type: 'TXT', TTL: '60', ResourceRecords: ['"x"'] }],
  },
  'a certificate for a listener': {
    ...network,
    certificate: ['AWS::CertificateManager::Certificate', { DomainName: 'example.com', ValidationMethod: 'DNS' }],
    balancer: ['AWS::ElasticLoadBalancingV2::LoadBalancer', { Name: 'web', Subnets: ['<a>', '<b>'] }],
    listener: [
      'AWS::ElasticLoadBalancingV2::Listener',
      {
        LoadBalancerArn: '<balancer>',
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: '<certificate>' }],
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      },
    ],
  },
  'people who sign in': {
    pool,
    client: ['AWS::Cognito::UserPoolClient', { UserPoolId: '<pool>', ClientName: 'web' }],
    domain: ['AWS::Cognito::UserPoolDomain', { UserPoolId: '<pool>', Domain: 'people' }],
    identities: [
      'AWS::Cognito::IdentityPool',
      { AllowUnauthenticatedIdentities: false, CognitoIdentityProviders: [{ ClientId: '<client.ClientId>', ProviderName: '<pool.ProviderName>' }] },
    ],
    role: role('cognito-identity'),
    roles: ['AWS::Cognito::IdentityPoolRoleAttachment', { IdentityPoolId: '<identities>', Roles: { authenticated: '<role.Arn>' } }],
  },
  'a GraphQL API with a resolver': {
    role: role('appsync'),
    table,
    api: ['AWS::AppSync::GraphQLApi', { Name: 'g', AuthenticationType: 'API_KEY' }],
    source: [
      'AWS::AppSync::DataSource',
      {
        ApiId: '<api.ApiId>',
        Name: 'orders',
        Type: 'AMAZON_DYNAMODB',
        ServiceRoleArn: '<role.Arn>',
        DynamoDBConfig: { AwsRegion: 'us-east-1', TableName: '<table>' },
      },
    ],
    resolver: ['AWS::AppSync::Resolver', { ApiId: '<api.ApiId>', TypeName: 'Query', FieldName: 'orders', DataSourceName: 'orders' }],
  },
  'a backup plan with a selection': {
    role: role('backup'),
    vault: ['AWS::Backup::BackupVault', { BackupVaultName: 'vault' }],
    plan: ['AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanName: 'p', BackupPlanRule: [{ RuleName: 'r', TargetBackupVault: '<vault>' }] } }],
    selection: [
      'AWS::Backup::BackupSelection',
      { BackupPlanId: '<plan>', BackupSelection: { SelectionName: 's', IamRoleArn: '<role.Arn>', Resources: ['*'] } },
    ],
  },
  'a trail': {
    bucket: bucket('trails'),
    topic,
    trail: ['AWS::CloudTrail::Trail', { TrailName: 'trail', IsLogging: true, S3BucketName: '<bucket>', SnsTopicName: '<topic.TopicName>' }],
  },
  'a thing with a policy': {
    thing: ['AWS::IoT::Thing', { ThingName: 't' }],
    policy: ['AWS::IoT::Policy', { PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
    role: role('iot'),
    rule: [
      'AWS::IoT::TopicRule',
      {
        RuleName: 'r',
        TopicRulePayload: {
          Sql: "SELECT * FROM 'x'",
          Actions: [{ CloudwatchMetric: { MetricName: 'm', MetricNamespace: 'n', MetricUnit: 'Count', MetricValue: '1', RoleArn: '<role.Arn>' } }],
        },
      },
    ],
  },
  'a build project': {
    role: role('codebuild'),
    project: [
      'AWS::CodeBuild::Project',
      {
        Name: 'b',
        ServiceRole: '<role.Arn>',
        Artifacts: { Type: 'NO_ARTIFACTS' },
        Environment: { ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'aws/codebuild/standard:7.0', Type: 'LINUX_CONTAINER' },
        Source: { Type: 'NO_SOURCE', BuildSpec: 'version: 0.2' },
      },
    ],
    report: ['AWS::CodeBuild::ReportGroup', { Name: 'r', Type: 'TEST', ExportConfig: { ExportConfigType: 'NO_EXPORT' } }],
  },
  'a deployment group': {
    role: role('codedeploy'),
    app: ['AWS::CodeDeploy::Application', { ApplicationName: 'a', ComputePlatform: 'Lambda' }],
    group: [
      'AWS::CodeDeploy::DeploymentGroup',
      { ApplicationName: '<app>', DeploymentGroupName: 'g', ServiceRoleArn: '<role.Arn>', DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
    ],
  },
  'mail with a configuration set': {
    set: ['AWS::SES::ConfigurationSet', { Name: 's' }],
    identity: ['AWS::SES::EmailIdentity', { EmailIdentity: 'example.com', ConfigurationSetAttributes: { ConfigurationSetName: '<set>' } }],
    topic,
    events: [
      'AWS::SES::ConfigurationSetEventDestination',
      { ConfigurationSetName: '<set>', EventDestination: { MatchingEventTypes: ['bounce'], SnsDestination: { TopicARN: '<topic>' } } },
    ],
  },
  'a work group and a query': {
    database,
    group: ['AWS::Athena::WorkGroup', { Name: 'w' }],
    query: ['AWS::Athena::NamedQuery', { Database: '<database>', WorkGroup: '<group>', QueryString: 'SELECT 1' }],
  },
};
