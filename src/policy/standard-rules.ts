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
  version: 'standard@2.10.0',
  longestRun: 3600,
  rules: [
    {
      rule: 'outside-account',
      decision: 'deny',
      when: { kind: 'outside-account' },
      reasonPer: 'change',
      message: '{node} is at {place}, which is not in the account of its target',
    },
    {
      rule: 'outside-regions',
      decision: 'deny',
      when: { kind: 'all', of: [{ kind: 'sandbox', is: false }, { kind: 'outside-regions' }] },
      reasonPer: 'change',
      message: '{node} is at {place}, which is not a region of its target',
    },
    {
      rule: 'retained',
      decision: 'deny',
      when: { kind: 'all', of: [{ kind: 'retained' }, { kind: 'action', in: ['delete', 'replace'] }] },
      reasonPer: 'change',
      message: '{node} is retained, so no plan may {action} it; how it is let go: docs/how-to/undo.md',
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
      message: '{node} allows something to everyone, and no condition says who',
    },
    {
      rule: 'less-protected',
      decision: 'approval',
      when: { kind: 'turns-protection-off' },
      reasonPer: 'change',
      message: '{node} loses protection that it has now: encryption, versions, backups, logs or the like are turned off',
    },
    {
      rule: 'public-flag',
      decision: 'approval',
      when: { kind: 'opens-by-flag' },
      reasonPer: 'change',
      message: '{node} is public, or lets in whoever reaches it{unsaid}',
    },
    {
      rule: 'open-to-every-address',
      decision: 'approval',
      when: { kind: 'opens-to-every-address' },
      reasonPer: 'change',
      message: '{node} lets every address in',
    },
    {
      rule: 'other-account',
      decision: 'approval',
      when: { kind: 'names-other-account' },
      reasonPer: 'change',
      message: '{node} lets another account in, or gives something to it',
    },
    {
      rule: 'administrator',
      decision: 'approval',
      when: { kind: 'gives-administration' },
      reasonPer: 'change',
      message: '{node} gives whoever has it the right to do everything',
    },
    {
      rule: 'token-in-plain-text',
      decision: 'approval',
      when: { kind: 'writes-token' },
      reasonPer: 'change',
      message: '{node} holds what looks like a token or a private key: it would stand in plan and records for everybody who reads them',
    },
    {
      rule: 'secret-in-plain-text',
      decision: 'approval',
      when: { kind: 'writes-plain-secret' },
      reasonPer: 'change',
      message:
        "{node} is given a secret as plain text ({plain}), which stands in plan and records for everybody who reads them: put it away with asbuilt secret set NAME, and write ${secret('NAME')} in its place",
    },
    {
      rule: 'secret-in-the-open',
      decision: 'approval',
      when: { kind: 'exposes-secret' },
      reasonPer: 'change',
      message: '{node} puts {exposes} where everybody who may read the resource can read it',
    },
    {
      rule: 'secret-decides',
      decision: 'deny',
      when: { kind: 'decides-by-secret' },
      reasonPer: 'change',
      message: '{node} lets a secret decide who gets in, which nobody could see who says yes to it',
    },
    {
      rule: 'irreversible',
      decision: 'approval',
      when: { kind: 'risk', is: 'irreversible' },
      reasonPer: 'change',
      message: '{node} holds data: to {action} this {type} loses it',
    },
    {
      rule: 'unproven',
      decision: 'approval',
      when: { kind: 'all', of: [{ kind: 'unproven' }, { kind: 'action', in: ['delete', 'replace'] }] },
      reasonPer: 'change',
      message: 'only our records say that {node} is ours: to {action} it needs its name',
    },
    {
      rule: 'found-by-tags',
      decision: 'approval',
      when: { kind: 'action', in: ['adopt'] },
      reasonPer: 'change',
      message: '{node} would be taken over{since}',
    },
    {
      rule: 'engine-run',
      decision: 'approval',
      when: { kind: 'action', in: ['run'] },
      reasonPer: 'change',
      message: '{node} runs {type} code; what it calls is not checked call by call',
    },
    {
      rule: 'every-change',
      decision: 'approval',
      when: { kind: 'action', in: ['create', 'update', 'replace', 'delete', 'adopt', 'run'] },
      reasonPer: 'plan',
      message: '{count} to approve',
    },
  ],
};

/** Those that say that something is opened to whoever is not named, or to whom nobody expects: what an AI agent asked of that kind needs a yes by its name. */
export const openingRules: ReadonlySet<string> = new Set([
  'public-bucket',
  'open-to-everyone',
  'public-flag',
  'open-to-every-address',
  'other-account',
  'administrator',
]);
