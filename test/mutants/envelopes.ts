import { type Mutant, within } from './mutant.ts';

/** Faults of what a unit says beforehand, and of what lets it run otherwise. */
export const envelopes: readonly Mutant[] = [
  ...within('src/plan/envelope/check-envelope.ts', 'approval', [
    ["if (approved.action !== now.action) tell('action', '/action', approved.action, now.action);", '', 'another action is inside'],
    ["if (approved.type !== now.type) tell('type', '/type', approved.type, now.type);", '', 'another type is inside'],
    [
      "if (!sameJson(approved.place, now.place)) tell('place', '/place', approved.place as JsonObject, now.place as JsonObject);",
      '',
      'another place is inside',
    ],
    [
      "compare(approved.name, now.name, { path: ['name'], of: 'name', guarded: guarded || approved.action !== 'create', terms, tell });",
      '',
      'another name is inside',
    ],
    [
      "compare(approved.properties, now.properties, { path: [], of: 'value', guarded, type: terms.typeOf(now.type), terms, tell });",
      '',
      'any properties are inside',
    ],
    ['if (!isOfType(now, approved)) at.tell(', 'if (false) at.tell(', 'what was unknown is of any kind'],
    ['if (guarded || decidesWhoGetsIn(now)) return', 'if (decidesWhoGetsIn(now)) return', 'an unknown principal is inside'],
    ['if (guarded || decidesWhoGetsIn(now)) return', 'if (guarded) return', 'a policy is inside under a harmless name'],
    ['type !== undefined && isChoice(type, path) ?', 'false ?', 'an unknown switch of a known type is inside'],
    ['else if (!names) tellUnseen(', 'else if (false) tellUnseen(', 'a principal is what any node gives'],
    [
      'resolved.unresolved.length > 0 || !sameJson(resolved.value, now)',
      'resolved.unresolved.length > 0',
      'what is taken from an input is any value',
      { tests: ['test/envelope/attack.test.ts'] },
    ],
    ['const names = new Set([...Object.keys(approved), ...Object.keys(now)]);', 'const names = new Set(Object.keys(approved));', 'a property more is inside'],
    ['  if (!sameJson(approved, now)) at.tell(at.of, path, approved, now);\n', '', 'another value is inside'],
    ["guarded || approved.action !== 'create'", 'false', 'what is deleted was seen by nobody'],
    ['...right.map((index)', '...([] as number[]).map((index)', 'one thing more is inside'],
  ]),
  ...within('src/plan/envelope/read-members.ts', 'approval', [
    ["if (isUnknownLeaf(name) && one.action !== 'create')", 'if (false)', 'what is deleted is any thing of its type'],
    [
      "parts.every((part) => typeof part === 'string')) return parts.join('');",
      "parts.length === 0) return '';",
      'policy does not see through a text put together of texts',
    ],
    ['if (!given.sources.has(source)) throw', 'if (false) throw', 'a unit declares unknown what it was never given'],
  ]),
  ...within('src/engine/keep-envelope.ts', 'approval', [
    ['if ((await driver.given(order.token)) !== null) return work;', 'return work;', 'no unit is asked again'],
    ['worsenedThing(context.plan, now, pair)', 'null as ReturnType<typeof worsenedThing>', 'policy is not asked of what it says now'],
    ['if (differences.length === 0) return going;', 'return going;', 'what leaves the envelope runs'],
    ["if (head?.status === 'running' && head.round === round) return null;", 'return null;', 'a unit of a stopped run begins after it was asked'],
    [
      "if (standing.kind !== 'allowed') return { kind: standing.kind",
      "if (standing.kind === 'refused') return { kind: standing.kind",
      'a unit begins at a target that moved while it was asked',
    ],
    ['if (denied !== undefined) {', 'if (false) {', 'a yes lifts what policy denies'],
    [
      'const about = { run: context.run, step: step.id, answer };',
      'const about = { run: context.run, step: step.id, answer: agreed.answer };',
      'a yes holds for whatever the unit says then',
    ],
  ]),
  ...within('src/engine/check-agreement.ts', 'approval', [
    ['given.run !== run || ', '', 'a yes holds in another run'],
    ['given.step !== step || ', '', 'a yes holds for another step'],
    [' || given.answer !== answer)', ')', 'a yes holds for another answer'],
    ['return unnamed === null ? ok(given) : fail(unnamed);', 'return ok(given);', 'a yes that names nothing covers what a unit would delete'],
    ['if (keys !== null) return fail(keys);', '', 'a key for simulated targets counts for real ones'],
    ['if (!signers.ok) return signers;', 'if (!signers.ok) return ok(given);', 'a stranger’s yes counts'],
  ]),
  ...within('src/engine/wait-with-run.ts', 'approval', [
    ["if (standing.kind === 'refused') return endStep(", 'if (false) return endStep(', 'a step waits on although the plan’s approval went'],
  ]),
  ...within('src/adapters/store/step-writes.ts', 'approval', [
    [" || before.opened !== undefined || status !== 'running') return null;", ') return null;', 'a gate is opened before its run has come to it'],
  ]),
  ...within('src/engine/await-agreement.ts', 'approval', [
    ['if (refused !== null) return endStep(', 'if (false) return endStep(', 'a person’s no is not heard'],
  ]),
  ...within('src/engine/prepare-step.ts', 'approval', [
    ["if (refused !== null && head.status === 'running') {", 'if (false) {', 'a no that was said while the run was paused is lost'],
  ]),
  ...within('src/engine/who-may-run.ts', 'approval', [["if (entry.kind === 'difference.refused'", 'if (false', 'an agent undoes a person’s no']]),
  ...within('src/engine/foresee.ts', 'approval', [
    ['if (agent !== null && plan.engines.some(', 'if (false && plan.engines.some(', 'an AI agent’s source runs unconfined to make a plan'],
  ]),
  ...within('src/engine/source-for.ts', 'approval', [
    ['agent === null || (await store.sentByAgent(digest)) ? store', 'true ? store', 'an agent plans with whatever a person has ever run'],
  ]),
  ...within('src/engine/sources-told.ts', 'approval', [
    ['if (await store.sentByAgent(unit.source)) units', 'units', 'an agent reads what only people have, once it runs in a plan of its own'],
  ]),
  ...within('src/engine/plan-proposal.ts', 'plan', [
    [
      ' && unit.source === source) === true',
      ') === true',
      'an agent gives a node of a person’s whatever a person has ever run',
      { tests: ['test/engine/own-code'] },
    ],
  ]),
  ...within('src/adapters/store/apply-write.ts', 'records', [
    [' OR by_agent < excluded.by_agent', '', 'an agent’s own source is kept from it where a person had it before', { tests: ['test/engine/own-code'] }],
  ]),
  ...within('src/engine/consent.ts', 'approval', [
    [', ...easedBy(change)]', ']', 'an agent lets what stands do more, and nobody is asked', { tests: ['test/engine/own-code'] }],
  ]),
  ...within('src/plan/diff-unit.ts', 'approval', [['told.length > 0', 'false', 'a unit is asked for with other hosts, and no plan tells it']]),
  ...within('src/plan/unit-terms.ts', 'approval', [
    ['if (more.length > 0) eases.push(', 'if (more.length > 0) others.push(', 'a unit that may call more hosts counts as one that may call fewer'],
  ]),
  ...within('src/plan/diff-deployment.ts', 'approval', [
    [
      "if (draft.action !== 'none' || draft.accepts !== undefined) return { ...draft, ...eased };",
      "if (draft.action !== 'none' || draft.accepts !== undefined) return draft;",
      'what is changed as well is not told to be kept no longer',
      { tests: ['test/engine/own-code'] },
    ],
  ]),
  ...within('src/engine/runs.ts', 'approval', [
    [
      'if (caller.agent === null && refuseResuming(head) === null) await',
      'if (false) await',
      'a person’s stop of a run that has failed is not heard',
      { tests: ['test/engine/resuming'] },
    ],
  ]),
  ...within('src/engine/procedure-of.ts', 'approval', [
    ['return coding === null ? ok(null) :', 'return true ? ok(null) :', 'a comment is shown, and code runs', { tests: ['test/engine/own-code'] }],
  ]),
  ...within('src/surfaces/cli/source-lines.ts', 'approval', [['(isEmpty(run[0]) && run.length', '(run.length', 'a source is cut before it is said yes to']]),
  ...within('src/drivers/units/ask-plan-phase.ts', 'run', [
    ['const turn = turns[lane].then(work);', 'const turn = work();', 'as many plan phases run at once as agents ask for', { tests: ['test/envelope'] }],
    ['scratch: 16 * 1024 ** 2,', 'scratch: null,', 'an agent’s code takes the memory of the machine before anybody has said yes', { tests: ['test/envelope'] }],
    [
      'together: 512 * 1024 ** 2,',
      'together: null,',
      'an agent’s code takes the memory of the machine by sharing it, before anybody has said yes',
      { tests: ['test/envelope'] },
    ],
  ]),
];
