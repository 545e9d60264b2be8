/** These cannot be deleted while anything refers to them. Source: the errors of each service's delete call (DependencyViolation, DeleteConflict, ResourceInUse, InvalidDBSubnetGroupStateFault …). */
export const neverWhileReferenced: ReadonlySet<string> = new Set([
  'AWS::CertificateManager::Certificate',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::NetworkInterface',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::TransitGateway',
  'AWS::EC2::VPC',
  'AWS::EC2::VPNGateway',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBParameterGroup',
  'AWS::RDS::DBSubnetGroup',
]);

/** A property whose value forbids deletion, with what the service says. Source: the API reference of each service's delete call, and of the property. */
export const deletionProtection: Readonly<Record<string, { readonly property: string; readonly on: string | boolean; readonly message: string }>> = {
  'AWS::Cognito::UserPool': {
    property: 'DeletionProtection',
    on: 'ACTIVE',
    message: 'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
  },
  'AWS::DynamoDB::Table': {
    property: 'DeletionProtectionEnabled',
    on: true,
    message: 'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  },
  'AWS::EC2::Instance': {
    property: 'DisableApiTermination',
    on: true,
    message: "The instance may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.",
  },
  'AWS::Logs::LogGroup': { property: 'DeletionProtectionEnabled', on: true, message: 'The log group has deletion protection enabled.' },
  'AWS::Neptune::DBCluster': {
    property: 'DeletionProtection',
    on: true,
    message: 'Cannot delete protected Cluster, please disable deletion protection and try again.',
  },
  'AWS::RDS::DBCluster': {
    property: 'DeletionProtection',
    on: true,
    message: 'Cannot delete protected Cluster, please disable deletion protection and try again.',
  },
  'AWS::RDS::DBInstance': {
    property: 'DeletionProtection',
    on: true,
    message: 'Cannot delete protected DB Instance, please disable deletion protection and try again.',
  },
};

/** Types whose deletion is scheduled, with the days for which their names stay taken. Source: the API reference of Secrets Manager (DeleteSecret, where nothing else is asked for). */
export const nameStaysTaken: Readonly<Record<string, number>> = { 'AWS::SecretsManager::Secret': 30 };
