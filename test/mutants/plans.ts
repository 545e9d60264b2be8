import { type Mutant, within } from './mutant.ts';

/** Faults of plans. */
export const plans: readonly Mutant[] = [
  ...within('src/plan/seal-plan.ts', 'approval', [
    ['if (canonicalObject(members) !== bytes) return false;', '', 'bytes that say more than the plan pass'],
    ['return sha256(...canonicalParts(members)) === plan.digest && plan.id === idOf(plan.digest);', 'return true;', 'a plan need not be what its digest names'],
    ['if (intact.get(plan) === bytes) return true;', 'if (intact.has(plan)) return true;', 'other bytes pass for a plan that was seen before'],
    ['  freeze(plan);\n', '', 'a plan can be changed after it was checked'],
    ['if (known?.bytes === bytes) return', 'if (known !== undefined) return', 'another plan is opened in the place of the one that was asked for'],
    ['if (!isIntact(parsed.data, bytes)) return tampered(', 'if (false) return tampered(', 'a stored plan that was changed is opened'],
    ["if (typeof version === 'number' && version !== formatOf(planSchema)) {", 'if (false) {', 'a plan of another format is called tampered with'],
  ]),
  ...within('src/plan/diff-deployment.ts', 'ownership', [
    [
      'if (gone !== undefined) problems.set(draft.node, askedFor(gone, draft));',
      '',
      'a thing whose node is renamed is deleted',
      { tests: ['src/plan/plan-deployment.test.ts'] },
    ],
    [
      ' || formerOf(input, draft.node) !== undefined) continue;',
      ') continue;',
      'what a replacement left behind keeps its name from everything',
      { tests: ['src/plan/plan-deployment.test.ts'] },
    ],
  ]),
  ...within('src/plan/diff-deployment.ts', 'approval', [
    ['  leaveFormers(drafts, types.value, input, desired);\n', '', 'a sentence deletes what a replacement left behind of what it does not name'],
    ['if (!needed.has(draft.node)) drafts.set', 'drafts.set', 'what needs the name of what a replacement left behind waits for ever'],
  ]),
  ...within('src/plan/diff-node.ts', 'plan', [
    ['[...diffed.deviations, ...dropped]', 'diffed.deviations', 'what was written, is asked for no more and no read returns is called as asked'],
  ]),
  ...within('src/plan/plan-deployment.ts', 'approval', [
    ['if (cannot === null) return {', 'if (true as boolean) return {', 'half of what cannot be sent as it is meant is shown and signed'],
    ['return open.length === 0 ?', 'return open.length >= 0 ?', 'what a default of the provider opens is not in the plan', { tests: ['test/mcp/approval'] }],
  ]),
  ...within('src/plan/diff-node.ts', 'approval', [
    ['takenAlong(type, patch, seen.properties))', 'takenAlong(type, [], seen.properties))', 'what somebody else has set in a list goes untold'],
    ["(action === 'none' ? noted(", "(action === 'adopt' ? noted(", 'what was narrowed in the service’s own words reads as asked'],
  ]),
  ...within('src/plan/kept-references.ts', 'approval', [
    ['\\u0000kept ${drawn} ${kept.length}\\u0000', '\\u0000kept ${kept.length}\\u0000', 'what stands in for a hidden value can be written by whoever wishes'],
  ]),
  ...within('src/engine/source-coding.ts', 'approval', [
    ['if (compiled.test(path)) {', 'if (false) {', 'what is compiled runs in the place of what is shown', { tests: ['test/engine/own-code'] }],
  ]),
  ...within('src/plan/kept-references.ts', 'approval', [
    ['isOpen(reference) ? told : lookup', 'lookup', 'a part of what is hidden is compared with what is live, and so found out piece by piece'],
    [' && same.get(reference) !== true', '', 'what was applied is planned again'],
    ['[open, ...(values as Json[])]', '[open]', 'what was applied of one value is compared of another, and so that is found out piece by piece'],
    [' && same.get(reference) !== false', '', 'what was applied at one place is compared at another'],
    [
      'isKept ? share : room);\n    if (!isKept) room -= made.size;',
      'room);\n    room -= made.size;',
      'what one reference leaves of a room tells of another how long it is',
    ],
    ['(keeps(node, attribute) ? undefined : lookup(node, attribute))', 'lookup(node, attribute)', 'what is hidden is resolved in the plan'],
    [
      "return typeof live === 'object' || typeof value === 'object' ? sameJson(live, value) : textOf(live) === textOf(value);",
      'return true;',
      'whatever is live is what the reference gives',
    ],
  ]),
  ...within('src/model/hides-at.ts', 'approval', [
    ['withoutSecrets(text, known) === text', 'withoutCredentials(text) === text', 'what an answer leaves out for its form stands in a plan'],
    ['[...secretsIn(document, true)]', "['']", 'what repeats a secret of the same thing stands in a plan'],
  ]),
  ...within('src/plan/planned-attribute.ts', 'approval', [
    [
      "(observed.kind === 'live' && hidesAt(observed.properties, path, observed.identifier)) || hidesAt(after, path) || ",
      '',
      'no attribute of a resource is hidden',
      { tests: ['test/mcp/hidden-references'] },
    ],
    [' || isGiven(after, path, keeps)', '', 'what is hidden may go on through a resource, asked of nobody'],
  ]),
  ...within('src/plan/diff-unit.ts', 'approval', [
    ['takenIn(inputs, keeps).length > 0', '(false as boolean)', 'what is hidden may go on through a unit, asked of nobody'],
  ]),
  ...within('src/plan/match-call.ts', 'approval', [
    ['signed.service !== call.service || ', '', 'a call of another service is the signed one'],
    ['|| signed.operation !== call.operation ', '', 'another operation is the signed one'],
    [
      'if (signed.target.account !== call.target.account || signed.target.region !== call.target.region) return false;',
      '',
      'the same call at another place is the signed one',
    ],
    ['if (!matches(signed.input, call.input, seen)) return false;', '', 'any input is the signed one'],
    ['if (names.length !== Object.keys(actual).length) return false;', '', 'a call with more members is the signed one'],
    ['actual.length !== signed.length', 'actual.length < signed.length', 'a longer list is the signed one'],
    [
      "if (typeof signed !== 'object' || signed === null) return signed === actual;",
      "if (typeof signed !== 'object' || signed === null) return typeof signed === typeof actual;",
      'another value of the same kind is the signed one',
    ],
    ['return known === undefined || known === value;', 'return true;', 'an own value may differ from call to call'],
    ['return at === actual.length;', 'return true;', 'a text that holds the signed one is the signed one'],
  ]),
  ...within('src/plan/fingerprint.ts', 'effects', [
    [
      "if (live === null || change.action === 'create' || (change.action === 'none' && change.accepts === undefined)) return null;",
      "if (live === null || change.action !== 'update') return null;",
      'what a deletion destroys has no fingerprint',
    ],
    ["if (change.action !== 'replace' && change.after !== null) return [", 'return [', 'a deletion rests on nothing'],
    [
      '[...comparedNames(change)].filter((name) => !shared.has(name))',
      '[...comparedNames(change)]',
      'a part of an update rests on what an earlier part writes',
      { tests: ['test/engine/parts.test.ts'] },
    ],
    [
      'return Object.keys(type.properties).filter((name) => !shared.has(name));',
      'return Object.keys(type.properties);',
      'a deletion rests on what other steps of the plan change',
    ],
  ]),
  ...within('src/plan/verify-node.ts', 'verification', [
    ['return kept ? [] : [{ check, found }];', 'return [];', 'every promise is kept'],
    ['present && equals(check.equals as Json, found)', 'present', 'a value that is something else keeps its promise'],
    ['present === (check.exists ?? true)', 'true', 'what is to be there may be missing'],
    [
      'const { differences, deviations } = diffProperties(type, desired, live, null, world);',
      'const { differences, deviations } = diffProperties(type, {}, live, null, world);',
      'a fresh read is compared with nothing',
    ],
  ]),
  ...within('src/plan/read-back.ts', 'verification', [
    ['if (open.length === 0) return', 'if (true) return', 'a step is done although the read does not show what was asked', { tests: ['test/engine'] }],
    [
      "!told || (op === 'create' && showsNothing(type, wish, live)) ? open",
      'false ? open',
      'a creation of which nothing is to be seen is done',
      { tests: ['test/engine'] },
    ],
    ['(after !== undefined || !told)', 'after !== undefined', 'what was to be removed and nobody said is gone may stay', { tests: ['test/engine'] }],
    [
      "if (isFixedAt(type, path) && (op === 'update' || !ours)) return true;",
      '',
      'another thing is taken for the one that was asked for',
      { tests: ['test/engine'] },
    ],
    [
      "if (isFixedAt(type, path) && (op === 'update' || !ours)) return true;",
      'if (isFixedAt(type, path) && !ours) return true;',
      'what became another thing during its update is changed',
      { tests: ['test/engine'] },
    ],
    ["return op === 'update' && isUnmoved(path, look);", 'return false;', 'a change that did not happen is done', { tests: ['test/engine'] }],
    ['if (segmentsOf(path)[0] === type.tags?.property) return true;', '', 'tags that were not set are a deviation', { tests: ['test/engine'] }],
  ]),
  ...within('src/plan/echo-of.ts', 'verification', [
    [
      'nothingKnown, inside))) told(at, { asked, found: returned }, true);',
      'nothingKnown, inside))) told(at, { asked, found: returned }, false);',
      'what nothing explains is no deviation',
    ],
    ['isGuarded(at.path) || isOtherChoice(at, asked, holder)', 'false', 'what decides who gets in may be missing'],
    ['const returned = readable(found, at.marks) ?? null;', 'const returned = found;', 'a secret that a read shows enters the books'],
  ]),
  ...within('src/plan/judge.ts', 'plan', [
    ["if (isSettling(books, at.path)) return 'deviation';", '', 'what may still settle is put back', { tests: ['test/engine'] }],
    ["if (isDeviation(books, at.path)) return 'deviation';", '', 'a deviation is told by no later plan', { tests: ['test/engine'] }],
    ["if (!isOutdated(at, desired, books)) return 'same';", "return 'same';", 'nobody hears that an alias was pointed to another key'],
    ["if (isFixed(at)) return 'deviation';\n  } else", '} else', 'a database is changed because an alias was pointed elsewhere'],
  ]),
  ...within('src/plan/same-name.ts', 'plan', [
    ['(alias === null ? undefined : world.aliases?.[alias]) ?? named', 'world.aliases?.[named] ?? named', 'an alias of another place means a key of this one'],
  ]),
  ...within('src/plan/differ.ts', 'plan', [
    ['if (echo === null && !deviates && !otherChoice', 'if (echo === null && !otherChoice', 'what is missing and decides who gets in is told by no later plan'],
  ]),
  ...within('src/plan/diff-node.ts', 'ownership', [
    [
      "if (live.ownership === 'found' && binding.doubtful !== true && live.identifier !== binding.identifier)",
      'if (false)',
      'another creation that carries our tags is deleted',
    ],
    [
      'live.identifier === binding.identifier && !bearsTags(type, live)',
      'live.identifier === binding.identifier',
      'what bears the tags of another is offered as what a creation without an answer made',
      { tests: ['test/engine/what-a-creation-made.test.ts'] },
    ],
    ["new Set<Ownership>(['untagged', 'disputed', 'foreign'])", "new Set<Ownership>(['untagged', 'disputed'])", 'somebody else’s thing is changed'],
    [
      "(named !== 'adopt' || (live.ownership === 'foreign' && bearsTags(type, live)))",
      "named !== 'adopt'",
      'what another deployment bears the tags of is taken over by name',
      { tests: ['test/engine/named.test.ts'] },
    ],
    [
      "new Set<Ownership>(['untagged', 'disputed', 'foreign'])",
      "new Set<Ownership>(['disputed', 'foreign'])",
      'what has lost our tags and may be somebody else’s is changed',
      { tests: ['test/engine/untagged'] },
    ],
    [
      "new Set<Ownership>(['untagged', 'disputed', 'foreign'])",
      "new Set<Ownership>(['untagged', 'foreign'])",
      'what carries the tags of another and may be that one’s is changed',
      { tests: ['test/engine/retagged'] },
    ],
    [
      "if (live.ownership === 'disputed' && !binding.retain)",
      'if (false as boolean)',
      'what carries the tags of another and may be that one’s is deleted',
      { tests: ['test/engine/retagged'] },
    ],
    ["if (live.ownership === 'foreign') return gone(state,", 'if (false) return gone(state,', 'somebody else’s thing is deleted'],
    [
      "if (ownership === 'found' || (named === 'adopt' && ownership !== 'disputed')) return 'adopt';",
      '',
      'what is found by its tags is changed before it is in the books',
    ],
    ["const action = binding.retain ? 'none' : 'delete';", "const action = 'delete' as 'none' | 'delete';", 'what is retained is deleted'],
  ]),
  ...within('src/plan/accept.ts', 'plan', [
    [
      'const changed = found.differences.filter((each) => !isAccepted(each));',
      'const changed: typeof found.differences = [];',
      'what is to be changed is passed over by an acceptance',
      { tests: ['test/engine/named.test.ts'] },
    ],
    ['const [wish] = wishes;', 'const wish = ([] as typeof wishes)[0];', 'a new wish is accepted away', { tests: ['test/engine/named.test.ts'] }],
  ]),
  ...within('src/plan/split-update.ts', 'plan', [
    [
      'for (let at = 0; at < moves.length; at += most) {',
      'for (let at = 0; at < moves.length; at += most + 1) {',
      'an index is left out of a divided update',
      { tests: ['test/engine/parts.test.ts'] },
    ],
  ]),
  ...within('src/plan/diff-unit.ts', 'plan', [
    [
      "return engine === 'aws-cli' && published !== true;",
      'return false;',
      'an agent is told what a procedure of its own has read',
      { tests: ['test/engine/own-code'] },
    ],
    ['|| unitBasis(desired.source, wish.whole) !== binding.ranWith', '', 'a unit with other inputs does not run'],
    ['open || lacking ||', 'open ||', 'a unit that did not give what it is to give now does not run'],
    ['doubt !== undefined || open || lacking', 'doubt !== undefined || lacking', 'a unit whose inputs are not known yet does not run'],
    ['|| doubt !== undefined || open', '|| open', 'a unit that may have run counts as one that did', { tests: ['test/engine'] }],
    ["action: binding.retain ? 'none' : 'delete',", "action: 'delete',", 'a retained unit is forgotten'],
  ]),
  ...within('src/plan/diff-deployment.ts', 'records', [
    ['Math.max(mostCharacters, mostForEach * asked)', 'mostInPlan', 'a small request writes a large plan', { tests: ['src/plan'] }],
  ]),
  ...within('src/plan/diff-deployment.ts', 'ownership', [
    [
      'holder === undefined || holder.node === draft.node) return draft;',
      'holder !== null) return draft;',
      'the resource of a renamed node is deleted as the old one’s',
    ],
    [
      "return after !== null ? 0 : action === 'delete' ? 2 : 1;",
      "return after !== null || action === 'delete' ? 0 : 1;",
      'what one node keeps is deleted with another that has it',
    ],
  ]),
  ...within('src/plan/rivals.ts', 'ownership', [
    [
      "if (binding.kind !== 'resource' || binding.deployment === deployment) continue;",
      'if (binding.deployment !== undefined) continue;',
      'what another deployment has in these records is taken from it',
      { tests: ['test/engine'] },
    ],
    ['if (plan.deployment === deployment) continue;', 'if (plan.deployment !== undefined) continue;', 'two runs make one thing', { tests: ['test/engine'] }],
    [
      "if (draft.action !== 'delete' || rival === undefined || rival.run !== null) return draft;",
      'if (draft.node !== undefined) return draft;',
      'what another deployment has, too, cannot be let go',
      { tests: ['test/engine'] },
    ],
    [
      "if (reason !== 'shared') return null;",
      'if (reason !== undefined) return null;',
      'what two deployments let go at once is nobody’s',
      { tests: ['test/engine'] },
    ],
  ]),
  ...within('src/plan/plan-deployment.ts', 'plan', [
    [
      "return draft.action === 'replace' && draft.after !== null && live !== null && keepsName(type, draft.after, live);",
      'return false;',
      'a replacement that keeps its name is made first',
      { tests: ['src/plan', 'test/engine'] },
    ],
    [
      "return { op: 'delete', ...about, identifier, live: livePropertiesOf(input.observed, draft.node) ?? {} };",
      'return null;',
      'a deletion is signed without its calls',
    ],
    ["summary[action === 'none' ? 'unchanged' : action]++;", 'summary.unchanged++;', 'a plan counts no changes'],
    [
      "change.action !== 'adopt' || change.kind !== 'resource' || change.differences.every(({ deviates }) => deviates === true)",
      'true',
      'a plan that leaves something undone is called complete',
      { tests: ['src/plan', 'test/engine'] },
    ],
  ]),
  ...within('src/plan/plan-deployment.ts', 'effects', [
    ['return [...own, ...others];', 'return others;', 'what is kept and refers to what is deleted is not told'],
    ['properties, asked: after !== null }', 'properties, asked: false }', 'what fits an update as it was asked to is told as if it were left behind'],
  ]),
  ...within('src/plan/impact.ts', 'effects', [
    ["(asked && resource.action !== 'delete')", 'asked', 'what is asked for and spells out what is deleted is not told'],
  ]),
  ...within('src/plan/place.ts', 'plan', [
    [
      'const createOnly = type.handlers !== undefined && type.handlers.update === undefined;',
      'const createOnly = false;',
      'a type without updates is updated',
      { tests: ['src/plan'] },
    ],
  ]),
  ...within('src/plan/guessing-gates.ts', 'approval', [
    ['|| keeps(gate.node, gate.attribute)', '', 'a gate reads to an agent what a unit made of a secret', { tests: ['test/engine/gates'] }],
    ['isHiddenPlace(gate) || keeps', 'keeps', 'a gate tells an agent what comes to stand at a place that hides it', { tests: ['test/engine/gates'] }],
    ['!gatesAnew.has(node) && (', 'true && (', 'a gate of an agent answers its guess at what is hidden', { tests: ['test/engine/gates'] }],
  ]),
  ...within('src/plan/around-gates.ts', 'approval', [
    ['for (const node of past(still, afters, gate)) add(node, gate);', '', 'a gate is passed by way of what does not change'],
    ['for (const before of past(still, needs, gate)) add(gate, before);', '', 'a gate is asked before what it waits for by way of what does not change'],
  ]),
  ...within('src/plan/compare-values.ts', 'plan', [
    ['|| !sameLeaf(at, desired, live) ||', '|| false ||', 'values are never different'],
    ['const wanted = readable(desired, at.marks);', 'const wanted: Json | undefined = desired;', 'what cannot be read differs for ever'],
    ['before !== undefined && before !== null) removal(', 'false) removal(', 'what is no longer wanted is not removed'],
  ]),
  ...within('src/plan/is-guess.ts', 'plan', [['world.guessed === undefined || (last', 'true || (last', 'a plan answers an agent’s guess at what is hidden']]),
  ...within('src/plan/compare-tags.ts', 'plan', [[' || isGuessed(key, tag, current, former)', '', 'a plan answers an agent’s guess at a hidden tag']]),
  ...within('src/plan/diff-properties.ts', 'plan', [
    [
      '  const digest = writtenDigest(value, keyed);',
      '  if (before !== undefined) return [];\n  const digest = writtenDigest(value, keyed);',
      'a new secret is not written',
    ],
    ['if (applied === null) return [];', '', 'a secret is written again when the records are lost'],
  ]),
  ...within('src/plan/resolve-references.ts', 'plan', [
    ['Object.keys(value).length === 1 &&\n    isJsonObject(from ?? null)', 'isJsonObject(from ?? null)', 'a document with a member $from is a reference'],
  ]),
  ...within('src/plan/still-ours.ts', 'effects', [
    [
      'change.besides?.includes(name) !== true && ',
      '',
      'an update is sent again over what somebody set meanwhile beside it',
      { tests: ['test/engine/carried.test.ts'] },
    ],
  ]),
  ...within('src/adapters/aws/native/resting-on.ts', 'effects', [
    ['[...set, ', '[', 'what a call sets whole loses what nobody asks for', { tests: ['src/adapters/aws/native'] }],
    ['isOne(facet) || (', 'isOne(facet) && (', 'what the same call sets besides is not looked at', { tests: ['src/adapters/aws/native'] }],
    [
      ', ...type.facets.filter(isTouched).flatMap(({ write }) => callsOf(write).flatMap(namesIn))',
      '',
      'an update is sent without the name of its resource',
      { tests: ['src/adapters/aws/native'] },
    ],
  ]),
  ...within('src/plan/with-besides.ts', 'plan', [
    ['if (besides.length === 0) return draft;', 'return draft;', 'an update takes away what nobody asked for', { tests: ['src/plan/with-besides'] }],
  ]),
  ...within('src/engine/leave-behind.ts', 'plan', [
    [
      'joins && !isNeeded(node, resources, gone)',
      'joins',
      'what something that stays needs goes with what is removed',
      { tests: ['test/intent/removed-joints.test.ts'] },
    ],
    [
      'resource.of === undefined || ',
      '',
      'a role that was asked for loses permissions that were said of it',
      { tests: ['test/intent/removed-joints.test.ts'] },
    ],
  ]),
  ...within('src/plan/low-values.ts', 'plan', [
    ['low.value >= high.value', 'low.value > 0', 'a queue that shows a message while its function runs is planned without a word'],
  ]),
];
