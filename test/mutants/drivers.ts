import { type Mutant, within } from './mutant.ts';

/** Faults of the drivers: what is carried out, confirmed, found, and taken for ours. */
export const drivers: readonly Mutant[] = [
  ...within('src/drivers/aws/confirm-resource.ts', 'verification', [
    [
      'if (accepts.length > 0 && fingerprintOf(change, type, properties) !== change.basis) {',
      'if (accepts.length < 0) {',
      'another value is accepted than was shown',
      { tests: ['test/engine/named.test.ts'] },
    ],
    ["    told,\n    ours: bearer === 'this',", "    told: true,\n    ours: bearer === 'this',", 'half of a creation counts as the echo of all of it'],
    ["    ours: bearer === 'this',", '    ours: true,', 'the provider’s word alone makes a thing ours that is another than was asked'],
    ["if (read.value.kind === 'live') break;", '', 'a deletion is done although the thing is still there'],
    [
      "if (!read.ok) return { kind: 'unread', problem: firstOf(read.problems) };\n    if (read.value",
      "if (!read.ok) return { kind: 'shown', identifier: ref.identifier, outputs: null, creation: null, echo: null };\n    if (read.value",
      'a failed read counts as shown',
    ],
    [
      'let looks = told ? looksAtNothing - 1 : 0;',
      'let looks = looksAtNothing - 1;',
      'one read that lags confirms a deletion that nobody said was done',
      { tests: ['test/engine'] },
    ],
    [
      'return told.ok ? { aliases: told.value } : {};',
      'return {};',
      'a key in the place of its alias is a deviation',
      { tests: ['test/engine/key-aliases.test.ts'] },
    ],
    [
      'return found ? binding.creation : undefined;',
      'return undefined as Creation | undefined;',
      'what was found half done is proved by being completed',
      { tests: ['test/engine/what-a-creation-made.test.ts'] },
    ],
    ["if (bearer === 'another') {", 'if (false) {', 'what another node’s tags name is bound, because the provider says so'],
    ["creation: bearer === 'this' ? creation.value : null", 'creation: creation.value', 'the provider’s word alone proves a creation'],
    ["kind: cause.code === 'CLOUD_NOT_FOUND' ? 'not-shown' : 'unread'", "kind: 'unread'", 'a proving read that lags ends the step', { tests: ['test/engine'] }],
  ]),
  ...within('src/drivers/aws/aws-driver.ts', 'effects', [
    [
      "if (step.op === 'create' || change.identifier === null || change.basis === null) return ok(null);",
      'return ok(null);',
      'what a deletion destroys is not compared with the plan',
    ],
    [
      "if (step.op === 'create' || change.identifier === null || change.basis === null) return ok(null);",
      "if (step.op !== 'delete' || change.identifier === null || change.basis === null) return ok(null);",
      'what an update changes is not compared with the plan',
    ],
    ["return step.op === 'delete' ? ok(null) : stale('was deleted');", 'return ok(null);', 'what is gone is changed or adopted'],
    [
      'fingerprintOf(change, typeOf(order), tellable(order, read.value.properties)) === change.basis',
      'true',
      'the live value is not the plan’s and nobody minds',
    ],
    [
      "if (!mayBeSame(change.creation, creation.value)) return stale('was deleted and made again by somebody else');",
      '',
      'another creation of the same name is changed or deleted',
    ],
    ["if (change.creation?.kind === 'read') {", 'if (false) {', 'whether it is the same creation is not asked'],
    [
      "const earlier = order.step.op === 'create' ? await madeEarlier(order) : ok(null);",
      'const earlier = ok(null) as Result<Earlier | null>;',
      'what an earlier attempt left behind is made a second time',
    ],
    [
      "if (!earlier.ok) return { status: 'unknown', problem: firstOf(earlier.problems) };",
      '',
      'a creation is repeated although nobody could look for the first',
      { tests: ['test/engine'] },
    ],
    ['if (clock.now() - order.firstSentAt > tokenLife) {', 'if (false) {', 'a creation is repeated when its token is forgotten'],
    [
      "if (standing === 'ours') return ok(null);",
      'if (true) return ok(null);',
      'what somebody else put in the place of an untagged thing is changed or removed',
      { tests: ['test/engine'] },
    ],
    [
      'if (!looked.ok || looked.value === null) return looked;',
      'if (looked.ok || !looked.ok) return looked;',
      'one read that shows something else ends a deletion',
      { tests: ['test/engine'] },
    ],
    [": fail(stale('is only in part", ": ok(stale('is only in part", 'what is changed in part counts as removed', { tests: ['test/engine'] }],
    ['permit, order.repeated, identifier', 'permit, true, identifier', 'every sending is called a repetition'],
  ]),
  ...within('src/drivers/aws/aws-driver.ts', 'ownership', [
    ["if (ownership !== 'found') return ok({ kind: 'others', identifier });", '', 'whatever is found under the name is ours'],
    [
      '...(showsTags(typeOf(order), properties) ? {} : { alike: true })',
      '',
      'what only its likeness makes ours is proved',
      { tests: ['test/engine/what-a-creation-made.test.ts'] },
    ],
    ['...(change.identifier === null ? {} : { except: change.identifier }),', '', 'what is to be replaced is taken for its replacement'],
    [
      '...(order.held === undefined ? {} : { held: order.held }),',
      '',
      'what another node has came of a creation without an answer',
      { tests: ['test/engine/swapped-tags'] },
    ],
  ]),
  ...within('src/drivers/aws/mutation-of.ts', 'effects', [
    ['identifier, patch, desired: wish', 'identifier, patch: [], desired: wish', 'an update sends nothing'],
  ]),
  ...within('src/model/creation.ts', 'ownership', [
    [
      "return one?.kind !== 'read' || other?.kind !== 'read' || one.source !== other.source || one.value === other.value;",
      'return true;',
      'every creation is the same',
    ],
  ]),
  ...within('src/drivers/aws/creation-of.ts', 'ownership', [
    [
      'if (told.ok || !told.problems.every(({ code }) => lasting.has(code))) return told;',
      'if (told.ok) return told;',
      'a proving read that fails for now proves nothing for ever',
    ],
    ["if (givenByProvider(type)) return ok({ kind: 'identifier' });", '', 'an identifier that the provider gave is not taken as proof'],
  ]),
  ...within('src/drivers/aws/find-resource.ts', 'records', [
    [
      'properties: this.#tellable(wanted, properties), ownership: ours',
      'properties, ownership: ours',
      'a plan tells the secret that it takes over',
      { tests: ['test/mcp/hidden-references'] },
    ],
  ]),
  ...within('src/drivers/aws/find-resource.ts', 'ownership', [
    [', byLikeness: true }', ' }', 'what lacks what was asked for is taken for it', { tests: ['test/engine/moved-nodes'] }],
    ["if (named) return proved && binding.rebuilt === undefined ? 'made' : 'tagged';", "if (named) return 'made';", 'what only tags name counts as proved'],
    [
      "if ((creation === null || binding.adopted === true) && !proved && !anothers) return 'unproven';",
      '',
      'what carries no tags yet is somebody else’s, and forgotten',
      { tests: ['test/engine'] },
    ],
    [
      '(await wanted.held?.(entry.identifier)) === true',
      'false',
      'what the records hold as another node’s is found by its tags',
      { tests: ['test/engine/swapped-tags'] },
    ],
    [
      "if (anothers) return proved && binding.rebuilt === undefined ? 'retagged' : 'disputed';",
      '',
      'what carries another owner’s tags is only without ours',
      { tests: ['test/engine/retagged'] },
    ],
    [
      "proved && binding.rebuilt === undefined ? 'retagged'",
      "true ? 'retagged'",
      'what carries another owner’s tags and nothing proves is ours',
      { tests: ['test/engine/retagged'] },
    ],
    [
      "proved && binding.rebuilt === undefined ? 'retagged'",
      "false ? 'retagged'",
      'a changed tag makes what is proved to be ours another’s',
      { tests: ['test/engine/retagged'] },
    ],
    [
      "return proved ? 'tags-lost' : 'untagged';",
      "return 'tags-lost';",
      'what lost its tags and may have been made again counts as proved',
      { tests: ['test/engine/untagged'] },
    ],
    ["if (!mayBeSame(creation, now)) return 'foreign';", '', 'what was made again by somebody else is ours'],
    [
      "const ownership = this.#isOurs(wanted, read.value.properties) ? 'found' : 'foreign';",
      "const ownership = 'found' as const;",
      'whatever has the name is ours',
    ],
    [
      '      return tags.deployment === wanted.deployment && tags.node === nodeTagValue(wanted.node, wanted.type.name);\n    }\n    const live',
      '      return tags.deployment === wanted.deployment;\n    }\n    const live',
      'another node’s thing is ours',
    ],
    ['entry.identifier === wanted.except || ', '', 'what is being replaced is taken for its replacement'],
    ['if (second !== undefined) {', 'if (false) {', 'of two with the same tags the first is taken'],
    [
      "      if (!read.ok) return read;\n      if (read.value.kind === 'absent') continue;",
      "      if (!read.ok || read.value.kind === 'absent') continue;",
      'a failed read while listing counts as absence',
    ],
    [
      'if (!listed.ok) return listed;\n    const reads',
      'if (!listed.ok) return ok({ all: [], byOwner: new Map() });\n    const reads',
      'a failed listing counts as an empty one',
    ],
    [
      "      if (!isInvalid(listed) && !listed.problems.every((one) => one.code === 'CLOUD_UNSUPPORTED')) return listed;",
      '',
      'a listing that failed leaves the node unread instead of failing the plan',
    ],
  ]),
  ...within('src/drivers/aws/aws-driver.ts', 'approval', [
    [
      'return ok(mayBeSame(creation, now.value) ? same : other);',
      'return ok(mayBeSame(creation, now.value) ? null : other);',
      'a change is sent again over what somebody else did',
    ],
  ]),
  ...within('src/plan/still-ours.ts', 'ownership', [
    [
      'return live.every((item) => holds(from, item) || holds(to, item)) &&',
      'return',
      'what somebody else has added to a list is written over',
      { tests: ['src/plan/still-ours.test.ts'] },
    ],
    ['(isAsWished(name) || isOnTheWay(name))', 'isOnTheWay(name)', 'a change that took effect is taken for somebody else’s', { tests: ['test/engine'] }],
    [
      "return left.length === 0 && names.some((name) => live[name] !== undefined) ? 'anothers' : 'in-part';",
      "return 'anothers';",
      'what is changed in part is somebody else’s',
      { tests: ['test/engine'] },
    ],
  ]),
  ...within('src/plan/ownership-tags.ts', 'ownership', [
    ["node: tags.get('asbuilt:node')", "node: tags.get('asbuilt:blueprint')", 'the node’s tag is read from another'],
  ]),
  ...within('src/model/tags-of.ts', 'ownership', [
    ["const key = tag['Key'] ?? tag['TagKey'];", "const key = tag['Key'];", 'tags in the second form are not seen'],
    ["if (typeof value === 'string') tags.set(key, value);", ';', 'tags in a map are not seen'],
  ]),
  ...within('src/drivers/aws/expected-identifier.ts', 'ownership', [
    [
      "return parts.length === 0 ? null : parts.join('|');",
      'return parts.length === 0 ? null : (parts[0] as string);',
      'only the first part of an identifier is looked at',
    ],
    ["return china ? 'aws-cn' :", "return china ? 'aws' :", 'the partition of China is AWS’s'],
  ]),
  ...within('src/plan/outputs-of.ts', 'effects', [
    ['return { ...properties, ...missing };', 'return properties;', 'parts of an identifier that no read tells cannot be referred to'],
  ]),
  ...within('src/drivers/units/unit-driver.ts', 'effects', [
    ['if (order.attempt > 1 && !change.repeatable) return', 'if (order.attempt < 0) return', 'a unit that is not repeatable runs twice'],
    ['return unitOf(order).repeatable && problem.code', 'return problem.code', 'a unit of which nobody knows how it ended runs again'],
    ['          await stop(order.token);\n', '', 'a unit’s processes go on when the approval is withdrawn'],
    ['permit === null ? null : await permit.ended();', 'null as Diagnostic | null;', 'a running unit is not told that the approval went'],
    ["standing.kind === 'running' && standing.milliseconds > longest ? tooLong(order) : permit", 'permit', 'a unit may run for ever'],
    ["if (sendsNothing(order)) return { status: 'done', identifier: change.node };", '', 'forgetting a unit runs it'],
    ['if (bundle === null) return sourceGone(order);', '', 'a unit without a source is started'],
    ['processes.start({\n      token,', "processes.start({\n      token: token.slice(0, 8).padEnd(64, '0'),", 'two attempts of a unit have one token'],
    [
      'if (ended !== null) return { kind: past.length > 0 ||',
      'if (false) return { kind: past.length > 0 ||',
      'a call is started after the approval was withdrawn',
    ],
    ['return index === 0 ? token : sha256(`${token}/${index}`);', 'return token;', 'two calls of a procedure are one'],
  ]),
  ...within('src/drivers/units/python-engine.ts', 'effects', [['if (code !== 0) {', 'if (false) {', 'a unit that failed is done']]),
  ...within('src/drivers/units/perform-procedure.ts', 'effects', [
    ['if (told !== undefined) throw', 'if (false as boolean) throw', 'a call is sent what was cut out of the reply to another'],
  ]),
  ...within('src/drivers/units/declared-outputs.ts', 'effects', [
    ['if (!Object.hasOwn(gave, name))', 'if (false)', 'a unit that gives less than it declares is done'],
    ['!isOfType(gave[name] as Json, wanted)', 'false', 'a unit that gives something else than it declares is done'],
    [
      'return ok(Object.fromEntries(Object.keys(outputs).map((name) => [name, gave[name] as Json])));',
      'return ok(gave);',
      'what a unit does not declare flows on',
    ],
    ['if (told !== undefined)', 'if (false)', 'a secret that a unit gives flows on'],
    ['if (holdsReserved(gave)) return', 'if (false) return', 'a unit’s output can stand for something else'],
  ]),
];
