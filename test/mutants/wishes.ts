import { type Mutant, within } from './mutant.ts';

/** Faults of what a wish comes to: the intent and the catalog. */
export const wishes: readonly Mutant[] = [
  ...within('src/intent/closure/close-draft.ts', 'approval', [
    [
      'if (answer?.by !== undefined) one.part.chosen.add(one.pointer);',
      '',
      'what an agent answered of a value that nothing explains is asked of nobody',
      { tests: ['test/intent/accounted.test.ts'] },
    ],
    ['part.picked.has(node)', 'false', 'what an agent picked of several is asked of nobody', { tests: ['test/intent/accounted.test.ts'] }],
  ]),
  ...within('src/intent/closure/apply-rules.ts', 'approval', [
    [
      'if (answer?.by !== undefined)',
      'if (false as boolean)',
      'what an agent answered to the question of a rule is asked of nobody',
      { tests: ['test/intent/accounted.test.ts'] },
    ],
  ]),
  ...within('src/intent/reading/ask-unread.ts', 'approval', [
    ['{ at: part.at, by }', '{ at: part.at }', 'a property that an agent gave for words is asked of nobody', { tests: ['test/intent/accounted.test.ts'] }],
    [
      'names: [part.words], by }',
      'names: [part.words] }',
      'a name that an agent made of words is asked of nobody',
      { tests: ['test/intent/accounted.test.ts'] },
    ],
  ]),
  ...within('src/intent/reading/find-things.ts', 'words', [
    ['if (ofPart || ofNone) {', 'if (ofPart) {', 'sixteen databases are planned for a Postgres 16', { tests: ['test/intent/versions.test.ts'] }],
  ]),
  ...within('src/intent/check-links.ts', 'words', [
    [
      'if (begins.length === 0 || ends.length === 0) continue;',
      'continue;',
      'what leads from one thing to another may come to nothing',
      { tests: ['test/intent/accounted.test.ts'] },
    ],
  ]),
  ...within('src/intent/closure/find-need.ts', 'plan', [
    ['(!need.least && together', '(together', 'one subnet is taken where AWS wants two', { tests: ['test/intent/accounted.test.ts'] }],
  ]),
  ...within('src/catalog/input-reach.ts', 'approval', [
    [
      'const roots = within(standing, asked);',
      'const roots = within(standing, () => nobody);',
      'an agent’s input that goes through another resource is asked of nobody',
    ],
    ['(node === address ? given : this.found.templates.get(node))', 'given', 'an agent’s input that one template exports to another is asked of nobody'],
  ]),
  ...within('src/catalog/cloudformation/parameter-origins.ts', 'approval', [
    [
      'if (written !== undefined) collect(written, origins, found, seen);\n  };\n  const rest',
      'if (false as boolean) collect(part, origins, found, seen);\n  };\n  const rest',
      'a parameter that goes through another resource of a template is asked of nobody',
    ],
    ["if (name === 'Outputs') all(", 'if (false as boolean) all(', 'a parameter that goes through a nested stack is asked of nobody'],
    ['if (read !== null) all(read);', '', 'what a dynamic reference reads is asked of nobody', { tests: ['test/engine/whose-values'] }],
    [
      'for (const list of origins.looped(part, name)) collect(list, origins, found, seen);',
      '',
      'what a loop writes into a text is asked of nobody',
      { tests: ['test/engine/whose-values'] },
    ],
    ['if (isFunction(part)) return part;', '', 'what a function chooses as a whole is asked of nobody', { tests: ['test/engine/whose-values'] }],
  ]),
  ...within('src/catalog/cloudformation/draft-resources.ts', 'approval', [
    ['url ?? null, ', 'null, ', 'what chooses the template of a nested stack is asked of nobody', { tests: ['test/engine/whose-values'] }],
    ['...this.#stack.loopsOf(resource)', '', 'what a loop makes is asked of nobody', { tests: ['test/engine/whose-values'] }],
    [
      'withMember(typeName, written)',
      'written',
      'who gets a policy is asked of nobody where it is made in another form',
      { tests: ['test/catalog/cloudformation-templates'] },
    ],
  ]),
  ...within('src/catalog/expand.ts', 'ownership', [
    ['node: nodeTagValue(resource.node, resource.type), blueprint', 'node: resource.node, blueprint', 'a copy of our tags on another type counts as ours'],
    [
      'dependsOn: [...new Set(resource.dependsOn)],\n    retain: resource.retain,',
      'dependsOn: [],\n    retain: resource.retain,',
      '`dependsOn` is dropped when a proposal is expanded',
    ],
    ['if (referable.has(node)) problems.push(', 'if (false) problems.push(', 'two nodes of one name'],
    ['if (nodes.has(name)) return [];', 'return [];', 'a node may depend on what does not exist'],
  ]),
  ...within('src/catalog/ownership-tags.ts', 'ownership', [
    [
      'if (list.some((tag) => isJsonObject(tag) && String(tag[keyName]).startsWith(prefix))) return fail(reserved(place));',
      '',
      'somebody can give ownership tags by hand',
    ],
    ['if (Object.keys(given).some((key) => key.startsWith(prefix))) return fail(reserved(place));', '', 'somebody can give ownership tags by hand in a map'],
  ]),
  ...within('src/model/plain-data.ts', 'approval', [
    [
      "'$from', '$join', '$call', '$own', '$each', '$json', '$token'",
      "'$from', '$join', '$each', '$json', '$token'",
      'a property can stand for a value of the resource’s own',
    ],
  ]),
  ...within('src/catalog/link-references.ts', 'approval', [
    ['if (strange !== undefined) {', 'if (false) {', 'a property can stand for something else in what is signed'],
    ['if (reference.node === this.#node) {', 'if (false) {', 'a node may refer to itself'],
  ]),
  ...within('src/catalog/find-collisions.ts', 'plan', [
    [
      'const claim = canonicalJson([node.type, node.at.target, node.at.account, node.at.region, identity]);',
      'const claim = canonicalJson([node.type, identity]);',
      'one name at two places is a collision',
    ],
    [
      'if (other === undefined) claims.set(claim, node.node);',
      'if (other === undefined || true) claims.set(claim, node.node);',
      'two nodes may claim one resource',
    ],
  ]),
  ...within('src/intent/closure/grant-uses.ts', 'plan', [
    [
      'ways.length === 0 ? grant.rule.actions :',
      'ways.length >= 0 ? grant.rule.actions :',
      'who is said to read may do all there is',
      { tests: ['test/intent/uses.test.ts'] },
    ],
  ]),
  ...within('src/intent/closure/finish-roles.ts', 'plan', [
    ['isSaid(node) ? undefined :', 'false ? undefined :', 'a role may all with what its holder is said to read', { tests: ['test/intent/uses.test.ts'] }],
  ]),
  ...within('src/intent/settle-slots.ts', 'plan', [
    [
      'for (const mention of [...group.slots, ...all]) {',
      'for (const mention of group.slots) {',
      '"both with a visibility timeout of 30 seconds" loses the 30',
    ],
    ['if (slot.default !== undefined) slots.set(name, { value: slot.default, said: null });', '', 'defaults are not set'],
  ]),
  ...within('src/intent/read-modifiers.ts', 'plan', [
    ["if (this.#target === 'all') return [this.#into.all];", '', 'what is said of all is said of the last'],
    ["positive: (meaning.form !== 'opposite') !== negated", "positive: meaning.form !== 'opposite'", 'a negation is passed over'],
  ]),
  ...within('src/intent/resolve.ts', 'identity', [
    ["if (checked.data.kind === 'draft' && checked.data.target !== context.target.name) {", 'if (false) {', 'a resolver chooses the target'],
  ]),
];
