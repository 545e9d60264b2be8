/**
 * Lists whose order is their meaning, whatever a schema says of insertion order: arguments of a program, and lists in which the first that fits, or the
 * first in time, comes first. Source: the API reference of the services that have them.
 */
export function isOrderedByNature(type: string, name: string): boolean {
  return names.has(name) || ofTypes.has(`${type} ${name}`);
}

const names: ReadonlySet<string> = new Set([
  // What is executed, and with which arguments: ECS, Batch, Lambda images, App Runner, SageMaker, EMR, Glue, GameLift.
  'Args',
  'Arguments',
  'Command',
  'ContainerArguments',
  'ContainerEntrypoint',
  'EntryPoint',
  'EntryPointArguments',
  'Entrypoint',
  'JobArguments',
  'SparkSubmitParameters',
  // One after the other: workflows, pipelines, recipes, bootstrap.
  'BootstrapActions',
  'Processors',
  'Stages',
  'Steps',
  // The first that fits: CDN behaviours, error and routing rules.
  'CacheBehaviors',
  'RoutingRules',
  // Columns and keys of tables, by position.
  'ClusteringKeyColumns',
  'KeySchema',
  'PartitionKeys',
]);

const ofTypes: ReadonlySet<string> = new Set([
  // Resolver functions run in this order.
  'AWS::AppSync::Resolver Functions',
  'AWS::CloudFront::Distribution Members',
  'AWS::CodePipeline::Pipeline Actions',
  'AWS::EC2::DHCPOptions DomainNameServers',
  'AWS::Glue::Table Columns',
  // Later components change what earlier ones made.
  'AWS::ImageBuilder::ContainerRecipe Components',
  'AWS::ImageBuilder::ImageRecipe Components',
  // Layers are laid over each other.
  'AWS::Lambda::Function Layers',
  'AWS::SES::ReceiptRule Actions',
  'AWS::SSMContacts::Rotation ContactIds',
]);
