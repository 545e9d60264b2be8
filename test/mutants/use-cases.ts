import { type Mutant, within } from './mutant.ts';

/** Faults of the other use cases: asking, planning, deciding, beginning, resuming, who may what. */
export const useCases: readonly Mutant[] = [
  ...within('src/engine/ask.ts', 'effects', [
    [', about: new Set<string>() }', ' }', 'what is accepted of one thing puts the others back', { tests: ['test/engine/left-alone'] }],
  ]),
  ...within('src/engine/take-back.ts', 'effects', [
    [
      'return nodes.length === 0 ? null : new Set(nodes);',
      'return nodes.length === 0 ? null : new Set(later.keys());',
      'a change that is taken back is about all that stands',
      { tests: ['test/intent/put-back', 'test/intent/undo'] },
    ],
    [
      'const draft = kept(before.draft, stood);',
      'const draft = before.draft;',
      'what was never made is made by an undo that is of something else',
      { tests: ['test/intent/undo.test.ts'] },
    ],
    [', ...deleted]);', ']);', 'what the last run deleted does not come back', { tests: ['test/intent/undo.test.ts'] }],
  ]),
  ...within('src/engine/offer-blueprint.ts', 'approval', [
    [
      'if (!changes && (await ports.store.bindings(fresh)).length > 0) return fail(standsMeanwhile(fresh));',
      '',
      'a new deployment that was chosen changes one that came to stand meanwhile',
      { tests: ['test/engine/offered-blueprints.test.ts'] },
    ],
    [
      'if (standing === null) return [',
      'if (standing !== undefined) return [',
      'what is offered changes what stands without a word',
      { tests: ['test/engine/offered-blueprints.test.ts'] },
    ],
  ]),
  ...within('src/engine/standing-before.ts', 'approval', [
    ['if (standing === 0) return [];', 'return [];', 'a plan does not say that it changes what stands', { tests: ['test/engine/offered-blueprints.test.ts'] }],
  ]),
  ...within('src/engine/resumable.ts', 'run', [
    [
      "if (endedAt === null) return problem('RUN_NOT_RESUMABLE'",
      "if (false) return problem('RUN_NOT_RESUMABLE'",
      'a run that is under way is resumed',
      { survives: 'the store finds the deployment held by the run itself, and says so' },
    ],
    ["  if (status === 'succeeded')\n", '  if (false)\n', 'a run that succeeded is resumed'],
  ]),
  ...within('src/engine/apply-plan.ts', 'approval', [
    [
      "if (!allowed.ok) return denied('run.denied', id, allowed.problems, caller, ports);\n  const refusal =",
      'const refusal =',
      'a run begins under an approval that does not hold',
    ],
    [
      "if (approval === null) return denied('run.denied', id, [unapproved(plan)], caller, ports);\n  const allowed = await approvalHolds(plan, record.bytes, approval, null, ports);",
      "if (approval === null) return ok({ run: '' });\n  const allowed = await approvalHolds(plan, record.bytes, approval, null, ports);",
      'a run without an approval is answered as if it had begun',
    ],
    ["if (refusal.code === 'TARGET_CHANGED')", 'if (false)', 'an approval holds again when a target is put back'],
    ["  if (begun === 'used')\n", "  if (begun !== 'begun' && begun !== 'used')\n", 'an approval that was used meanwhile begins a run'],
    ["if (beginning !== null) return denied('run.denied', id, [beginning], caller, ports);", '', 'a run is resumed at another target than was approved'],
    ["if (standing !== null) return denied('run.denied', id, [standing], caller, ports);\n  const approval", 'const approval', 'a rejected plan is applied'],
  ]),
  ...within('src/engine/apply-plan.ts', 'ownership', [
    ['if (held.length > 0) return { held };', '', 'a run begins with what another deployment has', { tests: ['test/engine'] }],
  ]),
  ...within('src/engine/held-elsewhere.ts', 'ownership', [
    [
      '(one.deployment !== deployment || ((one.formerly',
      '(false || ((one.formerly',
      'what another deployment has is found by its tags',
      { tests: ['test/engine/swapped-tags'] },
    ],
  ]),
  ...within('src/engine/observe.ts', 'ownership', [
    [
      'isNew && !asked.has(holder.node)',
      '!asked.has(holder.node)',
      'what is not asked for any more is another node’s as soon as its tags say so',
      { tests: ['test/engine/swapped-tags'] },
    ],
  ]),
  ...within('src/engine/end-step.ts', 'ownership', [
    ['return held === null ? came :', 'return held !== undefined ? came :', 'what another deployment has is bound a second time', { tests: ['test/engine'] }],
  ]),
  ...within('src/engine/apply-plan.ts', 'identity', [
    [
      'const changed = changedTarget(plan.targets, ports);',
      'const changed = null as ReturnType<typeof changedTarget>;',
      'a run begins at another target than was approved',
    ],
    ['used.engine && now.digest === used.digest', 'used.engine', 'another program runs than was approved'],
  ]),
  ...within('src/engine/apply-plan.ts', 'audit', [
    ["kind: 'run.begun',", "kind: 'run.started',", 'the beginning of a run is in the audit log under another name'],
    ["kind: 'run.resumed',", "kind: 'run.again',", 'a resumption is in the audit log under another name'],
    ['approver: approversOf(approval),', "approver: '',", 'the audit log does not say who approved a run'],
  ]),
  ...within('src/engine/apply-plan.ts', 'run', [
    ['        after: step.after,\n', '        after: [],\n', '`dependsOn` is dropped'],
    [
      "if (begun !== 'begun') return denied('run.denied', id, [await busy(plan.deployment",
      "if (begun === 'begun') return denied('run.denied', id, [await busy(plan.deployment",
      'a deployment that is held begins another run',
    ],
  ]),
  ...within('src/engine/runs.ts', 'run', [
    [
      "else await ports.store.commit([{ kind: 'run-status', run: id, status: 'cancelling', endedAt: null }, ...writes]);",
      'else await ports.store.commit(writes);',
      'cancelling has no effect',
    ],
    ['if (head.endedAt !== null) {', 'if (false) {', 'a run that ended is cancelled'],
    ["if (head.status === 'paused' && (await ports.store.endPause(id, writes)))", 'if (false)', 'a paused run cannot be ended'],
  ]),
  ...within('src/engine/runs.ts', 'audit', [["kind: 'run.cancelled',", "kind: 'run.stopped',", 'a cancellation is in the audit log under another name']]),
  ...within('src/engine/consent.ts', 'approval', [
    [
      "if (change.kind === 'unit') return lostByUnit(change, [...given, ...chosenFor(chosen.get(change.node) ?? [])]);",
      "if (change.kind === 'unit') return [];",
      'what a unit deletes is not asked for by name',
    ],
    ['...renewedBy(change)', '', 'what an agent asked to have made anew is not asked for by name'],
    ['which no agent is told${reachOf(change)}', 'which no agent is told', 'where what is taken may be sent is not said', { tests: ['test/cli/consent'] }],
    ['...takenBy(change)', '', 'what an agent has taken from where it is hidden is not asked for by name', { tests: ['test/mcp/hidden-references'] }],
    ["const data = risk === 'irreversible';", 'const data = false as boolean;', 'the loss of data is not asked for by name'],
    ['...chosenFor(chosen.get(node) ?? [])', '', 'what an agent chose is not asked of the person again', { tests: ['test/cli/consent', 'test/mcp/approval'] }],
    ["if (action === 'adopt') return [", 'if (false) return [', 'what is found by its tags is taken over without its name'],
    ['if (stillNamed !== undefined)', 'if (false as boolean)', 'what may still stand is made again without its name'],
    ["const neverSeen = ownership === 'unproven' &&", 'const neverSeen = false &&', 'what only the provider names as ours is changed without its name'],
    [
      "const proved = ownership === 'made' || ownership === 'tags-lost' || ownership === 'retagged';",
      'const proved = true as boolean;',
      'what only our records or tags say is ours is deleted without its name',
    ],
    [
      "if (ownership === 'retagged' && moving.has(action)) return",
      'if (false as boolean) return',
      'what carries the tags of another is changed and deleted without its name',
      { tests: ['test/engine/retagged'] },
    ],
    [
      "if (ownership === 'disputed' && moving.has(action)) return",
      'if (false as boolean) return',
      'what may be another’s is given our tags without its name',
      { tests: ['test/engine/retagged'] },
    ],
    ['.filter(({ node }) => !names.includes(node));', '.filter(() => names.length === 0);', 'one name covers every loss'],
  ]),
  ...within('src/engine/choices-in.ts', 'approval', [
    ["isCreateOnly(segments, marks) ? 'unchangeable' : ", '', 'what an agent chose and nobody can change later is not in the plan as its choice'],
    [
      "isOfSecurity(segments, value) ? 'security' : extentOf(segments)",
      'extentOf(segments)',
      'what an agent chose of security is not in the plan as its choice',
    ],
    ['return [...places, ...presences(changes, chosen)];', 'return places;', 'how many there are is not in the plan as an agent’s choice'],
    ["if (action === 'create' || action === 'replace') return true;", '', 'an agent’s choice for something new is not in the plan'],
  ]),
  ...within('src/engine/ask.ts', 'approval', [
    [
      "request.answers, caller.agent === null ? undefined : 'agent')",
      'request.answers)',
      'an agent’s answer passes for a person’s',
      { tests: ['test/mcp/approval'] },
    ],
    [
      'const paramsBy = intent.value.params === undefined ? undefined : wordsBy;',
      'const paramsBy = undefined;',
      'an agent’s parameter passes for a person’s',
      { tests: ['test/mcp/approval'] },
    ],
    [
      "const wordsBy = caller.agent === null ? undefined : 'agent';",
      'const wordsBy = undefined;',
      'an agent’s words pass for a person’s',
      { tests: ['test/mcp/choices'] },
    ],
  ]),
  ...within('src/engine/check-approval.ts', 'approval', [
    ['refuseKeys(signers.value, plan) ??', '', 'a key for simulated targets approves for real ones'],
    ["signers.some(({ kind }) => kind === 'real')", 'signers.length > 0', 'what a key counts for is not asked'],
    ['if (unsaid.length > 0) return fail(consentMissing(plan, unsaid));', '', 'an approval that names no loss begins a run that loses data'],
  ]),
  ...within('src/engine/decide.ts', 'approval', [
    [
      "if (!allowed.ok) return denied('approval.denied', id, allowed.problems, caller, ports);\n  const given = allowed.value.approval;",
      "const given = approval as never as import('../model/approval.ts').Approval;",
      'an approval that does not hold is taken',
    ],
    ['if (opened.value.plan.id !== id)', 'if (false)', 'a stored plan that became another is shown as the one asked for'],
    ["if (record.state === 'rejected') return alreadyRejected(plan.id, record);", '', 'a rejected plan can be approved'],
    ['if (stale) return denied(', 'if (false) return denied(', 'a plan that another run has made useless can be approved'],
    ["if (record.state === 'applied') return fail(", 'if (false) return fail(', 'a plan that is applied can be rejected'],
    ["if (record.state === 'applied') return alreadyApplied(", 'if (false) return alreadyApplied(', 'a plan that is applied can be approved again'],
  ]),
  ...within('src/engine/decide.ts', 'audit', [
    [
      "await ports.store.commit([{ kind: 'audit', event: { at: now(ports), kind, actor: caller.principal, subject, data } }]);\n  return { ok: false",
      'return { ok: false',
      'a denial is not in the audit log',
    ],
    [
      "      kind: 'audit',\n      event: {\n        at: now(ports),\n        kind: 'approval.given',",
      "      kind: 'audit',\n      event: {\n        at: now(ports),\n        kind: 'approval.taken',",
      'an approval is in the audit log under another name',
    ],
    ["kind: 'plan.rejected', actor: caller.principal,", "kind: 'plan.rejected', actor: 'engine',", 'a rejection is not its caller’s in the audit log'],
  ]),
  ...within('src/engine/consent.ts', 'approval', [
    ['...givenBy(change), ', '', 'an agent’s code is given a secret by a plain yes', { tests: ['test/cli/consent'] }],
    [', ...openedBy(change, opened)', '', 'what an agent opens to everybody needs no name', { tests: ['test/cli/consent'] }],
    ['...broughtBy(change), ', '', 'an agent’s own code runs by a plain yes', { tests: ['test/engine/own-code'] }],
    ["return action === 'run' && published !== true;", 'return false;', 'nobody sees what an agent brings to run', { tests: ['test/cli/consent'] }],
  ]),
  ...within('src/engine/taken-values.ts', 'records', [
    ['if (taken.size === 0) return problem;', 'return problem;', 'a refusal tells a value that is kept', { tests: ['test/engine/own-code'] }],
  ]),
  ...within('src/engine/told-to-agent.ts', 'records', [
    ['caller.agent !== null && secret === true', 'false', 'an agent is told what its code made of a secret', { tests: ['src/engine/told-to-agent'] }],
    ['caller.agent === null ? null : await', 'true ? null : await', 'a run tells an agent what its plan withholds', { tests: ['test/mcp/canaries'] }],
    ['if (!silent.has(step.node)) return step;', 'return step;', 'how a unit fails tells an agent what it was given', { tests: ['test/engine/own-code'] }],
    ["    answer: '0'.repeat(64),\n    members: [],\n", '', 'what a unit would change tells an agent what it was given', { tests: ['test/engine/own-code'] }],
    [
      'return caller.agent === null ? told : { entries };',
      'return told;',
      'the audit log tells an agent a digest of what a unit has said',
      { tests: ['test/engine/own-code'] },
    ],
    ["if (caller.agent === null || !('run' in event)) {", 'if (true) {', 'an event tells an agent what its plan withholds', { tests: ['test/mcp/canaries'] }],
    ['if (caller.agent === null) return told;', 'return told;', 'a deployment’s words tell an agent what its plan withholds', { tests: ['test/mcp/canaries'] }],
  ]),
  ...within('src/engine/guard-engine.ts', 'approval', [
    ['if (caller.may.has(attempt.effect)) return null;', 'return null;', 'everybody may do everything'],
    ['return refusal ?? useCase(request, caller);', 'return useCase(request, caller);', 'a caller who may not is served all the same'],
    [
      'return refusal ?? { ok: true, value: listen(run, caller, signal, after) };',
      'return { ok: true, value: listen(run, caller, signal, after) };',
      'everybody may listen',
    ],
    [
      "await log.store.commit([{ kind: 'audit', event: { at: now(log), kind: 'caller.denied'",
      "await log.store.commit([{ kind: 'audit', event: { at: now(log), kind: 'caller.refused'",
      'a refused caller is in the audit log under another name',
    ],
  ]),
  ...within('src/engine/signed-targets.ts', 'plan', [
    ['if (problems.length > 0) return fail(...problems);', '', 'a plan is made for a target of which nobody knows who we are there'],
  ]),
  ...within('src/engine/plan-for.ts', 'plan', [
    ['if (!seen.ok) return seen;', '', 'a plan is made from what could not be read'],
    ['blind: ports.random.hex(32),', '', 'hidden values can be tried against the digest of a plan'],
    ['const planLife = 30 * 60_000;', 'const planLife = 30 * 3_600_000;', 'a plan lives for thirty hours'],
    ['durations: (type, op) => history.get(`${type} ${op}`) ?? [],', 'durations: () => [],', 'experience is not used for estimates'],
    [
      'judge: (body) => judge(body),',
      "judge: () => ({ decision: 'allow', policyVersion: 'standard@2.0.0', longestRun: 3600, reasons: [] }),",
      'policy is not asked',
    ],
  ]),
  ...within('src/engine/plan-for.ts', 'audit', [
    ["        kind: 'plan.made',", "        kind: 'plan.drawn',", 'a plan is in the audit log under another name'],
  ]),
  ...within('src/engine/observe.ts', 'plan', [
    [
      '      problems.push(...found.problems);\n      return;\n    }\n    const elsewhere',
      "      observed.set(node, { kind: 'absent' });\n      return;\n    }\n    const elsewhere",
      'a failed read while planning counts as absence',
    ],
    ['if (problems.length > 0) return { ok: false, problems };', '', 'a read that failed is left out of the plan'],
    ['binding: former === null && resource !== undefined ? resource : null', 'binding: null', 'what the books name is not looked at'],
    ['if (left !== null) {', 'if (false) {', 'what a node leaves behind when it becomes another thing is forgotten'],
    ['if (elsewhere === null) observed.set(', 'if (true) observed.set(', 'what was made at another address counts as gone'],
    ["unread.push({ scope: `${node} (${type})`, reason: seen?.reason ?? 'it is on a cycle' });", '', 'a plan does not say what it could not see'],
    [
      'return ok({ observed: told, coverage: coverageOf(wanted, told) });',
      'return ok({ observed: told, coverage: { read: [], unread: [] } });',
      'a plan says nothing of what was read',
    ],
  ]),
  ...within('src/engine/consent.ts', 'ownership', [
    [
      "if (reason === 'never-seen' && identifier !== null) return",
      "if (reason === 'never-seen' && identifier === '') return",
      'what a creation without an answer may have made is given up unasked',
      { tests: ['test/engine/what-a-creation-made.test.ts'] },
    ],
  ]),
  ...within('src/engine/settle-doubts.ts', 'ownership', [
    ['if (mayBeIt(doubt, found) &&', 'if (doubt.node.length === 0 &&', 'what stands under the name of a creation without an answer is forgotten'],
    ["if (found?.kind !== 'live' || found.ownership !== 'found') {", "if (found?.kind !== 'live') {", 'somebody else’s thing settles a doubt'],
    ['unseen.set(node, doubt.type);', ';', 'a creation that no listing shows yet is forgotten'],
    ['    books.delete(doubt.node);\n', '', 'a doubt counts as a resource when a plan is made'],
    [
      'identifier: found.identifier, applied: {}, writeOnlyDigests: {} }',
      'identifier: found.identifier }',
      'what a doubtful creation was asked counts as written',
    ],
  ]),
  ...within('src/engine/answer-question.ts', 'verification', [
    [
      'if (more !== null) return ok({',
      'if (false) return ok({',
      'a part of a question that is not understood is dropped',
      { tests: ['test/intent/asked-of-things.test.ts'] },
    ],
    [
      'if (region !== undefined) return fail(',
      'if (false) return fail(',
      'another region is answered for than was asked about',
      { tests: ['test/intent/asked-of-things.test.ts'] },
    ],
    [
      'if (others.length === 0) return { ...answer, text: `${whole',
      'if (true) return { ...answer, text: `${whole',
      'all are said to be so where some are not',
      { tests: ['test/intent/asked-of-things.test.ts'] },
    ],
  ]),
  ...within('src/engine/answer-question.ts', 'words', [
    [
      'const reached = ',
      'const reached = true || ',
      'how many there are is told although not all could be looked at',
      { tests: ['test/intent/asked-of-things.test.ts'] },
    ],
    ["'at least': found >= number ?", "'at least': found > number ?", 'two are not at least two', { tests: ['test/intent/asked-of-things.test.ts'] }],
  ]),
  ...within('src/adapters/durable/run-services.ts', 'run', [
    [
      '        await recorded();\n',
      '',
      'a journal goes on from what the noted records do not know',
      { tests: ['src/adapters/durable/restate-durable.test.ts'] },
    ],
  ]),
  ...within('src/engine/find-subject.ts', 'identity', [
    [
      '  if (unknown.length === 0) return null;\n',
      '  if (true) return null;\n',
      'what the lost records named is taken for something new',
      { tests: ['test/intent/lost-records.test.ts'] },
    ],
  ]),
  ...within('src/engine/settle-endings.ts', 'verification', [
    ['if (met.size === 0) return ok({ order, books });', 'return ok({ order, books });', 'what was taken away in words is live, and counts as asked'],
    ['if (ending.refused !== undefined) problems.push(', 'if (false) problems.push(', 'what cannot be ended is said to be as asked'],
    [
      'checks: [...order.checks, ...[...met].flatMap(([node, endings]) => endings.flatMap((ending) => checksOf(node, ending)))],',
      'checks: order.checks,',
      'a run does not look whether what was taken away is gone',
    ],
  ]),
  ...within('src/engine/find-target.ts', 'words', [
    ['const found = targets.find((target) => target.name === wanted);', 'const found = targets[0];', 'whatever target is named, the first is taken'],
  ]),
  ...within('src/engine/place-for.ts', 'plan', [
    ['if (target.regions.includes(region)) return null;', 'return null;', 'a region that the target does not include is taken'],
    ['const alias = at?.target ?? main;', 'const alias = main;', 'every node is at the first target'],
  ]),
  ...within('src/engine/create-engine.ts', 'run', [
    [
      "const resumed = head.status === 'paused' && (await ports.store.resumeRun(head.id, [])) === 'begun';",
      'const resumed = false;',
      'a paused run does not go on when the engine starts',
    ],
    [
      'for (const head of await ports.store.liveRuns()) {',
      'for (const head of (await ports.store.liveRuns()).slice(1)) {',
      'a run that was under way is not announced again',
    ],
  ]),
  ...within('src/engine/verify-audit.ts', 'audit', [
    [
      'if (verified.ok) {',
      'if (true) return ok({ entries: 0, head: "", first: null, last: null });\n  if (verified.ok) {',
      'a broken audit log is called whole',
    ],
    ['if (there?.seq !== seq || there.hash !== hash)', 'if (there?.seq !== seq)', 'a log that was begun anew is taken for the one that was noted'],
  ]),
  ...within('src/engine/rebuild-books.ts', 'ownership', [
    ['tags.type !== type\n', 'false\n', 'a copy of tags on another type is bound'],
    [
      'holder.doubtful === true || !sameCreation(holder.creation, creation)',
      'true',
      'what the books name is bound to another node, too, since its tags were changed',
    ],
    ['else if (claimants.length > 1) {', 'else if (claimants.length > 9) {', 'one of two that carry the same tags is bound'],
    ['return again ? ', 'return false ? ', 'what was made again is taken for what the books know'],
  ]),
  ...within('src/engine/bind-found.ts', 'ownership', [
    [
      'liveReferences(index, type.value, live.properties, node.at).length === 0) continue;',
      'false) continue;',
      'what hangs on nothing of ours is bound because it is as wished',
      { tests: ['test/engine'] },
    ],
    [
      'return bindings.filter((binding) => !isChild(binding) || ',
      'return bindings.filter((binding) => true || ',
      'a wish removes what nobody knows to be ours',
      { tests: ['test/engine'] },
    ],
  ]),
  ...within('src/engine/plan-for.ts', 'ownership', [
    ["caller.may.has('decide') ? writesOfFound", 'true ? writesOfFound', 'an agent’s wish says what is ours', { tests: ['test/engine'] }],
  ]),
  ...within('src/engine/choices-in.ts', 'approval', [
    [
      "if (change.kind === 'unit') return change.action === 'run' ? given(known.places, change) : [];",
      "if (change.kind === 'unit') return [];",
      'what an agent gives to code that runs is asked of nobody',
      { tests: ['src/engine/choices-in'] },
    ],
  ]),
  ...within('src/engine/agent-inputs.ts', 'approval', [
    ['caller.agent ?? wordsBy', 'caller.agent', 'a plan of an agent’s words is a person’s where a person answers last', { tests: ['test/mcp/choices'] }],
  ]),
  ...within('src/engine/draft-templates.ts', 'approval', [
    [
      'read.ok && this.#isAgents(node)',
      'false as boolean && read.ok',
      'an agent’s template reads stored parameters',
      { tests: ['test/mcp/hidden-references'] },
    ],
  ]),
  ...within('src/engine/offer-blueprint.ts', 'approval', [
    [
      '...ownedBy(paramsBy, params)',
      '...ownedBy(undefined, params)',
      'an agent’s inputs are a person’s where a person chooses the blueprint',
      { tests: ['test/mcp/choices'] },
    ],
  ]),
  ...within('src/engine/ask.ts', 'plan', [
    ['intent.account !== main.target.account', 'false', 'an account that is not the target’s is taken'],
    ['digestOf(bundle) !== digest', 'false', 'a source passes under another digest'],
  ]),
  ...within('src/engine/plan-proposal.ts', 'plan', [
    ['    if (bundle === null)\n', '    if (bundle === null) continue;\n    if (false)\n', 'a unit without its source is planned'],
    ['if (outside.length > 0) return', 'if (false) return', 'what a blueprint may not touch is planned', { tests: ['test/engine'] }],
  ]),
  ...within('src/engine/judge-order.ts', 'run', [
    ['if (outside !== undefined) return', 'if (false) return', 'a step outside of its boundary is sent', { tests: ['test/engine'] }],
  ]),
  ...within('src/adapters/store/store-reads.ts', 'approval', [
    ['return digestOf(bundle) === digest ? bundle : null;', 'return bundle;', 'a source that became another is run', { tests: ['src/adapters/store'] }],
    [' AND NOT ${keepsOtherwise}', '', 'a gate that nobody has approved is kept where the records were lost', { tests: ['src/adapters/store'] }],
    ["join('') + how)", "join(''))", 'a plan that knows nothing of a gate is applied after that was kept', { tests: ['test/engine/gates'] }],
  ]),
  ...within('src/engine/judge-order.ts', 'approval', [
    ['if (isAsSigned(order)) return ok(null);', 'return ok(null);', 'values that the run resolved are not judged', { tests: ['test/engine'] }],
  ]),
  ...within('src/engine/ask.ts', 'approval', [
    [
      'return { ...proposal, blueprint, evidence:',
      'return { ...proposal, evidence:',
      'nodes leave the boundary of their blueprint',
      { tests: ['test/engine'] },
    ],
  ]),
  ...within('src/engine/made-meanwhile.ts', 'ownership', [
    ['indexed.unasked(change) && ', 'false && ', 'what stands is made again where the index of tags is silent', { tests: ['test/engine'] }],
  ]),
  ...within('src/engine/reopen-places.ts', 'ownership', [["how: 'doubled'", 'how: survey.how', 'a second one that a run found is told by no later plan']]),
  ...within('src/engine/find-twins.ts', 'ownership', [
    ['indexed.unasked(binding) || ', '', 'a second resource is not looked for where the index of tags is silent', { tests: ['test/engine'] }],
  ]),
  ...within('src/adapters/aws/aws-cloud.ts', 'records', [
    ['if (sentBy !== undefined && sentBy !== self)', 'if (false)', 'a secret that was sent before a restart is told', { tests: ['test/secrets'] }],
  ]),
  ...within('src/engine/plan-blueprint.ts', 'plan', [
    ['if (unsaid.length > 0) return fail(inputsLost(', 'if (false) return fail(inputsLost(', 'a lost input becomes its default', { tests: ['test/engine'] }],
    ['request.version !== undefined || follows === undefined ?', 'true ?', 'a change of an input is an upgrade', { tests: ['test/engine/blueprints'] }],
  ]),
  ...within('src/engine/choose-version.ts', 'records', [
    ['if (line.digest === locked.digest) return', 'if (true) return', 'a lock file that names other content is passed over', { tests: ['test/catalog'] }],
  ]),
  ...within('src/engine/publish.ts', 'records', [
    ['there.digest !== digest)', 'false)', 'other content takes the name of a version', { tests: ['test/catalog'] }],
  ]),
  ...within('src/engine/catalog.ts', 'plan', [["visibleTo === 'agents')", 'true)', 'an agent sees what is for people', { tests: ['test/catalog'] }]]),
  ...within('src/catalog/check-expressions.ts', 'plan', [
    ['if (demands.some(this.#context.isLater))', 'if (false)', 'an expression that no plan can hold is published', { tests: ['test/catalog'] }],
  ]),
  ...within('src/engine/come-to.ts', 'plan', [
    ['if (recorded !== null && ports.resolver.deterministic !== true) {', 'if (false) {', 'the same intent may come to something else'],
  ]),
  ...within('src/engine/who-may-run.ts', 'approval', [
    ["if (caller.may.has('decide')) return null;", 'return null;', 'an agent lets any run go on'],
    ['begunBy === caller.principal && !stopped', 'begunBy === caller.principal', 'an agent undoes a person’s stop'],
    ['begunBy === caller.principal && !stopped', '!stopped', 'an agent lets a run go on that it did not begin'],
  ]),
  ...within('src/engine/apply-plan.ts', 'approval', [
    ['if (notAllowed !== null) return denied(', 'if (false) return denied(', 'whoever may run resumes whatever was stopped'],
  ]),
];
