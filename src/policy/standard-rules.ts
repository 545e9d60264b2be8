import type { Condition, RuleSet } from './rule.ts';

const publicAccessSettings = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const opensBucket: Condition = {
  kind: 'any',
  of: [
    ...publicAccessSettings.map((name): Condition => ({ kind: 'sets', pointer: `/PublicAccessBlockConfiguration/${name}`, oneOf: [false, 'false'] })),
    ...publicAccessSettings.map((name): Condition => ({ kind: 'drops', pointer: `/PublicAccessBlockConfiguration/${name}` })),
    { kind: 'sets', pointer: '/AccessControl', oneOf: ['PublicRead', 'PublicReadWrite', 'AuthenticatedRead'] },
  ],
};

/** The rules that hold where nobody wrote others. Change the version with them: approvals name it. */
export const standardRules: RuleSet = {
  version: 'standard@1.0.0',
  rules: [
    {
      rule: 'outside-account',
      decision: 'deny',
      when: { kind: 'outside-account' },
      reasonPer: 'change',
      message: '{node} is in account {account}, which is not the target’s',
    },
    {
      rule: 'outside-regions',
      decision: 'deny',
      when: { kind: 'all', of: [{ kind: 'simulated', is: false }, { kind: 'outside-regions' }] },
      reasonPer: 'change',
      message: '{node} is in {region}, which is not a region of the target',
    },
    {
      rule: 'retained',
      decision: 'deny',
      when: { kind: 'all', of: [{ kind: 'retained' }, { kind: 'action', in: ['delete', 'replace'] }] },
      reasonPer: 'change',
      message: '{node} is retained, so no plan may {action} it',
    },
    {
      rule: 'public-bucket',
      decision: 'approval',
      when: { kind: 'all', of: [{ kind: 'type', is: 'AWS::S3::Bucket' }, opensBucket] },
      reasonPer: 'change',
      message: '{node} can become readable or writable by anyone',
    },
    {
      rule: 'open-to-everyone',
      decision: 'approval',
      when: { kind: 'opens-to-everyone' },
      reasonPer: 'change',
      message: '{node} allows something to everyone, without a condition',
    },
    {
      rule: 'irreversible',
      decision: 'approval',
      when: { kind: 'risk', is: 'irreversible' },
      reasonPer: 'change',
      message: '{node} holds data: to {action} this {type} loses it',
    },
    {
      rule: 'every-change',
      decision: 'approval',
      when: { kind: 'action', in: ['create', 'update', 'replace', 'delete', 'adopt'] },
      reasonPer: 'plan',
      message: '{count} to approve',
    },
  ],
};
