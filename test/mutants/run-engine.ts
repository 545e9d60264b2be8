import { type Mutant, within } from './mutant.ts';

/** Faults of the run engine: what is sent, what is believed, what is kept. */
export const runEngine: readonly Mutant[] = [
  ...within('src/engine/prepare-step.ts', 'approval', [
    ["if (standing.kind === 'wait') return wait(standing.problem);", '', 'a step begins although a target is not as signed'],
    [
      "if (standing.kind === 'refused') return { go: false, next: await denyStep(",
      'if (false) return { go: false, next: await denyStep(',
      'a step is prepared although the approval does not hold',
    ],
  ]),
  ...within('src/engine/prepare-step.ts', 'effects', [
    ['if (moved.value !== null) return', 'if (moved.value === undefined) return', 'a step is carried out on what moved after the plan'],
    ['if (!moved.ok) return', 'if (false) return', 'a step is carried out on what could not be read'],
    [
      'if (head.round !== round) return { go: false, next: await nextAfter(run, id, round, ports) };\n  if (isOver',
      'if (isOver',
      'what an earlier round announced is carried out',
    ],
    ["return head.status === 'running' ? prepareNew(", 'return true ? prepareNew(', 'cancelling has no effect on steps that are ready'],
    [
      "if (head.status !== 'running') return { go: false, next: await held(",
      'if (false) return { go: false, next: await held(',
      'a run that was cancelled while the world was looked at begins another step',
    ],
    ['  if (sent) return begin(context, record, known, ports);\n', '', 'a step that was sent is prepared as if it were new'],
    ["kind: sent ? 'unknown' : 'failed'", "kind: 'failed'", 'what was sent is called failed when the plan cannot be opened'],
    [
      "const forget: Write[] = unsent ? [{ kind: 'operation-over', run, step: record.step }] : [];",
      "const forget: Write[] = [{ kind: 'operation-over', run, step: record.step }];",
      'a step that waits forgets what it sent',
    ],
    ["if (head?.status === 'cancelling' && !unsent) {", 'if (false) {', 'what was sent of a cancelled run is skipped where its target is away'],
    [
      "return head?.status === 'cancelling' ? skipStep(",
      "return head?.status === 'succeeded' ? skipStep(",
      'what was not sent of a cancelled run waits for its target for ever',
    ],
    ["if (step.op === 'adopt') return", 'if (false) return', 'what is adopted is sent somewhere'],
  ]),
  ...within('src/engine/deny-step.ts', 'effects', [["refusal.code === 'PLAN_STALE' ?", 'false ?', 'a stale plan stops only the step that noticed']]),
  ...within('src/engine/deny-step.ts', 'audit', [
    ["await ports.store.commit([{ kind: 'audit', event: denied }, ...stop]);", 'await ports.store.commit(stop);', 'a denied step is not in the audit log'],
  ]),
  ...within('src/engine/prepare-step.ts', 'audit', [
    [
      "{ kind: 'audit', event: auditEvent('call.attempted'",
      "{ kind: 'audit', event: auditEvent('call.prepared'",
      'an attempt is in the audit log under another name',
    ],
    [
      "      { kind: 'audit', event: auditEvent('run.paused'",
      "      { kind: 'audit', event: auditEvent('run.waits'",
      'a pause is in the audit log under another name',
    ],
  ]),
  ...within('src/engine/prepare-step.ts', 'ownership', [
    [
      "      : {\n          kind: 'failed',\n          problem: look.kind === 'not-shown'",
      "      : true\n        ? { kind: 'done', identifier: change.identifier ?? '', outputs: {}, creation: null, wish: {}, read: null }\n        : {\n          kind: 'failed',\n          problem: look.kind === 'not-shown'",
      'what is gone enters the books when it is to be adopted',
    ],
    [
      "const known = change.action === 'none' || change.differences.length === 0;",
      'const known = true;',
      'what was adopted counts as written by us although it is not as asked',
    ],
  ]),
  ...within('src/engine/perform-step.ts', 'effects', [
    ["held.kind === 'paused' && (await goesOn(work))", 'false', 'a cancelled run ends before a unit that still runs'],
    ["if (standing.kind !== 'allowed' && operation.handle === null) {", 'if (false) {', 'a sending without a reply is repeated although the approval went'],
    [
      'if (!isApproved(standing) && operation.handle !== null) await work.driver.stop(operation.handle);',
      '',
      'the processes of a unit go on without an approval',
    ],
    [
      "if (submission.status === 'done') return confirm(now, submission.identifier, { told: true, found: submission.found === true });",
      "if (submission.status === 'done') return { kind: 'done', identifier: submission.identifier ?? '', outputs: {}, creation: null, wish: work.order.wish, read: null };",
      'a step is done although no read shows what was asked',
    ],
    ['      nothingSent = false;\n', '', 'a lost reply counts as nothing sent'],
    ['if (submission.over === true) return afterUnclearEnd(now, submission);', '', 'an operation that ended unclearly is repeated'],
    [
      'if (outOfPatience) return reconcile(now, submission.problem);',
      "if (outOfPatience) return { kind: 'failed', problem: submission.problem };",
      'a lost reply is read as a failure in the end',
    ],
    ['|| outOfPatience || !worthwhile)', '|| outOfPatience)', 'what was refused for good is tried again'],
    [
      "(problem.code === 'CLOUD_NOT_READY' && (await madeLately(context, step.id, ports)))",
      "problem.code === 'CLOUD_NOT_READY'",
      'a role that nobody has just made is waited for',
      { tests: ['test/native/refused-orders.test.ts'] },
    ],
    [
      "'CLOUD_THROTTLED', 'CLOUD_CONFLICT', 'CLOUD_UNREACHABLE', 'UNIT_INTERRUPTED'",
      "'CLOUD_THROTTLED', 'CLOUD_CONFLICT', 'CLOUD_UNREACHABLE', 'UNIT_INTERRUPTED', 'CREDENTIALS_REFUSED'",
      'refused credentials are used again',
    ],
    ['const attempt = operation.attempt + 1;', 'const attempt = operation.attempt;', 'a new attempt keeps the failed one’s token'],
    ['|| firstSending || submission.part === true', '|| submission.part === true || true', 'a refused repetition counts as the failure of the first sending'],
    [
      "if (op === 'create' && submission.exists === true) return submission;",
      'if (submission.exists === true) return submission;',
      'a change that was sent again, and is refused for what its first sending made, counts as failed',
      { tests: ['test/engine'] },
    ],
    [
      "if (op === 'delete' && submission.problem.code === 'CLOUD_NOT_FOUND') return submission;",
      '',
      'a repeated deletion that finds nothing is repeated for minutes',
    ],
    [
      '    known.unsent = false;\n    submission = tellable(await driver.submit',
      '    submission = tellable(await driver.submit',
      'what was sent counts as unsent',
    ],
    [
      'if (underWayOf(context, id, ports).unsent && !cause.retryable) return',
      'if (!cause.retryable || cause.retryable) return',
      'what was sent is called failed when a target is away',
    ],
    [
      "const outcome = seenAtTarget(work, ended === null ? carried : { kind: 'unknown', problem: ended });",
      "const outcome: StepOutcome = ended === null ? carried : { kind: 'unknown', problem: ended };",
      'what was seen where a sandbox was, counts when it has gone',
    ],
    ["kind: cause.retryable ? 'paused' : 'unknown'", "kind: 'unknown'", 'a sandbox that is away ends the step'],
    ["(outcome.kind !== 'unknown' && outcome.kind !== 'paused') || work.order.step.op !== 'create'", 'true', 'a creation of unknown outcome is forgotten'],
    ['repeated: !known.unsent, left }', 'repeated: false, left }', 'no sending is ever called a repetition'],
    ["if (found.kind !== 'unknown') return found;", '', 'what a look found is thrown away when the approval went'],
    [
      "return kind === 'wait' ? { kind: 'paused', problem: refusal } : { kind: 'unknown', problem: refusal };",
      "return { kind: 'failed', problem: refusal };",
      'what was sent is called failed when the approval went',
    ],
    ["await ports.store.commit([{ kind: 'operation', operation }]);", '', 'the handle of an accepted operation is not kept'],
    [
      'if (left <= 0) return { submission: unanswered ?? submission, handle };',
      'if (left <= 0) return { submission, handle };',
      'an operation that cannot be followed waits for ever',
    ],
  ]),
  ...within('src/engine/give-up.ts', 'run', [
    [
      "?.status !== 'cancelling') return null;",
      ' === undefined) return null;',
      'a slow operation of a run that nobody cancelled ends as unknown',
      { tests: ['test/engine'] },
    ],
    [
      'Math.max(known.cancelledAt + patience.retry, operation.sentAt + expected)',
      'known.cancelledAt',
      'a cancelled run waits for nothing',
      { tests: ['test/engine'] },
    ],
  ]),
  ...within('src/engine/order-step.ts', 'effects', [
    ['return sha256(`${planDigest}/${run}/${step}/${attempt}`);', 'return sha256(`${planDigest}/${run}/${step}`);', 'all attempts of a step have one token'],
    ['sha256(`${planDigest}/${run}/${step}/', 'sha256(`${planDigest}/${run}/', 'all steps of a run have one token'],
    ["step.op === 'delete' || (step", "step.op === 'update' || (step", 'an update is ordered without its wish'],
    ["isApproved(standing) && order.change.kind === 'unit'", "standing.kind === 'wait'", 'a permit goes on when a target has changed'],
  ]),
  ...within('src/engine/perform-step.ts', 'audit', [
    ["event: { at, kind: 'call.attempted'", "event: { at, kind: 'call.again'", 'a further attempt is in the audit log under another name'],
  ]),
  ...within('src/engine/confirm-step.ts', 'verification', [
    [
      'left = { identifier: look.identifier, creation: look.creation, wish };\n        break;',
      "return { kind: 'done', identifier: look.identifier, outputs: null, creation: look.creation, wish, read: null };",
      'a thing that is not as asked counts as done',
    ],
    ['if (over) return { ...look', 'if (over || !over) return { ...look', 'a read that lags is taken for what the provider makes of a wish'],
    ['before === undefined || !sameJson(', 'false && !sameJson(', 'what still changes counts as what came back'],
    [
      "return left === undefined ? { kind: 'unknown', problem: look.problem } : { kind: 'failed', problem: look.problem, left };",
      "return { kind: 'failed', problem: look.problem };",
      'what was made and is not to be seen is called failed',
    ],
    [
      "if (step.op === 'delete' && submission.problem.code === 'CLOUD_NOT_FOUND') return { final: true, outcome: await confirm(work, identifierOf(work)) };",
      "if (step.op === 'delete' && submission.problem.code === 'CLOUD_NOT_FOUND') return { final: true, outcome: { kind: 'done', identifier: identifierOf(work), outputs: null, creation: null, wish: {}, read: null } };",
      '"not found" counts as deleted without a look',
    ],
    [
      "if (found.ok && found.value.kind === 'ours') return confirmFound(work, found.value);\n  } else {",
      "if (found.ok && found.value.kind === 'ours') return { kind: 'done', identifier: found.value.identifier, outputs: {}, creation: null, wish: order.wish, read: null };\n  } else {",
      'what is found after a lost reply counts as done unread',
    ],
    ["    if (confirmed.kind === 'done') return confirmed;\n", '', 'a change whose reply was lost is never found to have taken effect'],
    ['const end = ports.clock.now() + patience;', 'const end = ports.clock.now();', 'reads may not lag'],
  ]),
  ...within('src/engine/apply-plan.ts', 'approval', [
    [' ?? (await movedStruck(plan, ports));\n  if (second', ';\n  if (second', 'what is to be struck from the books is not looked at again when a run begins'],
  ]),
  ...within('src/engine/still-struck.ts', 'verification', [
    [
      'if (reason === change.reason && now === identifier && note === change.note) return null;',
      'return null;',
      'what bears our tags again is struck from the books',
    ],
  ]),
  ...within('src/engine/ask-again.ts', 'ownership', [
    [
      "isWhole ? `asbuilt destroy ${deployment}` : 'ask with the same intent'",
      '`asbuilt destroy ${deployment}`',
      'who is told how to remove a part removes the whole',
      { tests: ['test/engine/others-under-our-name.test.ts'] },
    ],
  ]),
  ...within('src/engine/still-gone.ts', 'verification', [
    ["if (found.value.kind === 'unread') return not('NODE_UNREAD', found.value.reason);", '', 'what could not be looked at counts as gone'],
    [
      "if (found.value.kind === 'live' && found.value.identifier === identifier)",
      'if (false as boolean)',
      'what is there again at the end of a removal is struck from the books',
      { tests: ['test/engine/others-under-our-name.test.ts'] },
    ],
    [
      'return named === undefined',
      'return true as boolean',
      'what the index of tags still names is struck from the books',
      { tests: ['test/engine/others-under-our-name.test.ts'] },
    ],
  ]),
  ...within('src/engine/observe.ts', 'verification', [
    ['looks === looksAtNothing', 'true', 'one read that lags makes what is bound count as gone', { tests: ['test/engine/others-under-our-name.test.ts'] }],
  ]),
  ...within('src/engine/confirm-step.ts', 'ownership', [
    ["const ours = found.value.kind === 'ours';", "const ours = found.value.kind !== 'nothing';", 'somebody else’s thing of the name counts as ours'],
    [
      "if (found.value.kind === 'ours' && (order.repeated || found.value.identifier === order.left)) return confirmFound(",
      "if (found.value.kind === 'ours') return confirmFound(",
      'what appeared after the plan with our tags is taken over unapproved',
    ],
    [
      'order.repeated || found.value.identifier === order.left',
      'order.repeated || order.attempt > 1',
      'what appeared after an attempt that was refused is taken for what it left',
      { tests: ['test/engine/others-under-our-name.test.ts'] },
    ],
    [
      "if (!found.ok || found.value.kind !== 'ours') return { final: false, outcome: failed };",
      'if (!found.ok) return { final: false, outcome: failed };',
      'somebody else’s resource enters the books after a failed creation',
    ],
    [
      "ok(found.value.kind === 'ours' ? found.value : null)",
      "ok(found.value.kind === 'nothing' ? null : found.value)",
      'somebody else’s thing settles an unclear end',
    ],
    [
      "if (ended.kind === 'done') return { ...ended, creation: onlyAlike };",
      '',
      'what somebody else made like ours during an outage counts as made by us',
      { tests: ['test/engine/what-a-creation-made.test.ts'] },
    ],
    [
      'found: alike === true',
      'found: false',
      'what a look finds, and only its likeness makes ours, counts as made by us',
      { tests: ['test/engine/what-a-creation-made.test.ts'] },
    ],
    [
      'creation: submission.found === true ? onlyAlike : null',
      'creation: null',
      'what was found half done is proved by being completed',
      { tests: ['test/engine/what-a-creation-made.test.ts'] },
    ],
  ]),
  ...within('src/engine/end-step.ts', 'run', [
    ['...(await skips(context, id, ports)), ...(await stops', '...(await stops', 'dependents of a failed step are not skipped'],
    ['      queue.push(later);\n', '', 'only direct dependents of a failed step are skipped'],
    [
      'return { ready: waiting.filter((later) => later.open === 0).map((later) => later.step)',
      'return { ready: waiting.map((later) => later.step)',
      'a step begins with a predecessor open',
    ],
    ["if (head?.status === 'paused' || head?.round !== round) return", 'if (head?.round !== round) return', 'a paused run announces further steps'],
    ['|| head?.round !== round) return { ready: []', ') return { ready: []', 'a round that is over announces steps of a later one'],
    [
      "if (outcome.kind === 'failed') writes.push({ kind: 'operation-over', run, step: id });",
      '',
      'a failed operation is taken up again when the run is resumed',
    ],
    [
      "return status === 'done' || status === 'failed' || status === 'skipped' || status === 'unknown';",
      "return status === 'done' || status === 'skipped' || status === 'unknown';",
      'a failed step is not over',
    ],
    ['writes.push(...(await booksAfter(context, id, outcome, seconds, ports)));', '', 'nothing enters the books'],
    ['ended: (await store.openSteps(run)) === 0', 'ended: false', 'a run never ends'],
  ]),
  ...within('src/engine/end-step.ts', 'audit', [
    [
      '...(isSilent(context, record.node) ? {} : { message: outcome.problem.message })',
      'message: outcome.problem.message',
      'the audit log tells how a unit failed that was given a secret',
      { tests: ['test/engine/own-code'] },
    ],
    [
      "    { kind: 'audit', event: auditEvent('step.ended'",
      "    { kind: 'audit', event: auditEvent('step.over'",
      'the end of a step is in the audit log under another name',
    ],
  ]),
  ...within('src/engine/keep-books.ts', 'ownership', [
    ["if (outcome.kind === 'unknown' && step.op === 'run' && !change.repeatable) {", 'if (false) {', 'that a unit may have run is forgotten'],
    ["if (step.op !== 'create' || outcome.asked === undefined) return [];", 'return [];', 'a creation of unknown outcome leaves nothing in the books'],
    ['if (binding !== null && binding.identifier !== change.identifier) return [];', '', 'what was bound is overwritten by a doubt'],
    ['if (outcome.left !== undefined) return bind(outcome.left, null, { incomplete: true });', '', 'what a failed creation left behind is in nobody’s books'],
    [
      'const gone = binding?.identifier === outcome.identifier ? change.node : formerNode(change.node, outcome.identifier);',
      'const gone = change.node;',
      'the old half of a replacement takes the books of the new one with it',
    ],
    [": [...forget, { kind: 'binding', binding: former }, bound];", ': [...forget, bound];', 'what was replaced leaves the books before it is deleted'],
    ["binding === null ? 'own' : beside", "'own'", 'a doubtful replacement takes the place of what it was to replace'],
    ["held?.doubtful === true || change.reason === 'gone' ? null : held", "change.reason === 'gone' ? null : held", 'a doubt counts as a resource'],
    [
      "held?.doubtful === true || change.reason === 'gone' ? null : held",
      'held?.doubtful === true ? null : held',
      'what may have been made in the place of what is gone is in nobody’s books',
    ],
    [
      "return binding === null ? [...forget, { kind: 'unbind', deployment, node: change.node }] : forget;",
      'return [];',
      'a failed creation leaves a doubt in the books',
    ],
    ["const timed = seconds !== null && outcome.kind === 'done'", 'const timed = seconds !== null', 'the time that failures take is taken for experience'],
  ]),
  ...within('src/engine/still-there.ts', 'verification', [
    ['if (round === 0) return [];', 'return [];', 'a resumed run reports what its first round did without another look', { tests: ['test/engine/resuming'] }],
    [
      'if (live && other === null && changed.length === 0)',
      'if (live && other === null)',
      'what was changed while a run had stopped counts as its work',
      { tests: ['test/engine/resuming'] },
    ],
  ]),
  ...within('src/engine/finish-run.ts', 'verification', [
    ['passed: !failed.has(name),', 'passed: true,', 'every check passes'],
    [
      'if (outputs === null) return checks.map((check) => ({ node, check: nameOf(check), passed: false }));',
      'if (outputs === null) return [];',
      'what cannot be read is not checked',
    ],
    [
      'const nodes = [...checksOf.keys()].filter((node) => done.get(node) ?? true);',
      'const nodes = [...checksOf.keys()].filter((node) => done.get(node) ?? false);',
      'what did not have to be changed is not checked',
    ],
    [
      'const unmet = verification.find((check) => !check.passed);',
      'const unmet = verification.find((check) => check.passed && !check.passed);',
      'a promise that is not kept fails nobody',
    ],
    ['const outputs = read.value;', 'const outputs = read.value ?? {};', 'a thing that is gone counts as one without properties'],
  ]),
  ...within('src/engine/finish-run.ts', 'run', [
    ["if (stopped?.code === 'PLAN_STALE') return { status: 'stale', cause: stopped };", '', 'a stale run is only a failed one'],
    ["if (bad !== undefined) return { status: 'failed',", "if (false) return { status: 'failed',", 'a run with a failed step succeeds'],
    ["return status === 'cancelling'\n", "return status === 'running'\n", 'a cancelled run is called failed'],
    ["head.status === 'paused' || head.round !== round) return null;", 'head.round !== round) return null;', 'a paused run ends'],
    ['|| head.round !== round) return null;', ') return null;', 'a round that is over ends the run of a later one'],
    ["...(await tidied(head, status === 'succeeded', ports)),", '', 'what was gone before stays in the books'],
    ['gone.has(binding.node) || ', '', 'what the plan found gone stays in the books'],
    [
      'return succeeded || held.has(keyOf(binding));',
      'return succeeded;',
      'a renamed node stays in the books beside its new one where another step has failed',
      { tests: ['test/engine/moved-nodes.test.ts'] },
    ],
    ['...(cause === undefined ? {} : { cause }) },\n', '},\n', 'a run does not say why it ended'],
  ]),
  ...within('src/engine/run-program.ts', 'run', [
    [
      "const ready = new Set(head.status === 'paused' ? [] : await store.readySteps(run));",
      'const ready = new Set(await store.readySteps(run));',
      'a paused run announces its steps once more',
    ],
    ['if (head?.round !== round) return [];', '', 'a round that is over announces the steps of a later one'],
    ["step.status === 'running' || ready.has(step.step)", 'ready.has(step.step)', 'what was under way when everything was lost is never taken up again'],
    ['if (isOver(record.status)) return', 'if (false) return', 'a step that ended is carried out again'],
    ['if (!prepared.go) return prepared.next;', '', 'a step that may not begin begins'],
  ]),
  ...within('src/engine/run-context.ts', 'approval', [
    [
      'const opened = openPlan(record.bytes);',
      'const opened = { ok: true, value: JSON.parse(record.bytes) } as ReturnType<typeof openPlan>;',
      'the stored plan is not checked when it is opened',
    ],
    ['if (plan.id !== head.plan)', 'if (false)', 'another plan is carried out in its stead'],
  ]),
  ...within('src/engine/live-values.ts', 'effects', [
    ['if (binding === null) return fail(gone);', 'if (binding === null) return ok({});', 'a value of what is not there is empty'],
    ['  if (other !== null) {', '  if (false) {', 'a value of somebody else’s thing is given to what a resumed run makes', { tests: ['test/engine/untagged'] }],
    ['  if (missing !== undefined) {', '  if (false) {', 'a value that is not there is sent as a reference'],
    ['return read.value === null ? fail(gone) : ok(read.value);', 'return ok(read.value ?? {});', 'a value of what is gone is empty'],
  ]),
  ...within('src/engine/patient-read.ts', 'effects', [
    ['!answer.problems.every((one) => passing.has(one.code))', 'true', 'a provider that is away for a moment fails the step'],
    [
      "'CLOUD_UNREACHABLE', 'CLOUD_THROTTLED'",
      "'CLOUD_UNREACHABLE', 'CLOUD_THROTTLED', 'CLOUD_DENIED', 'CREDENTIALS_REFUSED'",
      'what is denied is asked again and again',
    ],
  ]),
  ...within('src/engine/find-twins.ts', 'effects', [
    ['!books.has(identifier) && identifier !== former', 'books.has(identifier)', 'a second resource of a node is not found'],
    [
      'if (!carriers.ok) return { ...entry, passed: false,',
      'if (!carriers.ok) return { ...entry, passed: true,',
      'a failed listing shows that there is no second one',
    ],
  ]),
  ...within('src/engine/run-context.ts', 'effects', [
    ['known = { unsent: false, heardAt: clock.now() };', 'known = { unsent: true, heardAt: clock.now() };', 'after a crash what was sent counts as unsent'],
  ]),
  ...within('src/engine/judge-order.ts', 'approval', [
    ['if (reason === null) return ok(null);', 'if (reason !== null) return ok(null);', 'a step is sent whatever its values open'],
    ["op !== 'create' && op !== 'update' && op !== 'run'", "op !== 'create' && op !== 'run'", 'an update is sent whatever its values open'],
  ]),
  ...within('src/engine/order-step.ts', 'approval', [
    ['if (refusal.value !== null) return fail(refusal.value);', '', 'a permit is given for values that open what nobody approved'],
  ]),
  ...within('src/engine/prepare-step.ts', 'approval', [
    [
      'if (refusal.value !== null) return { go: false, next: await denyStep(',
      'if (false) return { go: false, next: await denyStep(',
      'a step whose values open what nobody approved is begun',
    ],
  ]),
  ...within('src/engine/binding-of.ts', 'records', [
    ['...(read === null ? {} : { readBack: true }),', 'readBack: true,', 'what nobody looked at counts as read', { tests: ['test/engine'] }],
    ['deviations: read?.deviations ?? [],', 'deviations: [],', 'the books forget what deviates', { tests: ['test/engine'] }],
  ]),
  ...within('src/engine/taken-values.ts', 'records', [
    [
      'withoutShort(withoutKnown(text, known, withheld), known, withheld)',
      'withoutKnown(text, known, withheld)',
      'a refusal tells what is hidden where that is short',
    ],
  ]),
  ...within('src/engine/binding-of.ts', 'approval', [
    [
      '!written.some((path) => overlap(path, listPlaceOf(pointer)))',
      '(true as boolean)',
      'what was applied at a place is compared there after something else was written, too',
      { tests: ['src/engine/binding-of.test.ts'] },
    ],
  ]),
  ...within('src/engine/end-step.ts', 'audit', [
    ['...(deviations.length === 0 ? {} : { deviations }),', '', 'the audit log does not say that something deviates', { tests: ['test/engine'] }],
    ['...(kept.length === 0 ? {} : { kept }),', '', 'a report does not say that something deviates', { tests: ['test/engine'] }],
  ]),
];
