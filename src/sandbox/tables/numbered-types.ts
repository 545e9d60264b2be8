/** Types of which each new one under a name is its next version; their forms hold `{ordinal}`. */
export const numberedTypes: ReadonlySet<string> = new Set([
  'AWS::Batch::JobDefinition',
  'AWS::ECS::TaskDefinition',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Version',
]);
