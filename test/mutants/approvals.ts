import { type Mutant, within } from './mutant.ts';

/** Faults of what lets a run begin and go on: approvals, who we are at a target, permits. */
export const approvals: readonly Mutant[] = [
  ...within('src/engine/refuse-step.ts', 'approval', [
    [
      "    return nobodysDecision.has(why.code) ? { kind: 'wait', problem: why, unchecked: true } : { kind: 'refused', problem: why };\n",
      '',
      'the approval is not asked for again once the run has begun',
    ],
    ['plan.verdict.policyVersion !== standardRules.version', 'false', 'a run goes on under another policy than was approved'],
    [
      "return changed === null ? { kind: 'allowed', approved: allowed.value } : { kind: 'wait', problem: changed };",
      "return { kind: 'allowed', approved: allowed.value };",
      'a target that changed under way is not noticed',
    ],
  ]),
  ...within('src/engine/refuse-step.ts', 'identity', [
    ["return other === null ? standing : { kind: 'wait', problem: other };", 'return standing;', 'a run goes on as somebody else'],
    [
      "return cause.code === 'TARGET_MISMATCH' ? { kind: 'wait', problem: cause } : { kind: 'refused', problem: cause };",
      'return standing;',
      'a run goes on with credentials that were refused',
    ],
    [
      'return reached === null ? fail(notThere(alias)) : ports.cloud.identify(reached);',
      'return ports.cloud.identify(reached as never);',
      'a sandbox that is away is asked all the same',
    ],
  ]),
  ...within('src/engine/reach-targets.ts', 'identity', [
    [
      'if (found === undefined) return targetFaults()[0] ?? changed(name,',
      'if (found === undefined) continue; if (false) return changed(name,',
      'a target that is gone counts as unchanged',
    ],
    ['canonicalJson(now[key]) !== canonicalJson(definition[key])', 'false', 'no member of a target is compared with what was signed'],
    ['identity.account === now.account && ', '', 'an identity in another account passes'],
    [' && principalOf(identity) === principalOf(now)', '', 'another identity in the same account passes'],
    ['return role === undefined ? `${arn} ${userId}`', 'return role === undefined ? arn', 'a user that was made again under its name passes'],
    ["if (endpoint.kind === 'sandbox' && address === null) return [target.alias, null];", '', 'a sandbox that is away is reached at AWS'],
  ]),
  ...within('src/engine/refuse-step.ts', 'run', [
    [
      'nobodysDecision.has(why.code) ?',
      'false ?',
      'a list of approvers that was put in the place of another ends a run as failed',
      { tests: ['test/engine/pauses'] },
    ],
  ]),
  ...within('src/engine/refuse-step.ts', 'approval', [
    [
      "(standing.kind === 'wait' && standing.unchecked !== true)",
      "standing.kind === 'wait'",
      'a unit goes on although nobody can tell whether its approval holds',
      { tests: ['test/engine/units'] },
    ],
  ]),
  ...within('src/engine/moved-beneath.ts', 'plan', [
    [
      "if (live.kind === 'absent' || live.identifier !== identifier)",
      'if (false)',
      'a run begins although what its values are of is gone',
      { tests: ['test/engine/moved-beneath'] },
    ],
    ['if (!sameJson(now, one.value))', 'if (false)', 'a run writes a value that has moved since the approval', { tests: ['test/engine/moved-beneath'] }],
    ['!except.has(change.node)', 'true', 'what a run itself has changed makes it stale when it is resumed', { tests: ['test/engine/moved-beneath'] }],
    [
      'if (steps.every(',
      'if (true || steps.every(',
      'a run goes on after a wait with values that have moved meanwhile',
      { tests: ['test/engine/moved-beneath'] },
    ],
  ]),
  ...within('src/plan/taken-from.ts', 'plan', [
    [
      'if (!documents.some((document) => hidesAt(document, path))) return value;',
      'return value;',
      'a plan holds in clear what is hidden where it is taken',
      { tests: ['test/engine/moved-beneath'] },
    ],
  ]),
  ...within('src/engine/moved-import.ts', 'plan', [
    [
      'sameJson(read.value.value, value)',
      'true',
      'what another deployment exported has moved since the approval, and is used as it was',
      { tests: ['test/engine/imports'] },
    ],
  ]),
  ...within('src/engine/approval-holds.ts', 'approval', [
    ['const usedBy = await store.approvalUsedBy(approval.nonce);', 'const usedBy = run?.id ?? null;', 'which run used an approval is not looked up'],
  ]),
  ...within('src/engine/check-approval.ts', 'approval', [
    ['if (!isIntact(plan, question.bytes)) {', 'if (false) {', 'a plan that was altered is carried out'],
    ['known?.trusted === trusted && ', 'known !== undefined && ', 'who was once trusted stays so'],
    ['  freeze(given as object);\n', '', 'an approval can be changed after it was checked'],
    [
      'if (!question.trusted.ok) return question.trusted;',
      'if (!question.trusted.ok) return ok({ plan, approval } as ApprovedPlan);',
      'everybody is trusted when the list cannot be read',
    ],
    ['if (keys.size !== approval.proofs.length)', 'if (false)', 'one key counts for two'],
    ['approver.name === proof.by && ', '', 'a key is taken for that of another name'],
    ['&& verifier.keyId(approver.publicKey) === proof.keyId', '', 'a proof names another key than it is by'],
    ['if (verifier.verify(approval, proof, key.publicKey)) return ok(key);', 'if (true as boolean) return ok(key);', 'signatures are not verified'],
    ['approval.plan === plan.id &&', 'true &&', 'an approval of another plan id is taken'],
    ['approval.digest === plan.digest &&', '', 'an approval of another digest is taken'],
    ['approval.deployment === plan.deployment &&', '', 'an approval of another deployment is taken'],
    ['approval.policyVersion === plan.verdict.policyVersion;', 'true;', 'an approval under another policy is taken'],
    ['if (now < issued - skew) return', '', 'an approval from the future is taken'],
    ['&& until - expires <= plan.verdict.longestRun * 1000', '', 'an approval lets its run go on for longer than policy allows'],
    ['if (!(now < planEnd))', 'if (false)', 'a plan that expired is begun'],
    ['if (!(now < expires)) return', 'if (false) return', 'an approval that expired begins a run'],
    ['if (!(issued - skew <= started && started < expires)) {', 'if (false) {', 'a run that began outside the time of its approval goes on'],
    ['if (!(now < until)) {', 'if (false) {', 'a run goes on for ever'],
    [
      'if (usedBy !== null && run !== null && usedBy === run.id) return null;',
      'if (run !== null) return null;',
      'a run goes on under an approval that another has used',
    ],
    ['if (usedBy === null && run === null) return null;', 'if (run === null) return null;', 'an approval begins two runs'],
    ["if (plan.verdict.decision === 'deny') {", 'if (false) {', 'a plan that policy denies is carried out'],
  ]),
  ...within('src/engine/issue-permit.ts', 'approval', [
    ['if (!(now() < until)) {', 'if (false) {', 'a permit never ends'],
    ['const until = Math.min(now() + life, Date.parse(approval.runUntil));', 'const until = Date.parse(approval.runUntil);', 'a permit is as long as the run'],
    ['    return withdrawn();\n', '    return null;\n', 'a permit outlives its approval'],
    ['    if (end !== null) return end;\n', '', 'a permit that ended lets calls through'],
    ['    if (found < 0) {', '    if (false) {', 'calls that were not signed are let through'],
    ['index >= position && ', '', 'signed calls are sent in another order'],
    ['    position = found;\n', '', 'a permit forgets how far it came'],
    ['if (now() - asked < fresh) return null;', 'if (asked > 0) return null;', 'a permit asks once and never again'],
  ]),
  ...within('src/engine/plan-blueprint.ts', 'approval', [
    [
      'agents.agent !== null || (fromBefore',
      'agents.agent !== null || false && (fromBefore',
      'a stored parameter that an agent named is read for a person’s plan',
    ],
    ['{ ...carried, ...byOf({ ...moved, ...given }, agents) }', 'carried', 'an agent’s input is nobody’s in the next plan'],
    [
      'Object.keys(theirs), outputOrigins, ports',
      'Object.keys(theirs), new Map(), ports',
      'an agent’s input that goes through the output of a template is asked of nobody',
    ],
  ]),
  ...within('src/engine/plan-for.ts', 'approval', [['(order.formerly ?? null)', 'null', 'a plan that first sends an agent’s value passes for people’s alone']]),
  ...within('src/engine/chosen-elsewhere.ts', 'approval', [
    [
      'names.some((name) => theirs.has(name))',
      'false',
      'a part of what an agent let another deployment export is asked of nobody',
      { tests: ['test/engine/imports'] },
    ],
  ]),
  ...within('src/catalog/cloudformation/template-drafts.ts', 'approval', [
    [
      "dollar === '' && agentAmong(",
      'false as boolean && agentAmong(',
      'what a template makes of an agent’s value is nobody’s in a node beside it',
      { tests: ['test/engine/whose-values'] },
    ],
  ]),
  ...within('src/catalog/cloudformation/translate-templates.ts', 'approval', [
    [
      'new Set([name, ...this.#outputsNamed(given)',
      'new Set([name, ...this.#outputsNamed(null)',
      'what a template makes of an agent’s value is nobody’s in another template',
      { tests: ['test/engine/whose-values'] },
    ],
  ]),
  ...within('src/engine/draft-templates.ts', 'approval', [
    ['return by === undefined ? one : { ...one, by };', 'return one;', 'an export hides that its value is of another', { tests: ['test/engine/imports'] }],
  ]),
  ...within('src/engine/read-export.ts', 'approval', [
    ['exported.by ?? handIn(draft, refersTo)', 'exported.by ?? null', 'an export hides whose what it refers to is', { tests: ['test/engine/whose-values'] }],
  ]),
  ...within('src/engine/chosen-along.ts', 'approval', [
    ['open.push(read.node);', '', 'what refers to an agent’s value by way of others is a person’s', { tests: ['test/engine/whose-values'] }],
  ]),
  ...within('src/engine/hand-in.ts', 'approval', [
    ['found.add(reference.node)', 'found.add(address)', 'a value that refers to an agent’s is a person’s', { tests: ['test/engine/whose-values'] }],
  ]),
  ...within('src/engine/plan-proposal.ts', 'approval', [
    ['one.by ?? (was === undefined ? hand : was.by)', 'one.by', 'an export hides whose its value is', { tests: ['test/engine/whose-values'] }],
    [
      'hand !== undefined && hand !== agent',
      'false',
      'what an agent wrote passes for a person’s where it is made once more',
      { tests: ['test/engine/agents-inputs'] },
    ],
  ]),
  ...within('src/engine/draft-templates.ts', 'approval', [
    [
      'if (by !== null) this.imports.push(',
      'if (false) this.imports.push(',
      'a parameter that an agent wrote decides a template, asked of nobody',
      { tests: ['test/engine/agents-inputs'] },
    ],
  ]),
  ...within('src/engine/written-by.ts', 'approval', [
    ['if (wrote !== null) return wrote;', '', 'a parameter that an agent wrote is nobody’s once it is let go of', { tests: ['test/engine/agents-inputs'] }],
  ]),
  ...within('src/engine/let-go.ts', 'approval', [
    ['...lost(formerAfter, presentAfter)', '...lost(formerAfter, formerAfter)', 'an agent takes what stood behind a gate past it'],
    ['...lost(former, present)', '...lost(former, former)', 'an agent lets a gate be asked before what it waited for'],
    ['if (first === undefined || agent === null) return', 'if (true) return', 'an agent lets go of a gate'],
    ['(present.has(node) || stays.has(node))', 'present.has(node)', 'an agent takes what is retained past a gate by leaving it out'],
    ["former?.onFailure === 'stop' && asked.onFailure !== 'stop'", 'false', 'that a failure no longer stops a run is told nowhere'],
    ['keeps && changesNothing(body)', 'false', 'a gate that is added alone is never kept'],
    ['...ordersLeft(former, present), ', '', 'an agent lets what stands no longer wait for another'],
    ['[...reach(ordered, node)]', '(ordered.get(node) ?? [])', 'an agent ends an order by removing what stood between'],
    ['...valuesLeft(former, present)', '', 'an agent has an export give another value', { tests: ['test/engine/imports'] }],
    ['[...told, ...taken].map(', 'told.map(', 'a gate before what stands is told nowhere'],
    ["hand === null && agent === null ? '' :", "true ? '' :", 'a plan does not say that an agent asks for another gate'],
    ['before ?? (await stillAround(deployment, { store }))', 'before', 'an agent takes back what a removal retained without the gate before it'],
    ['.some((one) => left.has(one))', '.some(() => true)', 'the gate of what was removed is waited for by what is made anew'],
  ]),
  ...within('src/engine/apply-plan.ts', 'approval', [
    [', ...(await exportedMeanwhile(plan, ports))', '', 'two deployments come to export one name', { tests: ['test/engine/imports'] }],
  ]),
  ...within('src/engine/exports-left.ts', 'approval', [
    ['.filter((one) => !isGone(one))', '', 'an agent ends an export by removing what it is of'],
    [
      'anew.filter((one) => theirs.has(exportPlace(one)))',
      'anew.filter(() => false)',
      'an agent exports what another deployment exports, and no plan can import it',
      { tests: ['test/engine/imports'] },
    ],
    ['!running.has(other) && ', '', 'what is about to export a name counts as not there', { tests: ['test/engine/imports'] }],
  ]),
  ...within('src/catalog/draft-graph.ts', 'approval', [
    ['[node, [...dependsOn, ...referred(properties)]]', '[node, dependsOn]', 'what waits for a gate by a reference counts as not waiting'],
  ]),
  ...within('src/adapters/store/store-reads.ts', 'approval', [
    [
      "s.op IN ('create', 'update') AND",
      '',
      'a parameter that an agent wrote is a person’s once a person takes it over as it is',
      { tests: ['test/engine/agents-inputs'] },
    ],
  ]),
  ...within('src/engine/readable-consent.ts', 'approval', [
    ['what.length > mostSaid', 'what === node', 'a yes by name says more than anybody reads', { tests: ['test/engine/agents-inputs'] }],
  ]),
  ...within('src/engine/chosen-before.ts', 'approval', [
    ['Object.hasOwn(blueprint?.by ?? {}, name)', 'false', 'a copy forgets what an agent chose', { tests: ['test/engine/agents-inputs'] }],
    ['node.theirs === undefined ? node :', 'true ? node :', 'a copy forgets what an agent chose elsewhere', { tests: ['test/engine/imports'] }],
  ]),
  ...within('src/engine/carried-inputs.ts', 'approval', [
    ['now[name] !== undefined && (Object', 'now[name] === undefined && (Object', 'an agent’s input is nobody’s once another is given'],
    ['Object.hasOwn(carried, name) || ', '', 'an agent’s input is nobody’s once a version completes it by a default'],
  ]),
  ...within('src/engine/consent.ts', 'approval', [
    [
      'that ${placeName(pointer)} is given',
      'that ${pointer.slice(1)} is given',
      'a member that an agent named reads like what a yes is to',
      { tests: ['test/cli/hostile-text'] },
    ],
    [
      'chose ${placeName(property)} ',
      'chose ${property.slice(1)} ',
      'a member that an agent named reads like what is said of its choice',
      { tests: ['test/cli/hostile-text'] },
    ],
    ['[plainName(identifier)]', '[identifier]', 'what a thing is called reads like what is lost', { tests: ['test/cli/hostile-text'] }],
  ]),
  ...within('src/surfaces/cli/render-plan.ts', 'approval', [
    ['${JSON.stringify(intent)}`', '${intent}`', 'an agent’s words read like what the plan says', { tests: ['test/cli'] }],
  ]),
  ...within('src/intent/rule-resolver.ts', 'approval', [
    ['to ${plainName(String(slot.value))}', 'to ${slot.value}', 'a value that was said reads like what is done', { tests: ['test/intent/quoted-values'] }],
  ]),
  ...within('src/engine/key-kind-for.ts', 'approval', [
    ['targets.every(simulated)', 'targets.some(simulated)', 'one simulated target makes a plan simulated'],
    ['targets.length > 0 && ', '', 'a plan without targets is simulated'],
  ]),
  ...within('src/model/is-simulated.ts', 'approval', [['(:\\d{1,5})?(\\/.*)?$/i', '/i', 'an address that begins like a loopback one passes for one']]),
  ...within('src/engine/trusted-approvers.ts', 'approval', [
    ['return stored.value.list.head === digestOfChange(noted)', 'return true', 'another list of approvers than the log tells of is believed'],
    ["return fail(changed('it is gone'));", 'return stored;', 'a list of approvers that is gone is an empty one'],
    [
      'return fail(unsignedApprovers(believed.value.approvers.length));',
      "return ok({ approvers: believed.value.approvers.map((one) => ({ ...one, kind: 'simulated' as const })) });",
      'a list that nobody signed is believed',
    ],
  ]),
  ...within('src/engine/note-approvers.ts', 'approval', [
    [
      'if (held.slice(0, same).some(({ signature }, index) => signature !== noted[index]?.signature)) return ok(null);',
      '',
      'an engine that starts takes over a list that was put in the place of another',
    ],
    ['if (held.length === 0 && noted.length === 0) {', 'if (held.length === 0) {', 'a list that is gone is begun anew'],
  ]),
  ...within('src/engine/note-approvers.ts', 'audit', [
    ["kind: 'approvers.changed',", "kind: 'approvers.moved',", 'a change of the list of approvers is in the audit log under another name'],
  ]),
  ...within('src/engine/change-approvers.ts', 'approval', [
    [
      'if (!replayed.ok) return refuse(replayed.why);',
      'if (!replayed.ok) return ok(told(stored, ports));',
      'a change that nobody may sign is answered as if it counted',
    ],
    ['changeUnderWay(ports.store, turn);', '', 'a run stops because somebody is put on the list meanwhile'],
    [
      'const mine = turn.then(() => takeChange(change, caller, ports));',
      'const mine = takeChange(change, caller, ports);',
      'two changes of the list at once follow the same one',
    ],
    ['canonicalJson(change.order.approvers) !== canonicalJson(stored.approvers)', 'false', 'a list of a former version is signed with other names'],
  ]),
  ...within('src/model/replay-approvers.ts', 'approval', [
    [
      'if (!signatures.isSigned(canonicalJson(body), signature, signer.publicKey)) return wrong(',
      'if (false) return wrong(',
      'a change of the list of approvers is believed whoever signed it',
    ],
    ['body.previous !== head', 'false', 'a change of the list follows any other'],
    ['return real.length > 0 ? real : approvers;', 'return approvers;', 'a key for simulated targets puts one for real targets on the list'],
    ["if (seq !== 1) return 'it begins a list that is there';", '', 'whoever is on the list puts another in its place'],
    [
      "if (gone.kind === 'real' && !left.some(({ kind }) => kind === 'real')) return",
      'if (false) return',
      'the last key for real targets is taken off the list',
    ],
  ]),
];
