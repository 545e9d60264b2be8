import { type Mutant, within } from './mutant.ts';

/** Faults of the doors, and of what puts the engine together. */
export const surfaces: readonly Mutant[] = [
  ...within('src/surfaces/http/serve-http.ts', 'network', [
    ["server.listen(port, '127.0.0.1', () => resolve(null));", 'server.listen(port, () => resolve(null));', 'the engine listens on all interfaces'],
  ]),
  ...within('src/surfaces/http/create-http-handler.ts', 'network', [
    ["if (!isLoopbackHost(context.req.header('host'))) {", 'if (false) {', 'a page that rebinds its name reaches the engine'],
    ['    if (caller === null) {', '    if (false) {', 'no token is needed'],
    [
      "const token = /^bearer +(\\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];",
      "const token = /^bearer +(\\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? context.req.query('token');",
      'a token may stand in an address',
    ],
    ['    ...body.value,\n    ...context.req.param(),', '    ...context.req.param(),\n    ...body.value,', 'a body overrules what its path names'],
    [
      '/^(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?$/i',
      '/(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?/i',
      'a name that holds a loopback name passes for one',
    ],
    ["'x-content-type-options': 'nosniff',\n  };", '};', 'an answer may be taken for something else'],
  ]),
  ...within('src/surfaces/http/caller-of-token.ts', 'identity', [
    ['known.length === sent.length && timingSafeEqual(known, sent)', 'known.length === sent.length', 'any token is the last caller’s'],
  ]),
  ...within('src/surfaces/http/read-text.ts', 'network', [['if (size > limit) {', 'if (false) {', 'a body is read to its end, however long']]),
  ...within('src/surfaces/http/decode-request.ts', 'network', [
    ['if (!isJsonObject(value)) return fail(', 'if (false) return fail(', 'a body may be anything'],
  ]),
  ...within('src/kernel/json.ts', 'network', [
    [
      'if (path.length > deepest) return',
      'if (false) return',
      'what comes from outside may be nested without an end',
      { tests: ['test/engine/units.test.ts', 'src/surfaces/http/serve-http.test.ts'] },
    ],
  ]),
  ...within('src/surfaces/http/status-of.ts', 'words', [
    ['CALLER_NOT_ALLOWED: 403,', 'CALLER_NOT_ALLOWED: 200,', 'a refusal is answered like a success'],
    ['ENGINE_UNAUTHENTICATED: 401,', '', 'a missing token is answered like a wrong input'],
  ]),
  ...within('src/model/routes.ts', 'approval', [
    ["path: '/v1/approvers', effect: 'decide'", "path: '/v1/approvers', effect: 'run'", 'an agent may change who approves'],
    ["path: '/v1/plans/:id/approve', effect: 'decide'", "path: '/v1/plans/:id/approve', effect: 'run'", 'an agent may hand in approvals'],
    ["path: '/v1/plans/:id/reject', effect: 'decide'", "path: '/v1/plans/:id/reject', effect: 'read'", 'an agent may reject'],
    ["path: '/v1/plans/:id/apply', effect: 'run'", "path: '/v1/plans/:id/apply', effect: 'read'", 'whoever may look may apply'],
    ["path: '/v1/runs/:id/cancel', effect: 'run'", "path: '/v1/runs/:id/cancel', effect: 'read'", 'whoever may look may cancel'],
  ]),
  ...within('src/surfaces/mcp/jobs.ts', 'effects', [
    ['    await this.#kept.keep(owner, key, request, value);\n', '', 'an agent’s key is forgotten when the engine ends'],
    [
      'const before = await this.#kept.find(owner, key);',
      'const before = null as Awaited<ReturnType<Kept<T>["find"]>>;',
      'a repeated write is done again after a restart',
    ],
    ["if (before !== null && before.request !== request) return { kind: 'other' };", '', 'a key answers whatever is asked under it'],
  ]),
  ...within('src/surfaces/mcp/kept-answers.ts', 'effects', [
    ['Date.parse(until) <= now()', 'false', 'a plan that has expired is the answer to whoever asks again'],
    ["ended: expired && plan?.state !== 'applied'", 'ended: expired', 'one key comes to two plans and two runs'],
    ["if (plan?.state === 'rejected' && receipt.plan !== undefined)", 'if (false)', 'an agent is told to have a plan approved that a person has rejected'],
    [
      'if (told.ok) await answers.keep(owner, key, request, JSON.stringify(told.value)).catch(report);',
      'if (told.ok) await answers.keep(owner, key, request, JSON.stringify(told.value));',
      'what was done and cannot be written down is answered as a failure',
    ],
  ]),
  ...within('src/surfaces/mcp/tools/plans.ts', 'words', [
    ['losses.slice(0, lossesShown)', 'losses.slice(0, 0)', 'an agent is not told what its user has to confirm'],
  ]),
  ...within('src/surfaces/mcp/prompts.ts', 'words', [
    ['offered.has(each.needs)', 'true', 'a prompt is given where its tools are not offered'],
    ['quoteAbout()(value.trim(), argumentLimit)', 'value', 'what a user gives to a prompt comes unquoted'],
  ]),
  ...within('src/app/kept-answers.ts', 'effects', [
    ['found === null || found.at < clock.now() - life ? null : found', 'found', 'an old answer is given for ever', { tests: ['test/mcp/repeated-writes'] }],
  ]),
  ...within('src/app/local-callers.ts', 'approval', [
    ["agent: 'agent', may: new Set(['read', 'plan', 'run']) },", "agent: 'agent', may: new Set(['read', 'plan', 'run', 'decide']) },", 'an agent may decide'],
  ]),
  ...within('src/surfaces/cli/approve-plan.ts', 'approval', [
    ['if (!named.ok) return named;', '', 'another source is shown than the one that runs', { tests: ['test/cli/consent'] }],
    ['if (!read.ok) return read;', '', 'a yes is taken of who could not be shown what runs', { tests: ['test/cli/consent'] }],
  ]),
  ...within('src/surfaces/cli/consent.ts', 'approval', [
    ['if (!person.ok) return person;', '', 'a yes is taken in an agent’s terminal'],
    ['said.demonstration && said.yes && ours', 'said.yes && ours', 'a yes is taken in an agent’s terminal for whatever is on our sandbox'],
    ['&& said.yes && ours', '&& said.yes', 'a demonstration’s yes covers what is real'],
    ['if (unsaid.length === 0 && said.yes) return ok(all);', 'if (said.yes) return ok(all);', 'a plain yes covers the loss of data'],
    ['if (answer !== node) return ok(null);', '', 'any word names what is lost'],
    ['unsaid.length > 0 || /^y(es)?$/i.test(', 'unsaid.length > 0 || /^(y(es)?)?$/i.test(', 'an empty line is a yes'],
  ]),
  ...within('src/surfaces/cli/read-secret.ts', 'approval', [
    ['if (stdin.isTTY !== true) return null;', '', 'a passphrase is taken from a pipe'],
    ['stdin.setRawMode(true);', '', 'a terminal shows the passphrase that is typed'],
  ]),
  ...within('src/surfaces/cli/session.ts', 'approval', [
    ['const given = this.interactive && this.io.agent === null ?', 'const given = true as boolean ?', 'a passphrase is asked for where no person is'],
    ['this.interactive && this.io.agent === null ?', 'this.interactive ?', 'a passphrase is asked of an AI agent', { tests: ['test/cli/approvers'] }],
  ]),
  ...within('src/surfaces/cli/approver-for.ts', 'approval', [
    ['< shortest) {', '< 1) {', 'a passphrase may be short'],
    ['if (second.value === first.value) return first;', 'return first;', 'a slip of the hand makes a passphrase that nobody knows'],
  ]),
  ...within('src/surfaces/cli/commands/approver-change.ts', 'approval', [
    ['if (!person.ok) return session.fail(person.problems);', '', 'an agent’s terminal changes who may approve'],
    ['if (real && unguarded)', 'if (false)', 'a key that no passphrase guards is put on the list for real targets'],
  ]),
  ...within('src/surfaces/cli/approve-plan.ts', 'approval', [
    ['keyKindFor(stored.value.plan.targets)', "'simulated'", 'a real target is approved with the key for simulated ones'],
    ['if (consented.value === null) return ok(null);', '', 'a no is signed'],
    ['if (stored.value.plan.digest !== plan.digest)', 'if (false)', 'another plan than was shown is signed'],
    ['const checked = checkDigest(plan);\n  if (!checked.ok) return checked;', '', 'a plan is shown that is not what its digest names'],
  ]),
  ...within('src/kernel/escape-text.ts', 'words', [
    [
      'return isPlain(text) ? text : text.replace(everyDangerous(), written);',
      'return text;',
      'hostile text reaches the terminal',
      { tests: ['src/surfaces/cli/text.test.ts'] },
    ],
    ['\\\\p{Cc}', '', 'control characters reach the terminal', { tests: ['src/surfaces/cli/text.test.ts'] }],
  ]),
  ...within('src/surfaces/http/told-to.ts', 'network', [
    ['if (caller.agent === null || !isJsonObject(answer)) return answer;', 'return answer;', 'an agent is told every secret over HTTP'],
  ]),
  ...within('src/surfaces/http/told-to.ts', 'records', [
    ["{ ...rest, ...('basis' in rest ? { basis: null } : {}),", '{ ...rest,', 'an agent tries hidden values against the digest of what is live'],
    ['{ blind: _, books: __, ...plan }', '{ books: __, ...plan }', 'an agent tries hidden values against the digest of a plan'],
  ]),
  ...within('src/model/withhold.ts', 'records', [
    ['(isDrawnPart(part) ? withheld : part)', 'part', 'an agent is told an address that whoever knows it may use', { tests: ['src/model/withhold'] }],
  ]),
  ...within('src/surfaces/http/held-bodies.ts', 'network', [
    ['if (add(chunk.byteLength) > most)', 'if (add(chunk.byteLength) < 0)', 'one credential’s bodies fill the memory'],
    ['release: () => add(-size)', 'release: () => undefined', 'bodies that are gone are counted for ever'],
  ]),
  ...within('src/surfaces/http/serve-http.ts', 'network', [['requestTimeout: bodySeconds * 1000', 'requestTimeout: 0', 'a body may take for ever']]),
  ...within('src/model/secret-place.ts', 'records', [
    [
      "valueOfPair.test(name) ? 'free' : null",
      'false ? "free" : null',
      'an agent is told the values of pairs that are called after something',
      { tests: ['src/model/withhold'] },
    ],
  ]),
  ...within('src/model/withhold.ts', 'network', [
    ['if (value.length >= shortestKnown && hidden.has(value)) return withheld;', '', 'what is withheld at one place is told at another'],
    ["object['sensitive'] === true ? 'secret' : ", '', 'a difference that is sensitive is told'],
    [
      'if (isStandIn(value)) return untried(value);',
      'if (isStandIn(value)) return value;',
      'an agent may try texts against the digest of a secret',
      { tests: ['src/model/withhold'] },
    ],
  ]),
  ...within('src/engine/logged.ts', 'audit', [
    ['const told = withoutSecretPlaces(value);', 'const told = value;', 'secrets of a unit come into the audit log'],
  ]),
];
