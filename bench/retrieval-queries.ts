/** Words somebody might use, and the types of which any is what they mean. */
export interface RetrievalQuery {
  readonly words: string;
  readonly means: readonly string[];
}

const query = (words: string, ...means: string[]): RetrievalQuery => ({ words, means });

/**
 * Written from knowing the services, before anything was measured, by describing what a thing is for; where it could be avoided without the words of its type's name.
 * On these the weights were chosen.
 */
export const tunedQueries: readonly RetrievalQuery[] = [
  query('which type keeps objects?', 'AWS::S3::Bucket'),
  query('run code without servers', 'AWS::Lambda::Function'),
  query('nosql table with a partition key', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'),
  query('virtual machine', 'AWS::EC2::Instance'),
  query('hold messages until a worker takes them', 'AWS::SQS::Queue'),
  query('content delivery network in front of a website', 'AWS::CloudFront::Distribution'),
  query('relational database, postgres', 'AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'),
  query('publish notifications to subscribers', 'AWS::SNS::Topic'),
  query('domain name records', 'AWS::Route53::RecordSet', 'AWS::Route53::HostedZone', 'AWS::Route53::RecordSetGroup'),
  query('firewall rules of an instance', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'),
  query('managed kubernetes', 'AWS::EKS::Cluster'),
  query('docker image registry', 'AWS::ECR::Repository'),
  query('in-memory cache, redis', 'AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ServerlessCache'),
  query('store passwords and rotate them', 'AWS::SecretsManager::Secret', 'AWS::SecretsManager::RotationSchedule'),
  query('key to encrypt data with', 'AWS::KMS::Key'),
  query('network of my own with subnets', 'AWS::EC2::VPC'),
  query('spread requests over several servers', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancing::LoadBalancer'),
  query('data warehouse', 'AWS::Redshift::Cluster', 'AWS::RedshiftServerless::Workgroup', 'AWS::RedshiftServerless::Namespace'),
  query('alert me when cpu is high', 'AWS::CloudWatch::Alarm'),
  query('state machine workflow', 'AWS::StepFunctions::StateMachine'),
  query('sign-in and user accounts for an app', 'AWS::Cognito::UserPool'),
  query('full text search cluster', 'AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'),
  query('who did what in the account: record of api calls', 'AWS::CloudTrail::Trail'),
  query('shared network file system', 'AWS::EFS::FileSystem'),
  query('train a machine learning model in a notebook', 'AWS::SageMaker::NotebookInstance'),
  query('ssl certificate', 'AWS::CertificateManager::Certificate'),
  query('block bad web requests and sql injection', 'AWS::WAFv2::WebACL', 'AWS::WAF::WebACL', 'AWS::WAFRegional::WebACL'),
  query('run containers without managing hosts', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition', 'AWS::ECS::Cluster'),
  query('kafka', 'AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster'),
  query('graph database', 'AWS::Neptune::DBCluster', 'AWS::NeptuneGraph::Graph'),
  query('build pipeline for source code', 'AWS::CodePipeline::Pipeline', 'AWS::CodeBuild::Project'),
  query('find threats and malicious activity', 'AWS::GuardDuty::Detector'),
  query('mongodb compatible', 'AWS::DocDB::DBCluster', 'AWS::DocDBElastic::Cluster'),
  query('query files in s3 with sql', 'AWS::Athena::WorkGroup', 'AWS::Athena::NamedQuery', 'AWS::Athena::DataCatalog'),
  query('private link to another service', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::VPCEndpointService'),
];

/** Made in the same way and at the same time, and looked at only when all was chosen. */
export const heldQueries: readonly RetrievalQuery[] = [
  query('big disk attached to a server', 'AWS::EC2::Volume'),
  query('http api for a backend', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGateway::RestApi'),
  query('permissions that a service assumes', 'AWS::IAM::Role'),
  query('real-time stream of records with shards', 'AWS::Kinesis::Stream'),
  query('where log lines are collected', 'AWS::Logs::LogGroup'),
  query('run something every night on a schedule', 'AWS::Scheduler::Schedule', 'AWS::Events::Rule'),
  query('extract, transform and load job', 'AWS::Glue::Job'),
  query('catalog of tables crawled from data', 'AWS::Glue::Crawler', 'AWS::Glue::Database', 'AWS::Glue::Table'),
  query('deliver streaming data into buckets', 'AWS::KinesisFirehose::DeliveryStream'),
  query('hadoop and spark cluster', 'AWS::EMR::Cluster'),
  query('copies of data for disaster recovery on a plan', 'AWS::Backup::BackupPlan', 'AWS::Backup::BackupVault', 'AWS::Backup::BackupSelection'),
  query('group of servers that grows with load', 'AWS::AutoScaling::AutoScalingGroup'),
  query('let private subnets reach the internet', 'AWS::EC2::NatGateway'),
  query('static public ip address', 'AWS::EC2::EIP'),
  query('configuration value for an application', 'AWS::SSM::Parameter'),
  query('connect two vpcs', 'AWS::EC2::VPCPeeringConnection'),
  query('hub that connects many networks', 'AWS::EC2::TransitGateway'),
  query('graphql', 'AWS::AppSync::GraphQLApi'),
  query('chat bot', 'AWS::Lex::Bot'),
  query('rabbitmq or activemq broker', 'AWS::AmazonMQ::Broker'),
  query('time series database', 'AWS::Timestream::Database', 'AWS::Timestream::Table', 'AWS::Timestream::InfluxDBInstance'),
  query('limit what is spent in a month', 'AWS::Budgets::Budget'),
  query(
    'video streaming channel',
    'AWS::MediaLive::Channel',
    'AWS::IVS::Channel',
    'AWS::MediaPackage::Channel',
    'AWS::MediaPackageV2::Channel',
    'AWS::MediaTailor::Channel',
  ),
  query('things that send telemetry', 'AWS::IoT::Thing', 'AWS::IoTFleetWise::Fleet', 'AWS::IoTFleetWise::Vehicle', 'AWS::IoT::TopicRule'),
  query('windows file share', 'AWS::FSx::FileSystem'),
  query('business dashboards', 'AWS::QuickSight::Dashboard', 'AWS::CloudWatch::Dashboard'),
  query('mirror a git repository', 'AWS::CodeCommit::Repository', 'AWS::CodeStarConnections::Connection', 'AWS::ECR::PullThroughCacheRule'),
  query('ssh login key', 'AWS::EC2::KeyPair'),
  query(
    'migrate a database from on premises',
    'AWS::DMS::ReplicationTask',
    'AWS::DMS::ReplicationInstance',
    'AWS::DMS::MigrationProject',
    'AWS::DMS::ReplicationConfig',
  ),
  query('check that resources follow compliance rules', 'AWS::Config::ConfigRule', 'AWS::Config::ConformancePack'),
  query('send e-mail', 'AWS::SES::EmailIdentity', 'AWS::SES::ConfigurationSet', 'AWS::SES::Template'),
  query('batch computing jobs', 'AWS::Batch::JobDefinition', 'AWS::Batch::ComputeEnvironment', 'AWS::Batch::JobQueue'),
  query(
    'host a web application from a repository',
    'AWS::Amplify::App',
    'AWS::AppRunner::Service',
    'AWS::ElasticBeanstalk::Environment',
    'AWS::ElasticBeanstalk::Application',
  ),
  query('vpn to the office', 'AWS::EC2::VPNConnection', 'AWS::EC2::VPNGateway', 'AWS::EC2::CustomerGateway', 'AWS::EC2::ClientVpnEndpoint'),
  query(
    'trigger a function when a file arrives',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Function',
    'AWS::Events::Rule',
    'AWS::S3::Bucket',
  ),
];
