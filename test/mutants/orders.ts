import { type Mutant, within } from './mutant.ts';

/** Faults of the order of a plan's steps, and of what only one can have. */
export const orders: readonly Mutant[] = [
  ...within('src/plan/identity.ts', 'plan', [
    [
      '[...whole, ...own].map(keyOf)',
      'whole.map(keyOf)',
      'a name that is not in the identifier is asked for while another still has it',
      { tests: ['src/plan/handed-on.test.ts'] },
    ],
    [
      'const names = [name, ...parents(type)];',
      'const names = [name];',
      'a name in one place stands in the way of the same in another',
      { tests: ['src/plan/handed-on.test.ts'] },
    ],
    ['return (rangesOf[type.name] ?? []).includes(name) &&', 'return false &&', 'a subnet is made over its own old one'],
    [
      'toldApart(type, name, wanted) === toldApart(type, name, found)',
      'false',
      'a role is made beside its own old one, of another case',
      { tests: ['src/plan/identity.test.ts'] },
    ],
    [
      'return namesWithoutCase.has(type) || isLowered ? text.toLowerCase() : text;',
      'return text;',
      'a role is asked for while one of another case has its name',
      { tests: ['src/plan/handed-on.test.ts'] },
    ],
    [
      "arn.includes('${Account}') ? account : partitionOf(region)",
      'account',
      'a bucket is made while another account has its name',
      { tests: ['src/plan/identity.test.ts'] },
    ],
  ]),
  ...within('src/plan/handed-on.ts', 'plan', [
    [
      "held.push(keyWith('is', around[0]), ...around.map((each) => keyWith('within', each)));",
      "held.push(keyWith('is', around[0]));",
      'a range is made over a part of it that another still has',
    ],
    [
      "asked.push(keyWith('within', around[0]), ...around.map((each) => keyWith('is', each)));",
      "asked.push(keyWith('within', around[0]));",
      'a range is made within one that another still has',
    ],
    ['if (days === undefined || holder === undefined) return [];', 'return [];', 'a secret is deleted for a name that stays taken'],
    [
      "action === 'update' ? (stays) => stays : null;",
      'null;',
      'a rule is given a priority that another keeps, which is changed in other ways',
      { tests: ['src/plan/handed-on.test.ts'] },
    ],
    [
      "action === 'update' ? (stays) => !stays : null)",
      'null)',
      'what another lets go of by its own change is asked for before that',
      { tests: ['src/plan/handed-on.test.ts'] },
    ],
    ['keys.asked.filter((key) => !has.has(key));', 'keys.asked;', 'a change is held up by what it has itself', { tests: ['src/plan/handed-on.test.ts'] }],
    [
      'const met = meetings(drafts, typeOf, hasOf, kept);',
      'const met = new Map<string, string[]>();',
      'a replace is planned for a name that another node keeps',
    ],
  ]),
  ...within('src/plan/back-to-former.ts', 'ownership', [
    [
      'if (taken === undefined && !isMadeAnew(draftOf(wish, type.value, seen, now))) return false;',
      '',
      'a node that stands as asked is given up for what its replacement left behind',
      { tests: ['test/engine/replacements.test.ts'] },
    ],
    [
      "left.ownership !== 'foreign' && isKept(draftOf(wish, type.value, again, own))",
      "left.ownership !== 'foreign'",
      'what a replacement left behind is taken back where a third thing is asked for',
      { tests: ['test/engine/replacements.test.ts'] },
    ],
    [
      'isHeld || doubts.has(left.ownership) ? left : again',
      'isHeld ? left : again',
      'what may be another’s by now is taken back without being named',
      { tests: ['test/engine/replacements.test.ts'] },
    ],
    [
      'observed.set(leaves.node, seen);',
      '',
      'what a node has in the place of what it takes back is forgotten',
      { tests: ['test/engine/replacements.test.ts'] },
    ],
    [
      'appliedOf(binding) === null && ',
      'false && ',
      'what stands is deleted for a replacement of unknown outcome that comes to light',
      { tests: ['test/engine/replacements.test.ts'] },
    ],
  ]),
  ...within('src/plan/order-steps.ts', 'plan', [
    ["if (actions.get(need) !== 'delete') link(hard, node, need);", ';', 'what is made does not wait for what it refers to'],
    [
      'deleteFirst.has(node) ? link(hard, node, deletionOf(node)) : link(hard, deletionOf(node), node)',
      'link(hard, deletionOf(node), node)',
      'a replacement of the same name is made first',
    ],
    ['link(soft, deletion, release);', ';', 'what is deleted does not wait for what hangs on it'],
    ['for (const { taker, frees } of takeovers) link(hard, taker, frees);', '', 'what takes a name over does not wait for what has it'],
    [
      'keepsName = new Set([...keepsName, ...first]);',
      'for (const one of inCircle) exchanged.add(one);',
      'names that are swapped are given up',
      { tests: ['src/plan/order-steps'] },
    ],
    [
      'if (first.length === 0) for (const one of changed) exchanged.add(one);',
      'for (const one of changed) exchanged.add(one);',
      'what could go first is refused',
      { tests: ['src/plan/order-steps'] },
    ],
  ]),
  ...within('src/plan/order-steps.ts', 'plan', [
    ['goesBefore.length === 0 ? certain', 'true ? certain', 'data is deleted for a replacement that cannot be made', { tests: ['src/plan/order-steps'] }],
    [
      'if (deleteFirst.has(taker)) link(needed, deletionOf(taker), frees);',
      '',
      'what keeps its name is deleted before it is known that another makes room',
      { tests: ['src/plan/order-steps'] },
    ],
    ['hangOn(needed, ordering, deleteFirst);', '', 'what hangs on it is deleted before that, too', { tests: ['src/plan/order-steps'] }],
  ]),
];
