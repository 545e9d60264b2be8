/** These can be deleted whatever refers to them: AWS leaves the reference behind, broken. */
export const evenWhileReferenced: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::KMS::ReplicaKey',
  'AWS::Kinesis::Stream',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
  'AWS::SSM::Document',
  'AWS::SSM::Parameter',
]);

/** `target type < referring type` pairs that block although the reference is neither fixed nor of the same service. */
export const blockingPairs: ReadonlySet<string> = new Set([
  'AWS::IAM::Role < AWS::IAM::InstanceProfile',
  'AWS::IAM::Group < AWS::IAM::User',
  'AWS::EC2::EIP < AWS::EC2::NatGateway',
  'AWS::ECS::CapacityProvider < AWS::ECS::Cluster',
]);

/** `target type < referring type` pairs that do not block although the default rule would say so. */
export const toleratedPairs: ReadonlySet<string> = new Set([
  'AWS::AutoScaling::AutoScalingGroup < AWS::AutoScaling::LifecycleHook',
  'AWS::EC2::NetworkInterface < AWS::EC2::NetworkInterfaceAttachment',
  // What is to be launched is not looked at: only network interfaces and rules are in the way (EC2 user guide, Delete a security group; VPC user guide, Delete a subnet).
  'AWS::EC2::SecurityGroup < AWS::AutoScaling::LaunchConfiguration',
  'AWS::EC2::SecurityGroup < AWS::EC2::LaunchTemplate',
  'AWS::EC2::Subnet < AWS::EC2::LaunchTemplate',
  'AWS::IAM::ManagedPolicy < AWS::EC2::VPCEndpoint',
]);

/**
 * What goes with a resource when it is deleted: the types that are a part of it, or that its service removes with it. `Type/Property`
 * counts only a reference from that property.
 */
export const removedWith: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': [
    'AWS::ApiGateway::Authorizer',
    'AWS::ApiGateway::Deployment',
    'AWS::ApiGateway::DocumentationPart',
    'AWS::ApiGateway::DocumentationVersion',
    'AWS::ApiGateway::GatewayResponse',
    'AWS::ApiGateway::Method',
    'AWS::ApiGateway::Model',
    'AWS::ApiGateway::RequestValidator',
    'AWS::ApiGateway::Resource',
    'AWS::ApiGateway::Stage',
  ],
  'AWS::ApiGateway::Resource': ['AWS::ApiGateway::Method', 'AWS::ApiGateway::Resource'],
  'AWS::ApiGatewayV2::Api': [
    'AWS::ApiGatewayV2::Authorizer',
    'AWS::ApiGatewayV2::Deployment',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::IntegrationResponse',
    'AWS::ApiGatewayV2::Model',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::RouteResponse',
    'AWS::ApiGatewayV2::Stage',
  ],
  'AWS::AutoScaling::AutoScalingGroup': [
    'AWS::AutoScaling::LifecycleHook',
    'AWS::AutoScaling::ScalingPolicy',
    'AWS::AutoScaling::ScheduledAction',
    'AWS::AutoScaling::WarmPool',
  ],
  'AWS::Cognito::UserPool': [
    'AWS::Cognito::UserPoolClient',
    'AWS::Cognito::UserPoolGroup',
    'AWS::Cognito::UserPoolIdentityProvider',
    'AWS::Cognito::UserPoolResourceServer',
    'AWS::Cognito::UserPoolUser',
    'AWS::Cognito::UserPoolUserToGroupAttachment',
  ],
  'AWS::EC2::RouteTable': ['AWS::EC2::Route'],
  'AWS::EC2::SecurityGroup': ['AWS::EC2::SecurityGroupIngress/GroupId', 'AWS::EC2::SecurityGroupEgress/GroupId'],
  'AWS::EC2::NetworkAcl': ['AWS::EC2::NetworkAclEntry'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['AWS::ElasticLoadBalancingV2::Listener'],
  'AWS::ElasticLoadBalancingV2::Listener': ['AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::ListenerCertificate'],
  'AWS::Glue::Database': ['AWS::Glue::Table'],
  'AWS::Lambda::Function': ['AWS::Lambda::Alias', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Permission', 'AWS::Lambda::Url', 'AWS::Lambda::Version'],
  'AWS::Logs::LogGroup': ['AWS::Logs::LogStream', 'AWS::Logs::MetricFilter', 'AWS::Logs::SubscriptionFilter'],
  'AWS::S3::Bucket': ['AWS::S3::BucketPolicy'],
  'AWS::SNS::Topic': ['AWS::SNS::Subscription', 'AWS::SNS::TopicInlinePolicy', 'AWS::SNS::TopicPolicy'],
  'AWS::SQS::Queue': ['AWS::SQS::QueueInlinePolicy', 'AWS::SQS::QueuePolicy'],
};

/** How a service says that something else stands in the way; `{id}` is the resource, `{by}` what refers to it. */
export const blockedMessages: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  'AWS::EC2::InternetGateway': { code: 'InvalidRequest', message: "The internetGateway '{id}' has dependencies and cannot be deleted." },
  'AWS::EC2::SecurityGroup': { code: 'InvalidRequest', message: 'resource {id} has a dependent object' },
  'AWS::EC2::Subnet': { code: 'InvalidRequest', message: "The subnet '{id}' has dependencies and cannot be deleted." },
  'AWS::EC2::VPC': { code: 'InvalidRequest', message: "The vpc '{id}' has dependencies and cannot be deleted." },
  'AWS::ECS::Cluster': { code: 'InvalidRequest', message: 'The Cluster cannot be deleted while Services are active.' },
  'AWS::IAM::ManagedPolicy': { code: 'ResourceConflict', message: 'Cannot delete a policy attached to entities.' },
  'AWS::IAM::Role': { code: 'ResourceConflict', message: 'Cannot delete entity, must remove roles from instance profile first.' },
};

/** For every other type. */
export const blockedOtherwise = { code: 'ResourceConflict', message: '{id} is in use by {by} and cannot be deleted.' };
