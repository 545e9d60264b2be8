/** Services whose resources are seen from every region of an account. */
export const globalServices: ReadonlySet<string> = new Set([
  'Billing',
  'BillingConductor',
  'Budgets',
  'CE',
  'CUR',
  'CloudFront',
  'GlobalAccelerator',
  'IAM',
  'NetworkManager',
  'Organizations',
  'Route53',
  'Route53Domains',
  'Route53RecoveryControl',
  'Route53RecoveryReadiness',
  'Shield',
]);

/** Types of other services that are global, too. */
export const globalTypes: ReadonlySet<string> = new Set([
  'AWS::ECR::PublicRepository',
  'AWS::S3::MultiRegionAccessPoint',
  'AWS::S3::MultiRegionAccessPointPolicy',
]);
