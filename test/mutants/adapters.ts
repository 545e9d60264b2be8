import { type Mutant, within } from './mutant.ts';

/** Faults of the adapters: what is sent to AWS and believed of it, the records, the keys, the processes, the durable runtime. */
export const adapters: readonly Mutant[] = [
  ...within('src/adapters/aws/aws-cloud.ts', 'ownership', [
    [
      'repeated && named.target.endpoint !== undefined',
      'repeated',
      'somebody’s bucket without tags is taken over at AWS itself',
      { tests: ['test/native/lost-replies.test.ts'] },
    ],
  ]),
  ...within('src/adapters/aws/native/existing.ts', 'ownership', [
    [
      "asAsked && !holdsMore(type, properties, live) ? 'likeness' : null",
      "asAsked ? 'likeness' : null",
      'what holds what we never asked for is taken for ours',
    ],
  ]),
  ...within('src/adapters/aws/native/native.ts', 'approval', [
    ['  if (held.length > 0) return heldBesides(type, held);\n', '', 'what a call cannot give again is taken away by a change beside it'],
  ]),
  ...within('src/adapters/aws/native/changes.ts', 'effects', [
    ['picked(mapping, wholeOf(mapping, changed))', 'picked(mapping, changed)', 'what a call sets as a whole is told in part, and loses the rest'],
  ]),
  ...within('src/adapters/aws/native/mapping.ts', 'effects', [
    ['return lessened(value, form.without);', 'return value;', 'a call is given what it does not take of what its reply tells, and is refused whole'],
  ]),
  ...within('src/adapters/store/audit-log.ts', 'approval', [
    ["randomBytes(16).toString('hex')", "'0'.repeat(32)", 'what is withheld in an entry of the log can be tried against its hash'],
  ]),
  ...within('src/adapters/aws/native/reading.ts', 'approval', [
    ['plainData(fromApi(', '(fromApi(', 'what somebody else wrote into a document stands for another value in a plan'],
  ]),
  ...within('src/adapters/aws/cloudcontrol.ts', 'approval', [
    ['plainData(JSON.parse(text) as Json)', 'JSON.parse(text) as Json', 'what somebody else wrote into a model stands for another value in a plan'],
  ]),
  ...within('src/adapters/aws/native/reading.ts', 'verification', [
    ["write?.kind === 'put')", 'false)', 'what of a live item no property is about is not told'],
  ]),
  ...within('src/adapters/aws/native/native.ts', 'ownership', [
    ["missing, by === 'likeness')", 'missing, false)', 'what is only like what was asked is said to be made'],
  ]),
  ...within('src/adapters/aws/classify.ts', 'effects', [
    ["const lost = effect === 'write' ? 'unknown' : 'broken';", "const lost = 'broken' as const;", 'a write without an answer is repeated like a read'],
    ["return raw.sent ? lost : 'unreachable';", "return 'unreachable';", 'what was sent counts as unsent'],
    ['if (raw.status !== null && raw.status >= 500 && known', 'if (false && known', 'a write answered 500 counts as refused'],
    ['!serverSide.test(raw.code)', 'true', 'a server that failed is believed where the aws binary does not tell the status'],
    ["const kind = kindOfCode(code) ?? 'unknown';", "const kind = kindOfCode(code) ?? 'invalid';", 'a failure that nobody knows counts as refused'],
    ["if (raw.status === 429) return 'throttled';", '', 'a service that asks to slow down refuses'],
    [
      "return operation.startsWith('Head') ? 'not-found' : lost;",
      "return 'not-found';",
      'whoever answers 404 says that it is not there',
      { tests: ['src/adapters/aws', 'test/native/strange-answers.test.ts'] },
    ],
    ["service === 'cloudcontrol' && raw.code !== absentInCloudControl", 'false', 'of Cloud Control every code for an absence is believed'],
    ["broken: 'CLOUD_UNREACHABLE',", "broken: 'CLOUD_NOT_FOUND',", 'a read that brought no answer is absence'],
    ["credentials: 'CREDENTIALS_REFUSED',", "credentials: 'CLOUD_THROTTLED',", 'refused credentials are used again by the engine'],
  ]),
  ...within('src/adapters/aws/send.ts', 'effects', [
    ['if (renewed || used === null) return failed;', 'if (used === null) return failed;', 'refused credentials are used again'],
    ['          options.credentials.discard(used);\n', '', 'refused credentials are sent again unchanged'],
    [
      'if (retry >= throttledRetries || pause > longestPauseSeconds ||',
      'if (pause > longestPauseSeconds ||',
      'a throttled call is repeated for as long as the budget of retries lasts',
    ],
    ['if (retry >= harmlessRetries ||', 'if (', 'an unreachable service is called for as long as the budget of retries lasts'],
    [
      "        case 'unreachable':\n        case 'broken':",
      "        case 'unreachable':\n        case 'unknown':\n        case 'broken':",
      'a write whose outcome is unknown is repeated',
    ],
  ]),
  ...within('src/adapters/aws/send.ts', 'approval', [
    ["refusal.problem = call.effect === 'write' ? await refused(call, permit) : null;", 'refusal.problem = null;', 'a write is sent without asking its permit'],
    [
      'if (permit === null) throw new TypeError(`${call.service} ${call.operation} writes and has no permit`);',
      'if (permit === null) return Promise.resolve(null);',
      'a write needs no permit',
    ],
  ]),
  ...within('src/adapters/aws/transport.ts', 'effects', [
    ['          sent = true;\n', '', 'a POST is repeated on a dead connection'],
    [
      'pipelining: 1,',
      'pipelining: 8,',
      'one broken connection loses several outcomes',
      { survives: 'undici writes nothing behind a request that is not HEAD before that is answered, whatever is set here' },
    ],
    ['if (length > maxResponseBytes) controller.abort(', 'if (false) controller.abort(', 'an answer without an end is read to its end'],
    ['deadline = setTimeout(() => controller.abort(', 'deadline = setTimeout(() => void (', 'an answer that never ends is waited for'],
  ]),
  ...within('src/adapters/aws/aws-cloud.ts', 'identity', [
    ['return account !== named.target.account;', 'return false;', 'another account is reached through a target'],
    ['known.credentials === credentials && ', '', 'an identity outlives the credentials that it was proved with'],
    ["target.role === undefined ? '' : named.session,", "'',", 'all runs have one session name', { tests: ['src/adapters/aws'] }],
  ]),
  ...within('src/adapters/aws/identity.ts', 'identity', [
    ['if (parsed.data.account === named.target.account) return ok(parsed.data);', 'return ok(parsed.data);', 'credentials of another account are taken'],
    ['      SourceIdentity: session,\n', '', 'a run is not named in the provider’s own audit trail'],
    ['      ...(external === undefined ? {} : { ExternalId: external }),\n', '', 'a role is assumed without its external id'],
  ]),
  ...within('src/adapters/aws/credentials.ts', 'effects', [
    [
      'held.accessKeyId === refused.accessKeyId && held.sessionToken === refused.sessionToken',
      'true',
      'credentials that somebody renewed meanwhile are thrown away',
    ],
    [
      'held.expiration.getTime() - clock.now() > renewBeforeMilliseconds',
      'held.expiration.getTime() > clock.now()',
      'credentials are renewed when they have expired',
    ],
  ]),
  ...within('src/adapters/aws/sign.ts', 'effects', [
    ["headers['x-amz-security-token'] = credentials.sessionToken;", ';', 'temporary credentials are sent without their token'],
    [
      'const name = `${secret}/${date}/${region}/${service}`;',
      'const name = `${date}/${region}/${service}`;',
      'other credentials sign with the key of the first',
    ],
  ]),
  ...within('src/adapters/aws/aws-json.ts', 'effects', [
    [
      "if (output === null) return notTheirs(answer, 'it is not a JSON object');",
      'if (output === null) return { ok: true, output: {} };',
      'an answer that cannot be read counts as a good one',
    ],
    ['answer.statusCode >= 200 && answer.statusCode < 300', 'answer.statusCode < 500', 'a refusal counts as done'],
    ["if (code === '') return notTheirs(answer, 'it is an error without a code of AWS’s');", '', 'an error that is not the service’s counts as its refusal'],
    ['    this.#correctClock(answer);\n', '', 'a clock that is wrong is never corrected'],
  ]),
  ...within('src/adapters/aws/aws-answer.ts', 'effects', [
    ['if (/^[{[]/.test(text) && nestsTooDeep(text))', 'if (false)', 'an answer without a bottom is read', { tests: ['test/native/strange-answers.test.ts'] }],
    [
      "(isMarked(headers) ? [body['code'], body['Code']] : [])",
      "[body['code'], body['Code']]",
      'a gateway’s code is the service’s',
      { tests: ['test/native/strange-answers.test.ts'] },
    ],
    [
      'return statusCode !== 404 || isMarked(headers) || /<RequestI[dD]>[^<]/.test(text);',
      'return true;',
      'another storage’s error is S3’s',
      { tests: ['test/native/strange-answers.test.ts'] },
    ],
  ]),
  ...within('src/adapters/aws/page-count.ts', 'effects', [
    ['if (this.#idle >= mostIdlePages)', 'if (false)', 'pages that bring nothing new are read for as long as there are others'],
    ['if (this.#pages >= mostPages)', 'if (false)', 'a listing without an end is read for ever', { tests: ['src/adapters/aws'] }],
  ]),
  ...within('src/adapters/aws/cloudcontrol.ts', 'effects', [
    [
      "return sent.failure.kind === 'not-found' ? ok({ kind: 'absent' }) : fail(sent.failure.problem);",
      "return ok({ kind: 'absent' });",
      'a failed read counts as absence',
    ],
    ['if (!page.ok) return page;', 'if (!page.ok) return ok(found);', 'a listing that breaks off counts as whole'],
    ["next = after.kind === 'more' ? after.token : undefined;", 'next = undefined;', 'only the first page is listed'],
    [
      'return strange === null ? standing(event, handle) : failed(unreadable(call, strange));',
      'return standing(event, handle);',
      'the event of another request ends an operation',
    ],
    ["if (event['RequestToken'] !== undefined && event['RequestToken'] !== requestToken)", 'if (false)', 'the standing of another request is this one’s'],
    ['if (event === undefined || strange !== null) {', 'if (event === undefined) {', 'what is told of another operation is believed of this one'],
    [
      'if (strange !== null) return fail(unreadable(call, strange).problem);\n      const text',
      'const text',
      'the description of another resource is believed',
    ],
    ["case 'FAILED':\n      return ended(failed(", "case 'FAILED':\n      return (failed(", 'an operation that failed is not over'],
    ["failure.kind === 'exists' ? { exists: true as const } : {}", '{}', 'a taken name is only a conflict'],
    ["ClientToken: token } };\n    case 'update'", "} };\n    case 'update'", 'a creation is sent without its token'],
  ]),
  ...within('src/adapters/aws/native/reading.ts', 'effects', [
    ['if (other !== undefined) {', 'if (false) {', 'the description of another resource is believed of a service’s own reads'],
  ]),
  ...within('src/adapters/aws/cli-executor.ts', 'effects', [
    ['        shell: false,\n', '        shell: true,\n', 'a call passes through a shell'],
    ["AWS_MAX_ATTEMPTS: '1',", "AWS_MAX_ATTEMPTS: '3',", 'the aws binary repeats calls by itself'],
    ['AWS_CONFIG_FILE: devNull,\n', '', 'the user’s own configuration changes calls'],
    [
      "failure ??= { origin: 'transport', sent: true, message };",
      "failure ??= { origin: 'transport', sent: false, message };",
      'a call that was cut off counts as unsent',
    ],
    ['if (exit !== 0) return { ok: false, failure: cliFailure(call, exit, stderr) };', '', 'a call that failed counts as done'],
    [
      "return { ok: false, failure: { origin: 'transport', sent: true, message: 'the aws binary printed no JSON object' } };",
      'return { ok: true, output: {} };',
      'an output that nobody can read counts as done',
    ],
  ]),
  ...within('src/adapters/aws/pace.ts', 'effects', [
    ['if (budget < 1) return false;', '', 'a service in trouble is called without an end'],
    ['if (running >= limits.concurrency) await', 'if (false) await', 'there is no limit of calls at once'],
  ]),
  ...within('src/adapters/aws/encode-call.ts', 'effects', [
    ["if (names.length === 1 && names[0] === '$token') return token;", '', 'the token is not put in its place'],
  ]),
  ...within('src/adapters/aws/mark-values.ts', 'approval', [
    [
      'return parts.length === 1 && only !== undefined ? only : { $join: parts };',
      'return { $join: parts };',
      'a value by itself is signed as a text',
      { tests: ['test/e2e/approval-and-run.test.ts'] },
    ],
  ]),
  ...within('src/adapters/store/sqlite-store.ts', 'ownership', [
    [
      "if (begunSince(prepared, since)) return 'overtaken';\n        prepared('INSERT",
      "prepared('INSERT",
      'a run begins although another began while the records were read',
    ],
    [
      "if (begunSince(prepared, since)) return 'overtaken';\n        prepared(\"UPDATE",
      'prepared("UPDATE',
      'a run goes on although another began while the records were read',
    ],
  ]),
  ...within('src/adapters/store/sqlite-store.ts', 'records', [
    ["if (usedBy !== undefined) return usedBy === run ? 'begun' : 'used';", '', 'an approval is used twice'],
    ["if (state === 'rejected' || rejections(prepared).has(approval.plan)) return 'rejected';", '', 'a plan that was rejected meanwhile begins'],
    ['|| rejections(prepared).has(approval.plan)', '', 'a rejection that was taken out of the table of plans is forgotten', { tests: ['test/engine'] }],
    [
      "const holder = prepared('SELECT id FROM runs WHERE deployment = ? AND ended_at IS NULL').get(approval.deployment)?.['id'];",
      'const holder = undefined as string | undefined;',
      'two runs hold a deployment',
    ],
    ["status = 'running', ended_at = NULL, cause = NULL", "status = 'running', ended_at = NULL", 'a resumed run keeps its old cause'],
    ['        reopenSteps(prepared, run);\n', '', 'a resumed run finds its steps over'],
    [
      "WHERE id = ? AND status = 'paused' AND ended_at IS NULL\",",
      'WHERE id = ? AND ended_at IS NULL",',
      'a run that is not paused goes into another round when it is cancelled',
      { tests: ['src/adapters/store'] },
    ],
    ["'cancelling', cause = NULL, round", "'cancelling', round", 'a paused run that is cancelled keeps what it was paused for'],
  ]),
  ...within('src/adapters/store/apply-write.ts', 'records', [
    ["state NOT IN ('rejected', 'applied')", "state NOT IN ('applied')", 'a rejected plan becomes another again'],
    ['coalesce(?, cause), verification', '?, verification', 'a run that stops loses its cause'],
    ["WHERE id = ? AND ended_at IS NULL',\n", "WHERE id = ?',\n", 'a late cancellation reopens a run'],
    ["if (there['bytes'] !== bytes) throw new Error(`plan ${plan.id} is stored with other content`);", '', 'another plan under a taken id is passed over'],
  ]),
  ...within('src/adapters/store/step-writes.ts', 'records', [
    ['if (undone !== 0) {', 'if (false) {', 'the end of a step does not reach what waits for it'],
    ['if (opened !== 0)', 'if (false)', 'how many steps are open is not counted'],
    [
      ".get(run, needs)?.['status'] !== 'done') waits++;",
      ".get(run, needs)?.['status'] === 'pending') waits++;",
      'a step does not wait for one that is written later',
    ],
    ["WHERE run = ? AND status NOT IN ('done', 'running')\"", "WHERE run = ? AND status NOT IN ('running')\"", 'a resumed run does again what was done'],
    ["NOT IN ('done', 'running')\"", "NOT IN ('done')\"", 'a resumed run begins anew what is still under way'],
  ]),
  ...within('src/adapters/store/store-reads.ts', 'records', [
    ["status = 'pending' AND waits = 0", "status = 'pending'", 'a step is ready with a predecessor open'],
    ['ORDER BY u.run IS NULL, a.id DESC', 'ORDER BY a.id DESC', 'a run is checked under a later approval than it used'],
    ['WHERE deployment <> ? ORDER BY', 'WHERE deployment <> ? OR 1 ORDER BY', 'a deployment depends on itself', { tests: ['src/adapters/store'] }],
  ]),
  ...within('src/adapters/store/group-commit.ts', 'records', [
    ["database.exec('ROLLBACK TO member; RELEASE member');", "database.exec('RELEASE member');", 'half of a commit that failed is kept'],
    [
      'if (begun && batch.length > 1) for (const waiting of batch) commitTogether([waiting]);',
      'if (false) for (const waiting of batch) commitTogether([waiting]);',
      'one commit that fails takes the others with it',
    ],
    ['    hooks.committed();\n', '', 'events are not told'],
  ]),
  ...within('src/adapters/store/audit-log.ts', 'audit', [
    [
      "if (at.hash !== end.hash) return { ok: false, seq: at.seq, reason: 'the last entry is not the one the head was signed over' };",
      '',
      'a consistently forged last entry passes',
    ],
    ['if (at.seq < end.seq) return {', 'if (false) return {', 'the removed end of the log is not missed'],
    ['if (beyond !== undefined) return {', 'if (false) return {', 'entries that nobody signed pass'],
    [
      "if (typeof end === 'string') return { ok: false, seq: 0, reason: end };",
      "if (typeof end === 'string') return { ok: true, entries: 0, head: '' };",
      'a head that nobody signed passes',
    ],
    ['return signer.verify(headText(found), row.signature) ? found :', 'return true ? found :', 'the signature of the head is not verified'],
    ['if (entry.kind === BROKEN) return', 'if (false) return', 'that the log was found broken is forgotten'],
    ['canonicalJson(unsealed) !== row.body', 'false', 'a body that says more than its entry passes'],
    ['if (wrong !== null) return { seq: row.seq, reason: wrong };', '', 'links are not checked'],
    ['if (trusted && strays === 0) return;', 'return;', 'a forged end is vouched for by the next head'],
  ]),
  ...within('src/kernel/audit-chain.ts', 'audit', [
    ['if (entry.previous !== head.hash) return', 'if (false) return', 'entries may be moved'],
    ['if (sha256(canonicalJson(unsealed)) !== hash) return', 'if (false) return', 'an entry may be changed'],
    ['if (entry.seq !== head.seq + 1) return', 'if (false) return', 'entries may be left out'],
  ]),
  ...within('src/adapters/store/outbox.ts', 'records', [['pending.length = length;', '', 'an event of a commit that failed is told']]),
  ...within('src/adapters/store/home-lock.ts', 'records', [
    ["const attempt = tryLock(home, 'BEGIN EXCLUSIVE');", "const attempt = tryLock(home, 'BEGIN');", 'two engines have one data folder'],
    ['return processBirth(pid) === birth && isAlive(pid) ?', 'return isAlive(pid) ?', 'another process that got the pid is called the holder'],
  ]),
  ...within('src/adapters/keys/verifier.ts', 'approval', [
    [
      'const question = canonicalJson([text, signature, publicKey]);',
      'const question = canonicalJson([signature, publicKey]);',
      'a signature that was good once is good for any text',
    ],
  ]),
  ...within('src/adapters/keys/signatures.ts', 'approval', [
    ['return verify(null, Buffer.from(text), key, bytes);', 'return true;', 'every signature is good'],
    ["|| bytes.toString('base64') !== signature", '', 'a signature may be written in several ways'],
    ["createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex')", "createHash('sha256').update('key').digest('hex')", 'all keys have one id'],
  ]),
  ...within('src/adapters/keys/approvers-file.ts', 'approval', [
    ['if (known?.state === state) return', 'if (known !== null) return', 'a key that was withdrawn is trusted until the engine starts again'],
    [
      "error.code === 'ENOENT') return ok({ kind: 'none' });",
      "error.code === 'ENOENT') return known?.result ?? ok({ kind: 'none' });",
      'a list that is gone is still trusted',
    ],
    ['(stats.mode & 0o022) !== 0', 'false', 'a list that others can write is believed'],
  ]),
  ...within('src/adapters/keys/sealed-key-file.ts', 'approval', [
    ['if (digestOf(rest) !== digest) return', 'if (false) return', 'a damaged key is told as a wrong passphrase'],
    ['N: z.literal(131_072)', 'N: z.number()', 'a key file says how cheap it is to guess'],
    ['decipher.setAuthTag(text.subarray(-tagLength));', '', 'what a wrong passphrase gives is taken for a key'],
    ["passphrase.normalize('NFKC')", 'passphrase', 'a passphrase is another one on another keyboard'],
  ]),
  ...within('src/adapters/keys/private-key-file.ts', 'approval', [
    ['(mode & 0o077) !== 0', 'false', 'a private key that others can read is used'],
    ["if (privateKey.asymmetricKeyType !== 'ed25519') throw", 'if (false) throw', 'a key of another kind is used'],
    [
      "const file = openSync(draft, 'w', 0o600);\n  try {\n    chmodSync(draft, 0o600);",
      "const file = openSync(draft, 'w', 0o644);\n  try {\n    chmodSync(draft, 0o644);",
      'a private key is written for everybody to read',
    ],
    ["if (codeOf(error) === 'EEXIST') return false;", '', 'a key that is there is an error'],
  ]),
  ...within('src/adapters/keys/approver-key.ts', 'approval', [
    ['if (digestOf(planBody) !== digest || id !== `p_${digest.slice(0, 12)}`) {', 'if (false) {', 'a plan is signed that is not what its digest names'],
    ['if (terms.now >= planEnd)', 'if (false)', 'a plan that expired is signed'],
  ]),
  ...within('src/adapters/processes/local-processes.ts', 'network', [
    ['isAlive(process) && takesTooMuch(process.pid, process.most)', 'false', 'code that nobody approved begins as many processes as it likes'],
    ['ulimit -v ${together / 1024}; ', '', 'code that nobody approved takes all memory by sharing it'],
    [
      'confine === null || job.limits.together === null ? null : noKeptMemory()',
      'null as Buffer | null',
      'code that nobody approved leaves memory behind that nobody has',
    ],
  ]),
  ...within('src/adapters/processes/local-processes.ts', 'effects', [
    ['if (existsSync(join(work, started))) return ok(null);', '', 'a token is started twice'],
    [
      'if (existsSync(work)) rmSync(work, { recursive: true, force: true });',
      'if (existsSync(work)) return ok(null);',
      'a job that could not begin never begins',
    ],
    [
      'if (process !== null && (isAlive(process) || strays(work).length > 0)) return',
      'if (process !== null) return',
      'a job whose process is gone runs for ever',
    ],
    [' || strays(work).length > 0', '', 'what left its group is taken for over, and runs a second time'],
    [
      'return now === birth || (now === null && signal(-pid, 0));',
      'return now === birth;',
      'what a killed wrapper left running is taken for over',
      { survives: 'what it left bears the mark of the job and is found by that; the group is asked where there is no /proc' },
    ],
    [
      'env: { ...environment, ...job.environment, HOME: work, TMPDIR: work },',
      'env: { ...process.env, ...environment, ...job.environment, HOME: work, TMPDIR: work },',
      'a unit finds the engine’s environment',
    ],
    ['if (!/^[0-9a-f]{16,128}$/.test(token))', 'if (false)', 'a token may be a path'],
    ['code: long ? 1 : result.code,', 'code: result.code,', 'a job that wrote too much is done'],
    ["for (const pid of all()) signal(pid, 'SIGTERM');", '', 'a job that is to be stopped is killed at once'],
    ['(isAlive(known) ? [-known.pid] : [])', '[-known.pid]', 'another process that got the pid is ended'],
  ]),
  ...within('src/adapters/durable/restate-server.ts', 'run', [
    ['      trouble = diskTrouble(logFile);\n', '', 'a server whose store cannot write is taken for well, and runs stand still for ever'],
  ]),
  ...within('src/adapters/durable/run-services.ts', 'run', [
    ['if (ended) context.resolveAwakeable(order.done, null);', '', 'a run waits for its end for ever'],
    ['announce(context, order, order.done, ready);', '', 'what became ready is not announced'],
  ]),
  ...within('src/adapters/durable/restate-durable.ts', 'network', [
    [
      "server.listen(0, '127.0.0.1', resolve);",
      'server.listen(0, resolve);',
      'the run services listen on all interfaces',
      { tests: ['test/e2e/listening.test.ts'] },
    ],
    [
      '    identityKeys: [identityKey],\n',
      '    identityKeys: [],\n',
      'anybody on this machine can drive the run services',
      { tests: ['test/e2e/listening.test.ts'] },
    ],
  ]),
  ...within('src/adapters/durable/verify-once.ts', 'network', [
    ['if (head[0] === 200) {', 'if (head[0] !== 0) {', 'what was refused once is let in the next time'],
    ['JSON.stringify([request.url, ', 'JSON.stringify([', 'a signature for one path opens every other'],
    ['now() - at < lastsFor', 'now() - at >= 0', 'a signature that was good once is good for ever'],
  ]),
];
