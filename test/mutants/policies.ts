import { type Mutant, within } from './mutant.ts';

/** Faults of what judges a plan. */
export const policies: readonly Mutant[] = [
  ...within('src/policy/condition-holds.ts', 'approval', [
    ['return identity.account !== definition.account || ', 'return ', 'a caller of another account passes policy'],
    ["(change.at.cloud === 'aws' && change.at.account !== definition.account)", 'false', 'a change in another account passes policy'],
    [
      "return change.at.cloud === 'aws' && !targetOf(change, plan).definition.regions.includes(change.at.region);",
      'return false;',
      'a change in another region passes policy',
    ],
    [
      "return resource?.ownership === 'unproven' || resource?.ownership === 'untagged' || resource?.ownership === 'disputed';",
      'return false;',
      'what only our records say is ours is deleted without its name',
    ],
    ['const document = documentIn(value);', 'const document = null as Json;', 'a policy written as a text is not looked into'],
    ['|| newlyNamesEverybody(resource)', '', 'everybody is let in by a permission without a word', { tests: ['src/policy'] }],
    [
      "const turned = ['RuleAction', 'Egress'].some((name) => writes(change, `/${name}`));",
      'const turned = false;',
      'a rule that denies is turned round without a word',
      { tests: ['src/policy'] },
    ],
    ['newly(resource, (property) => opensByFlag(property))', 'false', 'a thing is made public without a word'],
    ['resource.open !== undefined || ', '', 'a thing is public by a default of the provider without a word', { tests: ['src/policy'] }],
  ]),
  ...within('src/policy/turns-protection-off.ts', 'approval', [
    ['has(path.at(-1), providersKeys) && ', '', 'encryption is turned off without a word where a key is named that is not used', { tests: ['src/policy'] }],
    [
      'return protects(path) && isOn(before) && !isOn(after) && !givesWay(path, beside);',
      'return false;',
      'encryption is turned off without a word',
      { tests: ['src/policy'] },
    ],
  ]),
  ...within('src/intent/closure/grant-keys.ts', 'approval', [
    [
      ": named.length === 0 ? ['read'] : named;",
      ": ['read', 'write'];",
      'whoever reads what is encrypted may write with its key',
      { tests: ['test/intent/uses.test.ts'] },
    ],
    [
      'actions.filter((action) => !all.some(',
      'actions.filter((action) => all.length > 0 || !all.some(',
      'the use of a key is let once more with every request',
      { tests: ['test/intent/uses.test.ts'] },
    ],
  ]),
  ...within('src/policy/open-statement.ts', 'approval', [
    ["if (statement['Effect'] !== 'Allow' || ", 'if (', 'a denial to everyone counts as opening'],
    ["statement['NotPrincipal'] !== undefined ||", '', 'everyone but one is not everyone', { tests: ['src/policy'] }],
    [
      '&& !saysWho(condition, isOfProvider);',
      '&& false;',
      'whoever has an account of a provider of identities is let in without a word',
      { tests: ['src/policy'] },
    ],
    [
      "return principalName.test(name) || sayingName.test(name) || name === 'Condition';",
      'return principalName.test(name);',
      'what says who is meant is taken away without a word',
      { tests: ['src/policy'] },
    ],
    ['&& !areEverywhere(textsOf(values))', '', 'parts that are the world together say who', { tests: ['src/policy'] }],
    ['askingOperator.test(operator) &&', '', 'a condition that holds where nothing is said says who'],
    ['callerKey.test(key))', 'true)', 'a condition on how it is called says who'],
    ['.every(isSomebody)', '.some(isSomebody)', 'everybody beside somebody is somebody'],
  ]),
  ...within('src/policy/reach-of-policies.ts', 'approval', [
    ["'NotResource' in statement ? !spared.some((one) => coversAny(one, kind)) : ", '', 'all but one thing is not everything', { tests: ['src/policy'] }],
    [
      'isMatched(`iam:${verb.toLowerCase()}`, action)',
      "action === '*'",
      'a right to everything in another spelling is given without a word',
      { tests: ['src/policy'] },
    ],
    [
      "isMatched(`arn:${own(partition, 'aws')}:iam::${own(account, '000000000000')}:${kind}/\\u{1}`, pattern)",
      "pattern === '*'",
      'a right to everything in another spelling of all is given without a word',
      { tests: ['src/policy'] },
    ],
    ["|| value['Effect'] === 'Deny'", '', 'who is denied something counts as let in'],
    ['if (named && accountsIn(value).some((other) => other !== account)) return true;', '', 'another account is let in without a word'],
    ['administrators.test(value) || ', '', 'an administrator is made without a word'],
  ]),
  ...within('src/kernel/ip-network.ts', 'approval', [
    ['share >= (large.get(width) ?? 1)', 'share >= 2', 'halves of the world are let in without a word', { tests: ['src/policy'] }],
    [
      'new Set(texts.map((text) => networkOf(text)))',
      'texts.map((text) => networkOf(text))',
      'a private network that is named twice counts as everywhere',
      { tests: ['src/policy'] },
    ],
  ]),
  ...within('src/policy/judge.ts', 'approval', [
    [
      "return [{ rule: rule.rule, decision: 'deny', message: `this rule could not be evaluated",
      "return [{ rule: rule.rule, decision: 'allow', message: `this rule could not be evaluated",
      'a rule that cannot be evaluated allows',
    ],
    ['reasons.sort((a, b) => severity[b.decision] - severity[a.decision]);', '', 'the first reason decides, not the strictest'],
    [
      'judge({ targets: plan.targets, estimate: plan.estimate, changes: [{ ...unit, members }] }, policy)',
      'judge({ targets: plan.targets, estimate: plan.estimate, changes: [unit] }, policy)',
      'what was said of one thing covers another',
    ],
    ['2 * estimate.seconds.p90', '200 * estimate.seconds.p90', 'a run may go on for a hundred times as long'],
  ]),
  ...within('src/policy/standard-rules.ts', 'approval', [
    ["rule: 'retained',\n      decision: 'deny',", "rule: 'retained',\n      decision: 'approval',", 'what is retained can be approved away'],
    ["rule: 'outside-account',\n      decision: 'deny',", "rule: 'outside-account',\n      decision: 'approval',", 'another account can be approved'],
    ['longestRun: 3600,', 'longestRun: 36000,', 'every run may take ten hours'],
  ]),
  ...within('src/policy/judge.ts', 'approval', [
    ['return [...open, ...reasons];', 'return reasons;', 'what only the run will know gets past the policy'],
    ["decision === 'deny' || (decision === 'approval' && !said.has(rule))", "decision === 'deny'", 'a value of the run opens what nobody approved'],
    ['at === undefined || at === change.node', 'at !== null', 'what was approved for one node is approved for all'],
  ]),
  ...within('src/policy/unknown-values.ts', 'approval', [
    [
      'return type !== undefined && word !== undefined &&',
      'return word !== undefined || type !== undefined &&',
      'whatever a unit gives counts as the name of a node',
    ],
    [
      'const within = inStatement || (isJsonObject(value) && isStatement(value));',
      'const within = inStatement;',
      'the statements of a policy are not looked into for unknown values',
    ],
  ]),
];
