export type Operation = 'create' | 'update' | 'delete';

/** Seconds: half of the operations take at most `p50`, nine in ten at most `p90`. */
export interface Duration {
  readonly p50: number;
  readonly p90: number;
}

/** Seconds: p50 and p90 of create, then of update, then of delete. */
type Row = readonly [number, number, number, number, number, number];

/**
 * What an operation on a resource of these types usually takes through Cloud Control, polling included.
 *
 * Where the figures come from: AWS's user guides where they state a time (NAT gateways, CloudFront, OpenSearch, RDS, MSK,
 * Directory Service, transit gateways, EKS clusters: "a few", "up to 15", "20 to 40" minutes), otherwise what operators
 * commonly see in CloudFormation's stack events. They were not measured by this project and are orders of magnitude, meant for the very
 * first plan: own history takes their place as soon as there is enough of it.
 */
const typical: Readonly<Record<string, Row>> = {
  'AWS::ACMPCA::CertificateAuthority': [15, 40, 8, 20, 8, 20],
  'AWS::ApiGateway::RestApi': [5, 12, 5, 12, 5, 40],
  'AWS::ApiGateway::Deployment': [5, 12, 5, 12, 5, 12],
  'AWS::ApiGatewayV2::Api': [5, 12, 5, 12, 5, 12],
  'AWS::AppSync::GraphQLApi': [6, 20, 6, 20, 6, 20],
  'AWS::Athena::WorkGroup': [4, 10, 4, 10, 4, 10],
  'AWS::AutoScaling::AutoScalingGroup': [20, 180, 15, 240, 90, 420],
  'AWS::Backup::BackupVault': [5, 12, 5, 12, 5, 12],
  'AWS::Batch::ComputeEnvironment': [20, 60, 20, 90, 60, 180],
  'AWS::CertificateManager::Certificate': [120, 900, 5, 12, 5, 30],
  'AWS::CloudFront::Distribution': [240, 600, 200, 540, 240, 900],
  'AWS::CloudTrail::Trail': [6, 15, 6, 15, 5, 12],
  'AWS::CloudWatch::Alarm': [4, 10, 4, 10, 4, 10],
  'AWS::CodeBuild::Project': [6, 15, 6, 15, 4, 10],
  'AWS::Cognito::UserPool': [6, 15, 6, 15, 5, 12],
  'AWS::DirectoryService::MicrosoftAD': [1800, 2700, 60, 300, 600, 1200],
  'AWS::DocDB::DBCluster': [60, 240, 60, 300, 120, 360],
  'AWS::DocDB::DBInstance': [420, 720, 180, 600, 300, 600],
  'AWS::DynamoDB::GlobalTable': [35, 180, 30, 300, 25, 120],
  'AWS::DynamoDB::Table': [14, 35, 12, 300, 12, 35],
  'AWS::EC2::EIP': [8, 20, 5, 15, 6, 20],
  'AWS::EC2::FlowLog': [4, 10, 4, 10, 4, 10],
  'AWS::EC2::Instance': [35, 90, 40, 150, 45, 150],
  'AWS::EC2::InternetGateway': [16, 25, 5, 15, 16, 30],
  'AWS::EC2::LaunchTemplate': [5, 12, 5, 12, 5, 12],
  'AWS::EC2::NatGateway': [110, 180, 5, 15, 60, 120],
  'AWS::EC2::NetworkAcl': [16, 25, 5, 15, 16, 25],
  'AWS::EC2::Route': [8, 30, 8, 30, 8, 30],
  'AWS::EC2::RouteTable': [10, 20, 5, 15, 6, 15],
  'AWS::EC2::SecurityGroup': [6, 15, 6, 20, 5, 120],
  'AWS::EC2::SecurityGroupIngress': [5, 12, 5, 12, 5, 12],
  'AWS::EC2::SecurityGroupEgress': [5, 12, 5, 12, 5, 12],
  'AWS::EC2::Subnet': [8, 18, 5, 15, 6, 60],
  'AWS::EC2::SubnetRouteTableAssociation': [6, 15, 6, 15, 6, 15],
  'AWS::EC2::TransitGateway': [120, 300, 60, 180, 60, 180],
  'AWS::EC2::TransitGatewayAttachment': [60, 180, 60, 180, 60, 180],
  'AWS::EC2::VPC': [12, 25, 6, 15, 5, 20],
  'AWS::EC2::VPCEndpoint': [50, 180, 20, 90, 50, 240],
  'AWS::EC2::VPCGatewayAttachment': [10, 20, 10, 20, 10, 30],
  'AWS::EC2::VPNConnection': [180, 360, 120, 300, 60, 180],
  'AWS::EC2::Volume': [8, 25, 20, 600, 8, 25],
  'AWS::ECR::Repository': [4, 10, 4, 10, 4, 10],
  'AWS::ECS::Cluster': [8, 20, 6, 20, 6, 20],
  'AWS::ECS::Service': [90, 360, 120, 480, 90, 420],
  'AWS::ECS::TaskDefinition': [4, 10, 4, 10, 4, 10],
  'AWS::EFS::FileSystem': [10, 30, 10, 30, 10, 30],
  'AWS::EFS::MountTarget': [90, 180, 8, 20, 30, 120],
  'AWS::EKS::Addon': [40, 180, 40, 240, 30, 90],
  'AWS::EKS::Cluster': [600, 900, 300, 1800, 180, 480],
  'AWS::EKS::Nodegroup': [150, 420, 300, 1500, 240, 600],
  'AWS::ElastiCache::ReplicationGroup': [480, 1080, 300, 1500, 300, 720],
  'AWS::ElastiCache::ServerlessCache': [120, 360, 60, 300, 120, 420],
  'AWS::ElasticBeanstalk::Environment': [240, 480, 120, 420, 240, 600],
  'AWS::ElasticLoadBalancingV2::Listener': [4, 10, 4, 10, 4, 10],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [130, 240, 8, 60, 10, 60],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [16, 25, 5, 15, 4, 10],
  'AWS::Events::EventBus': [5, 12, 5, 12, 5, 12],
  'AWS::Events::Rule': [60, 75, 60, 75, 60, 75],
  'AWS::FSx::FileSystem': [480, 1500, 60, 1200, 240, 900],
  'AWS::GlobalAccelerator::Accelerator': [60, 240, 30, 180, 60, 300],
  'AWS::Glue::Database': [4, 10, 4, 10, 4, 10],
  'AWS::IAM::Group': [12, 20, 6, 15, 6, 15],
  'AWS::IAM::InstanceProfile': [120, 135, 6, 15, 6, 15],
  'AWS::IAM::ManagedPolicy': [14, 22, 8, 20, 5, 15],
  'AWS::IAM::Role': [16, 25, 14, 25, 6, 18],
  'AWS::IAM::User': [30, 45, 10, 35, 6, 18],
  'AWS::KMS::Alias': [4, 62, 4, 62, 4, 62],
  'AWS::KMS::Key': [16, 80, 15, 80, 5, 15],
  'AWS::Kinesis::Stream': [25, 60, 20, 120, 20, 60],
  'AWS::KinesisFirehose::DeliveryStream': [45, 120, 15, 60, 45, 120],
  'AWS::Lambda::EventSourceMapping': [20, 60, 20, 60, 20, 60],
  'AWS::Lambda::Function': [10, 35, 12, 40, 5, 25],
  'AWS::Lambda::Permission': [4, 10, 4, 10, 4, 10],
  'AWS::Logs::LogGroup': [6, 15, 5, 12, 4, 10],
  'AWS::MSK::Cluster': [1500, 2400, 900, 3600, 300, 900],
  'AWS::Neptune::DBCluster': [60, 240, 60, 300, 120, 360],
  'AWS::Neptune::DBInstance': [480, 900, 180, 600, 300, 600],
  'AWS::OpenSearchService::Domain': [1080, 1800, 900, 3600, 420, 1200],
  'AWS::RDS::DBCluster': [60, 300, 60, 600, 90, 360],
  'AWS::RDS::DBInstance': [480, 900, 180, 1500, 300, 720],
  'AWS::RDS::DBParameterGroup': [8, 20, 8, 20, 6, 15],
  'AWS::RDS::DBSubnetGroup': [6, 15, 6, 15, 5, 12],
  'AWS::Redshift::Cluster': [240, 600, 240, 1800, 180, 480],
  'AWS::Route53::HostedZone': [40, 70, 30, 60, 35, 60],
  'AWS::Route53::RecordSet': [35, 65, 35, 65, 35, 65],
  'AWS::S3::AccessPoint': [6, 15, 6, 15, 6, 15],
  'AWS::S3::Bucket': [22, 35, 20, 35, 12, 30],
  'AWS::S3::BucketPolicy': [4, 20, 4, 20, 4, 20],
  'AWS::SNS::Subscription': [5, 12, 5, 12, 5, 12],
  'AWS::SNS::Topic': [8, 15, 8, 15, 6, 15],
  'AWS::SNS::TopicPolicy': [4, 10, 4, 10, 4, 10],
  'AWS::SQS::Queue': [65, 75, 62, 75, 62, 75],
  'AWS::SQS::QueuePolicy': [4, 62, 4, 62, 4, 62],
  'AWS::SSM::Parameter': [4, 10, 4, 10, 4, 10],
  'AWS::SageMaker::Domain': [240, 480, 120, 360, 180, 420],
  'AWS::SecretsManager::Secret': [5, 12, 5, 12, 5, 12],
  'AWS::StepFunctions::StateMachine': [5, 15, 5, 15, 30, 90],
  'AWS::WAFv2::WebACL': [8, 30, 8, 30, 8, 60],
};

/** For every type that is not in the table: most configuration-like resources settle within a few polls. */
const otherwise: Row = [8, 40, 8, 40, 8, 40];

/** How long an operation on a type usually takes; see the table for what these figures are worth. */
export function typicalSeconds(type: string, op: Operation): Duration {
  const [create50, create90, update50, update90, delete50, delete90] = Object.hasOwn(typical, type) ? (typical[type] ?? otherwise) : otherwise;
  switch (op) {
    case 'create':
      return { p50: create50, p90: create90 };
    case 'update':
      return { p50: update50, p90: update90 };
    case 'delete':
      return { p50: delete50, p90: delete90 };
  }
}
