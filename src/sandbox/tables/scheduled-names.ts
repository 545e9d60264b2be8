/**
 * Types whose deletion is scheduled: their names stay taken for that many days. Source: the API reference of Secrets Manager on DeleteSecret (30 days where nothing else is asked for)
 * and CreateSecret; of KMS on ScheduleKeyDeletion, whose keys are known by their ids.
 */
export const scheduledNames: Readonly<Record<string, { readonly property: string; readonly days: number; readonly message: string }>> = {
  'AWS::SecretsManager::Secret': {
    property: 'Name',
    days: 30,
    message: "You can't create this secret because a secret with this name is already scheduled for deletion. (Service: SecretsManager, Status Code: 400)",
  },
  'AWS::KMS::Key': { property: 'KeyId', days: 30, message: '' },
};

/** What a service says when it cannot yet assume a role that was just made. Source: the API references of Lambda, Step Functions, CodeBuild and EventBridge Pipes. */
export const roleMessages: Readonly<Record<string, string>> = {
  'AWS::CodeBuild::Project': 'CodeBuild is not authorized to perform: sts:AssumeRole on service role (Service: CodeBuild, Status Code: 400)',
  'AWS::KinesisFirehose::DeliveryStream': 'Firehose is unable to assume role. Please check the role provided. (Service: Firehose, Status Code: 400)',
  'AWS::Lambda::Function': 'The role defined for the function cannot be assumed by Lambda. (Service: Lambda, Status Code: 400)',
  'AWS::Pipes::Pipe': 'The role cannot be assumed by EventBridge Pipes. (Service: Pipes, Status Code: 400)',
  'AWS::Scheduler::Schedule': 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role. (Service: Scheduler, Status Code: 400)',
  'AWS::StepFunctions::StateMachine':
    'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role. (Service: Sfn, Status Code: 400)',
};
