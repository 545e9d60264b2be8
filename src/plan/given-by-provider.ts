import type { ResourceType } from '../model/resource-type.ts';

/**
 * Whether the primary identifier alone tells one creation from another: a part of it is drawn by the provider for each resource (`vpc-0a1b…`, the
 * six letters of a secret's ARN), so that what is deleted and made again bears another one. False where the identifier follows from names, and
 * where nothing known here says that it does not: what is taken for proved must be.
 *
 * Source: what the registry states of a type (what only the provider sets; the template of its ARN, from AWS's service authorization reference),
 * and where that misleads or is silent the two lists below, from the services' API references and recordings of real identifiers.
 */
export function givenByProvider(type: ResourceType): boolean {
  if (named.has(type.name)) return false;
  if (drawn.has(type.name)) return true;
  return type.identifier.some((part) => {
    if (type.attributes[part] === undefined) return false;
    if (/arn$/i.test(part)) return arnHoldsAnId(type, false);
    // A plain `Id` is often what CloudFormation calls the resource, which may be its name: the ARN says whether it has an id.
    if (/^(Id|Identifier)$/.test(part)) return arnHoldsAnId(type, true);
    return id.test(part) && !somebodyElses.test(part);
  });
}

const id = /(Id|ID|Identifier|UUID|Uuid)$/;
/** Ids of accounts and of their settings, of which there is one. */
const somebodyElses = /Account|Registry|Owner|Principal/;
const place = /^(Partition|Region|Account|AccountId)$/;

/** A variable of the ARN is an id that cannot be asked for. `ResourceId` stands in the reference for names, too. */
function arnHoldsAnId(type: ResourceType, orResourceId: boolean): boolean {
  return [...(type.arn ?? '').matchAll(/\$\{(\w+)\}/g)].some(([, name = '']) => {
    if (place.test(name) || !id.test(name) || type.properties[name] !== undefined) return false;
    return name !== 'ResourceId' || orResourceId;
  });
}

function typesOf(lists: Readonly<Record<string, string>>): ReadonlySet<string> {
  return new Set(Object.entries(lists).flatMap(([service, kinds]) => kinds.split(' ').map((kind) => `AWS::${service}::${kind}`)));
}

/** What looks like an id drawn by the provider and follows from names, is that of something else, or may be chosen by who creates it. */
const named = typesOf({
  ApiGateway: 'Account',
  // The parents' ids, and a number that starts anew under a new parent only.
  AppConfig: 'ExperimentRun',
  // The address of the domain.
  AppSync: 'DomainNameApiAssociation',
  Bedrock: 'GuardrailVersion',
  // The project's and the pool's name.
  CodeStar: 'GitHubRepository',
  Config: 'OrganizationConfigRule',
  // `ResourceIdentifier` and `CertificateIdentifier` choose the end of the ARN.
  DMS: 'Certificate Endpoint ReplicationInstance ReplicationTask',
  // Settings of a blueprint that AWS has, and ids of users and groups that are there before.
  DataZone: 'EnvironmentBlueprintConfiguration FormType GroupProfile Owner ProjectMembership UserProfile',
  DocDB: 'DBInstance',
  // `events-event-bus-…`, after the bus.
  EventSchemas: 'Discoverer',
  // `Id` chooses it.
  Glue: 'Session',
  // `TYPE:NAME` of what is logged.
  IoT: 'ResourceSpecificLogging',
  // Texts made of the principal, the resource and the tags.
  LakeFormation: 'PrincipalPermissions TagAssociation',
  // The form of the id is not documented, and there is a name.
  Lambda: 'NetworkConnector',
  Pinpoint: 'EventStream',
  // One for each VPC: the id of its DNSSEC configuration is not known to change.
  Route53Resolver: 'ResolverDNSSECConfig',
  // Settings of an account.
  SES: 'VdmAttributes',
  SSMContacts: 'Rotation',
  SecurityHub: 'DelegatedAdmin HubV2 OrganizationConfiguration PolicyAssociation',
});

/** What the registry does not state: types whose identifier holds a part drawn by the provider. */
const drawn = typesOf({
  ACMPCA: 'Certificate',
  AmazonMQ: 'Broker',
  AmplifyUIBuilder: 'Component Form Theme',
  AppConfig: 'Extension ExperimentDefinition',
  AppRunner: 'Service',
  AppSync: 'FunctionConfiguration SourceApiAssociation',
  ApplicationAutoScaling: 'ScalingPolicy',
  AutoScaling: 'ScalingPolicy',
  Backup: 'BackupSelection',
  Bedrock: 'FlowAlias',
  BedrockAgentCore: 'Policy',
  CertificateManager: 'Certificate',
  CloudFront: 'KeyGroup PublicKey',
  Connect: 'EmailAddress TaskTemplate',
  DataSync:
    'Agent LocationAzureBlob LocationEFS LocationFSxLustre LocationFSxONTAP LocationFSxOpenZFS LocationFSxWindows LocationHDFS LocationNFS LocationObjectStorage LocationS3 LocationSMB Task',
  DataZone: 'DomainUnit Environment EnvironmentProfile Project ProjectProfile SubscriptionTarget',
  Deadline: 'Fleet Queue',
  EC2: 'EIPAssociation SubnetCidrBlock SubnetRouteTableAssociation VPCCidrBlock',
  ECS: 'TaskSet',
  EFS: 'MountTarget',
  EKS: 'PodIdentityAssociation',
  ElasticLoadBalancingV2: 'Listener ListenerRule LoadBalancer TargetGroup TrustStore',
  GlobalAccelerator: 'EndpointGroup Listener',
  GuardDuty: 'IPSet PublishingDestination ThreatEntitySet ThreatIntelSet TrustedEntitySet',
  IAM: 'AccessKey',
  InspectorV2: 'CodeSecurityIntegration CodeSecurityScanConfiguration',
  Kendra: 'DataSource Faq',
  // Its ARN ends with the second of its creation.
  Kinesis: 'StreamConsumer',
  Lex: 'Bot',
  MSK: 'Cluster',
  Notifications: 'EventRule',
  Organizations: 'OrganizationalUnit Policy',
  PCAConnectorAD: 'Template',
  PCAConnectorSCEP: 'Challenge',
  QLDB: 'Stream',
  ResourceExplorer2: 'View',
  S3Outposts: 'Endpoint',
  SNS: 'Subscription',
  SSO: 'Application PermissionSet',
  ServiceCatalog:
    'LaunchNotificationConstraint LaunchRoleConstraint LaunchTemplateConstraint ResourceUpdateConstraint ServiceAction StackSetConstraint TagOption',
  VpcLattice: 'Listener Rule',
  WAFv2: 'IPSet RegexPatternSet RuleGroup WebACL',
  Wisdom: 'MessageTemplate QuickResponse',
});
