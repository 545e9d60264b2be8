/**
 * Types that Cloud Control makes and never reads back: what was made could not be looked at again. AWS has newer types for the same thing that can be read, one for each that the
 * older one lists. Source: the handlers in the published schemas of both, and their descriptions in the template reference.
 */
export const readableForms: Readonly<Record<string, readonly { readonly list: string; readonly type: string; readonly member: string }[]>> = {
  'AWS::SQS::QueuePolicy': [{ list: 'Queues', type: 'AWS::SQS::QueueInlinePolicy', member: 'Queue' }],
  'AWS::SNS::TopicPolicy': [{ list: 'Topics', type: 'AWS::SNS::TopicInlinePolicy', member: 'TopicArn' }],
  'AWS::IAM::Policy': [
    { list: 'Roles', type: 'AWS::IAM::RolePolicy', member: 'RoleName' },
    { list: 'Users', type: 'AWS::IAM::UserPolicy', member: 'UserName' },
    { list: 'Groups', type: 'AWS::IAM::GroupPolicy', member: 'GroupName' },
  ],
};
