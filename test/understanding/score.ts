/** Helper types that also stand inside their owner: an inline form and its own resource are the same when plans are compared. */
const inline: Readonly<Record<string, string>> = {
  'AWS::EC2::SecurityGroupIngress': 'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress': 'AWS::EC2::SecurityGroup',
  'AWS::IAM::Policy': 'AWS::IAM::Role',
  'AWS::IAM::RolePolicy': 'AWS::IAM::Role',
  // Cloud Control reads the one form and not the other; both set the same policy.
  'AWS::SNS::TopicInlinePolicy': 'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueueInlinePolicy': 'AWS::SQS::QueuePolicy',
  'AWS::EC2::EIPAssociation': 'AWS::EC2::EIP',
  'AWS::EC2::VolumeAttachment': 'AWS::EC2::Instance',
  'AWS::EC2::Volume': 'AWS::EC2::Instance',
};

/** A prompt of the measured collections. */
export interface Prompt {
  readonly id: string;
  readonly source: string;
  readonly prompt: string;
  readonly expected: readonly string[];
  readonly expected_style: 'terraform' | 'cloudformation';
}

/** The types that are expected, as CloudFormation names; those that have none are scored out. */
export function expectedTypes(prompt: Prompt, types: Readonly<Record<string, string | null>>): Set<string> {
  const names = prompt.expected.flatMap((name) => (prompt.expected_style === 'terraform' ? (types[name] ?? []) : name.startsWith('AWS::') ? [name] : []));
  return canonical(names);
}

/** Types with inline helpers counted as what they are inside of. */
export function canonical(types: Iterable<string>): Set<string> {
  return new Set([...types].map((type) => inline[type] ?? type));
}
