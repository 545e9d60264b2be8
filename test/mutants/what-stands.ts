import { type Mutant, within } from './mutant.ts';

/** Faults of what finds which of the things that stand a text is about, and lays over it. */
export const whatStands: readonly Mutant[] = [
  ...within('src/engine/crossed-names.ts', 'ownership', [
    [
      'if (one.asked === null || one.called === null || one.asked === one.called) return [];',
      'return [];',
      'what carries the tags of another is bound, changed and deleted as that one',
      { tests: ['test/engine/recover.test.ts'] },
    ],
    [
      ': binding.rebuilt !== undefined && !isChild(binding);',
      ': true;',
      'two whose records were never lost hand no name on',
      { tests: ['test/engine/recover.test.ts'] },
    ],
    [
      '|| nameAsked(before, node, type, ports) === called) return [];',
      ') return [];',
      'what is settled is asked again',
      { tests: ['test/engine/recover.test.ts'] },
    ],
  ]),
  ...within('src/engine/recover.ts', 'ownership', [
    ['withoutRetagged(books, searched)', 'books', 'tags that were put right are not read again', { tests: ['test/engine/recover.test.ts'] }],
  ]),
  ...within('src/engine/come-to.ts', 'words', [
    [
      'if (unmade !== null) return ok(unmade);',
      '',
      'what a run has not made is answered as a word without a meaning',
      { tests: ['test/intent/not-made.test.ts'] },
    ],
    [
      '? { ...intended, published: [] } : intended;',
      '? intended : intended;',
      'an order about a thing is answered with a blueprint',
      { tests: ['test/intent/changes.test.ts'] },
    ],
  ]),
  ...within('src/engine/come-to.ts', 'identity', [
    [
      'return removeThings(act.what, asked, context, meant, ports);',
      'return removeThings(act.what, asked, context, library, ports);',
      'what is of another deployment than the one that is named is removed',
      { tests: ['test/intent/asked-of-things.test.ts'] },
    ],
    [
      'return takeBack(act, meant, ports);',
      'return takeBack(act, library, ports);',
      'a run at another target than the one that is named is taken back',
      { tests: ['test/intent/asked-of-things.test.ts'] },
    ],
  ]),
  ...within('src/engine/remove-things.ts', 'effects', [
    [
      'if (lost.length > 0) return ok(wholeNeeded(deployment, lost));',
      '',
      'what stays after a loss is asked for as nothing',
      { tests: ['test/intent/lost-records.test.ts'] },
    ],
  ]),
  ...within('src/engine/copy-deployment.ts', 'effects', [
    [
      'if (unsaid.length + unowned.length > 0) return ok(wholeNeeded(deployment, [...unsaid, ...unowned]));',
      '',
      'what nothing is known of is made once more as nothing',
      { tests: ['test/intent/copies.test.ts'] },
    ],
    [
      'asked.placed && wanted !== undefined ?',
      'false && wanted !== undefined ?',
      'what stands at another target than the one that is named is copied',
      { tests: ['test/intent/copies.test.ts'] },
    ],
  ]),
  ...within('src/intent/reading/plain-secret.ts', 'words', [
    ['(?![^\\s,;])(?!\\s*[=:])', '', 'what a variable holds is kept as if it were the value of a tag'],
  ]),
  ...within('src/intent/reading/settle-rules.ts', 'network', [
    ['if (left.length === 0) continue;', 'if (left.length >= 0) continue;', 'a rule opens more than a word beside it lets in'],
    ['in(?=\\s{2,})|', 'in|', 'a part of the world is let in as the world'],
    ['denied.length > 0 ? denied :', '', 'what a negation takes out of the rules is asked about as if it could be left out'],
  ]),
  ...within('src/intent/reading/read-ingress.ts', 'network', [
    ['if (beside && last !== null) continue;', '', 'a service on a port of its own opens its usual port as well'],
    ['if (beside && waiting.at(-1)?.numbered !== true)', 'if (false)', 'a service that is let in on another port is let in on its usual one, too'],
    ["one.lead === 'to' && !outward && !opens", 'false', 'where traffic goes is let in'],
  ]),
  ...within('src/intent/identify.ts', 'identity', [
    ['near.length > 0 || !books.anywhere ? near : far', 'near.length > 0 ? near : far', 'what stands at another target than the one that is named is changed'],
  ]),
  ...within('src/plan/live-references.ts', 'plan', [
    ['reaches(meaning, at) && ', '', 'what is called alike in another account counts as a reference'],
    ['if (own && holder.name === type) return false;', '', 'what is called alike counts as a reference'],
  ]),
  ...within('src/plan/leave-alone.ts', 'effects', [
    ['if (!moves(draft)) return draft;', 'if (draft !== null) return draft;', 'what somebody changed is put back by a request about something else'],
    ['byWish.has(draft.reason) && isGivenAnother(around)', 'isGivenAnother(around)', 'what refers to something that changes is put back with it'],
    [
      'byWish.has(draft.reason) && isGivenAnother(around)',
      'byWish.has(draft.reason) && around.needs.some(moves)',
      'what somebody changed reaches what refers to it and to something else that changes',
    ],
    ['if (left === undefined) return null;', 'if (left !== null) return null;', 'a change takes values of what is gone'],
  ]),
  ...within('src/plan/diff-deployment.ts', 'effects', [
    ["again.ok && again.value.action !== 'replace'", 'again.ok', 'what has the value that is expected is replaced for another one that is not'],
    ["!draft.ok || draft.value.action !== 'replace'", 'draft !== null', 'what is deleted and comes again under its name replaces what points at it'],
    ['about === undefined || about.has(node) ||', 'about !== null ||', 'every request is about everything'],
  ]),
  ...within('src/plan/plan-deployment.ts', 'effects', [
    ["input.checks.filter(({ node }) => byNode.get(node)?.reason !== 'left')", 'input.checks', 'a plan promises something of what it leaves as it is'],
  ]),
  ...within('src/intent/patch-draft.ts', 'effects', [
    ['new Set([...changed, ...alongWith(resources, whole)])', 'new Set(resources.map(({ node }) => node))', 'a sentence is about all that stands'],
    ['...alongWith(resources, whole)', '', 'what came along with a thing is left out where all of it is said once more'],
  ]),
];
