import type { SQLOutputValue } from 'node:sqlite';
import { digestOf, sha256 } from '../../kernel/digest.ts';
import type { Approval } from '../../model/approval.ts';
import type { CatalogLine, PublishedContent } from '../../model/catalog.ts';
import type { Binding } from '../../model/observed.ts';
import type { Proposal } from '../../model/proposal.ts';
import type { RunStep } from '../../model/run.ts';
import type { SourceBundle } from '../../model/source-bundle.ts';
import type { AnsweredRequest, Operation, PlanLine, PlanRecord, PlanState, ResolutionRecord, RunHead, Store, SurveyRecord } from '../../ports/store.ts';
import { approverChanges, rejections } from './audit-entries.ts';
import type { Prepared } from './prepared-statements.ts';

type Row = Record<string, SQLOutputValue>;
type Reads = Omit<Store, 'commit' | 'beginRun' | 'resumeRun' | 'endPause' | 'decide' | 'events' | 'auditHead' | 'audit' | 'verifyAudit' | 'close'>;

const RUN = 'SELECT id, plan, deployment, targets, status, round, started_at, ended_at, verification, cause FROM runs';
const BINDING = 'SELECT deployment, node, body FROM bindings';
const STEP = 'SELECT step, node, op, type, place, status, attempts, identifier, seconds, error, gate, kept, retried, final_snapshot, alike FROM steps';

/** As its index has it: of text that is no JSON any more there is none. */
const identifierOf = "CASE WHEN json_valid(body) THEN json_extract(body, '$.identifier') END";

const changesNothing = ['create', 'update', 'replace', 'delete', 'adopt', 'run']
  .map((name) => `coalesce(json_extract(p.summary, '$.${name}'), 0) = 0`)
  .join(' AND ');

/** A plan that is for the books alone (`Plan.keeps`): until it is approved and its run begins nothing of it is kept. */
const keepsOtherwise = "(json_valid(b.bytes) AND json_extract(b.bytes, '$.keeps') IS NOT NULL)";

/** How a deployment is run: what of its draft the plans that were made before it was otherwise know nothing of. */
const runHow = "json_extract(d.draft, '$.gates') AS gates, json_extract(d.draft, '$.onFailure') AS failure, json_extract(d.draft, '$.exports') AS exports";

/** The reading half of the store. Everything here was written by `applyWrite`, from the same model types. */
export function storeReads(prepared: Prepared): Reads {
  const all = (sql: string, ...values: (string | number)[]): Row[] => prepared(sql).all(...values);
  const one = (sql: string, ...values: (string | number)[]): Row | undefined => prepared(sql).get(...values);
  const draftOf = (plan: string): Proposal | null => {
    const draft = one('SELECT draft FROM plan_drafts WHERE plan = ?', plan)?.['draft'];
    return draft === undefined ? null : parsed<Proposal>(draft);
  };
  const changes = approverChanges(prepared);

  return {
    async plan(id) {
      const row = one('SELECT bytes, state, why FROM plans JOIN plan_bytes ON plan = id WHERE id = ?', id);
      if (row === undefined) return null;
      const why = rejections(prepared).get(id);
      return { ...row, ...(why === undefined ? {} : { state: 'rejected', why }) } as unknown as PlanRecord;
    },
    async plans(limit) {
      const rejected = rejections(prepared);
      const lines = all('SELECT id, deployment, state, created_at, expires_at, summary FROM plans ORDER BY rowid DESC LIMIT ?', limit).map(planLineOf);
      return lines.map((line) => (rejected.has(line.id) ? { ...line, state: 'rejected' } : line));
    },
    async resolution(id) {
      const row = one('SELECT id, digest, kind, bytes FROM resolutions WHERE id = ?', id);
      return row === undefined ? null : ({ ...row } as unknown as ResolutionRecord);
    },
    async resolutionOf(digest) {
      const row = one('SELECT id, digest, kind, bytes FROM resolutions WHERE digest = ?', digest);
      return row === undefined ? null : ({ ...row } as unknown as ResolutionRecord);
    },
    async approvalOf(plan) {
      const row = one(
        'SELECT a.body FROM approvals a LEFT JOIN approval_uses u ON u.nonce = a.nonce WHERE a.plan = ? ORDER BY u.run IS NULL, a.id DESC LIMIT 1',
        plan,
      );
      return row === undefined ? null : parsed<Approval>(row['body']);
    },
    async approvalUsedBy(nonce) {
      return (one('SELECT run FROM approval_uses WHERE nonce = ?', nonce)?.['run'] as string | undefined) ?? null;
    },
    async runHead(id) {
      const row = one(`${RUN} WHERE id = ?`, id);
      return row === undefined ? null : runHeadOf(row);
    },
    async runs(limit) {
      return all(`${RUN} ORDER BY rowid DESC LIMIT ?`, limit).map(runHeadOf);
    },
    async liveRuns() {
      return all(`${RUN} WHERE ended_at IS NULL ORDER BY rowid`).map(runHeadOf);
    },
    async steps(run) {
      return all(`${STEP} WHERE run = ? ORDER BY position`, run).map(stepOf);
    },
    async askedSteps(run) {
      // Left to itself SQLite goes through all the steps of the run.
      return all(`${STEP} INDEXED BY steps_gate WHERE run = ? AND gate IS NOT NULL ORDER BY position`, run).map(stepOf);
    },
    async stepOf(run, step) {
      const row = one(`${STEP} WHERE run = ? AND step = ?`, run, step);
      return row === undefined ? null : stepOf(row);
    },
    async waiting(run, step) {
      return all(
        'SELECT s.step, s.waits FROM step_edges e JOIN steps s ON s.run = e.run AND s.step = e.step WHERE e.run = ? AND e.needs = ? ORDER BY s.position',
        run,
        step,
      ).map((row) => ({
        step: row['step'] as string,
        open: row['waits'] as number,
      }));
    },
    async readySteps(run) {
      return all("SELECT step FROM steps WHERE run = ? AND status = 'pending' AND waits = 0 ORDER BY position", run).map((row) => row['step'] as string);
    },
    async begun() {
      return timesBegun(prepared);
    },
    async openSteps(run) {
      return Number(one('SELECT open_steps FROM runs WHERE id = ?', run)?.['open_steps'] ?? 0);
    },
    async operation(run, step) {
      const row = one('SELECT attempt, token, sent_at, handle FROM operations WHERE run = ? AND step = ?', run, step);
      if (row === undefined) return null;
      const { attempt, token, sent_at, handle } = row;
      return { run, step, attempt, token, sentAt: sent_at, handle: handle === null ? null : parsed(handle) } as unknown as Operation;
    },
    async booksDigest(deployment) {
      return booksDigest(prepared, deployment);
    },
    async bindings(deployment) {
      return all(`${BINDING} WHERE deployment = ? ORDER BY node`, deployment).map(bindingOf);
    },
    async bindingOf(deployment, node) {
      const row = one(`${BINDING} WHERE deployment = ? AND node = ?`, deployment, node);
      return row === undefined ? null : bindingOf(row);
    },
    async bindingsTo(identifier) {
      return all(`${BINDING} WHERE ${identifierOf} = ? ORDER BY deployment, node`, identifier).map(bindingOf);
    },
    async lastAskedOfParameter(name, account, region) {
      // A step has the identifier of what it came to; `place` says the target before it (`RunStep.place`).
      const row = one(
        `SELECT s.node, d.draft FROM steps s JOIN runs r ON r.id = s.run LEFT JOIN plan_drafts d ON d.plan = r.plan
         WHERE s.type = 'AWS::SSM::Parameter' AND s.identifier = ? AND s.op IN ('create', 'update') AND s.place LIKE ? ORDER BY r.rowid DESC LIMIT 1`,
        name,
        `% ${account}/${region}`,
      );
      return typeof row?.['draft'] === 'string' ? { node: String(row['node']), draft: parsed<Proposal>(row['draft']) } : null;
    },
    async allBindings(except = '') {
      return all(`${BINDING} WHERE deployment <> ? ORDER BY deployment, node`, except).map(bindingOf);
    },
    async deployments() {
      return all('SELECT name, targets, intent FROM deployments ORDER BY name').map((row) => ({
        name: row['name'] as string,
        targets: parsed<Record<string, string>>(row['targets']),
        intent: row['intent'] as string,
      }));
    },
    async draft(deployment) {
      const row = one('SELECT draft FROM runs r LEFT JOIN plan_drafts d ON d.plan = r.plan WHERE r.deployment = ? ORDER BY r.rowid DESC LIMIT 1', deployment);
      if (row !== undefined) return row['draft'] === null ? null : parsed<Proposal>(row['draft']);
      const asItStands = one(
        `SELECT draft FROM plans p JOIN plan_drafts d ON d.plan = p.id JOIN plan_bytes b ON b.plan = p.id
         WHERE p.deployment = ? AND ${changesNothing} AND NOT ${keepsOtherwise} ORDER BY p.rowid DESC LIMIT 1`,
        deployment,
      );
      return asItStands === undefined ? null : parsed<Proposal>(asItStands['draft']);
    },
    async askedBefore(deployment) {
      const row = one('SELECT draft FROM runs r JOIN plan_drafts d ON d.plan = r.plan WHERE r.deployment = ? ORDER BY r.rowid DESC LIMIT 1', deployment);
      return row === undefined ? null : parsed<Proposal>(row['draft']);
    },
    async askedIn(plan) {
      return draftOf(plan);
    },
    async lastAsked(deployment) {
      return all(`${RUN} WHERE deployment = ? ORDER BY rowid DESC LIMIT 2`, deployment).map((row) => {
        const run = runHeadOf(row);
        return { run, draft: draftOf(run.plan) };
      });
    },
    async followed() {
      const rows = all(
        `SELECT r.deployment, json_extract(d.draft, '$.blueprint.name') AS name, json_extract(d.draft, '$.blueprint.version') AS version
         FROM runs r JOIN plan_drafts d ON d.plan = r.plan WHERE r.rowid IN (SELECT max(rowid) FROM runs GROUP BY deployment)`,
      );
      return new Map(
        rows.flatMap(({ deployment, name, version }) =>
          typeof name === 'string' && typeof version === 'string' ? [[deployment as string, { name, version }] as const] : [],
        ),
      );
    },
    async catalog() {
      return all('SELECT kind, name, version, status, visible_to, digest, owner, description, published_at, why FROM catalog ORDER BY name, rowid').map(
        ({ visible_to, published_at, ...line }) => ({ ...line, visibleTo: visible_to, publishedAt: published_at }) as unknown as CatalogLine,
      );
    },
    async catalogContent(digest) {
      const row = one('SELECT content FROM catalog_contents WHERE digest = ?', digest);
      return row === undefined ? null : parsed<PublishedContent>(row['content']);
    },
    async surveys() {
      return all('SELECT body FROM surveys ORDER BY place').map((row) => parsed<SurveyRecord>(row['body']));
    },
    async approverChanges() {
      return changes();
    },
    async source(digest) {
      const row = one('SELECT bundle FROM sources WHERE digest = ?', digest);
      if (row === undefined) return null;
      const bundle = parsed<SourceBundle>(row['bundle']);
      // What runs is what was signed: plans and published versions name a source by its content.
      return digestOf(bundle) === digest ? bundle : null;
    },
    async sentByAgent(digest) {
      return one('SELECT by_agent FROM sources WHERE digest = ?', digest)?.['by_agent'] === 1;
    },
    async answered(owner, key) {
      const row = one('SELECT owner, key, request, answer, at FROM answered WHERE owner = ? AND key = ?', owner, key);
      return row === undefined ? null : ({ ...row } as unknown as AnsweredRequest);
    },
    async durations(type, op) {
      return all('SELECT seconds FROM durations WHERE type = ? AND op = ? ORDER BY written DESC', type, op).map((row) => row['seconds'] as number);
    },
  };
}

function planLineOf(row: Row): PlanLine {
  return {
    id: row['id'] as string,
    deployment: row['deployment'] as string,
    state: row['state'] as PlanState,
    createdAt: row['created_at'] as string,
    expiresAt: row['expires_at'] as string,
    summary: parsed(row['summary']),
  };
}

function runHeadOf(row: Row): RunHead {
  const { id, plan, deployment, targets, status, round, started_at, ended_at, verification, cause } = row;
  return {
    id,
    plan,
    deployment,
    status,
    round,
    targets: parsed(targets),
    startedAt: started_at,
    endedAt: ended_at,
    verification: parsed(verification),
    ...(cause === null ? {} : { cause: parsed(cause) }),
  } as unknown as RunHead;
}

/** See `Store.begun`. */
export function timesBegun(prepared: Prepared): number {
  return Number(prepared('SELECT count(*) + coalesce(sum(round), 0) AS times FROM runs').get()?.['times'] ?? 0);
}

/** See `Store.booksDigest`. Texts are compared as they were written: nothing writes a binding that has not changed in another form. */
export function booksDigest(prepared: Prepared, deployment: string): string {
  const rows = prepared('SELECT node, body FROM bindings WHERE deployment = ? ORDER BY node').all(deployment);
  const last = prepared(`SELECT ${runHow} FROM runs r JOIN plan_drafts d ON d.plan = r.plan WHERE r.deployment = ? ORDER BY r.rowid DESC LIMIT 1`).get(
    deployment,
  );
  const { gates = null, failure = null, exports = null } = last ?? {};
  const how = (gates ?? '[]') === '[]' && (failure ?? 'continue') === 'continue' && exports === null ? '' : JSON.stringify([gates, failure, exports]);
  return sha256(rows.map(({ node, body }) => `${node}\n${body}\n`).join('') + how);
}

function stepOf(row: Row): RunStep {
  const { step, node, op, type, place, status, attempts, identifier, seconds, error, gate, kept, retried, final_snapshot, alike } = row;
  return {
    step,
    node,
    op,
    type,
    place,
    status,
    attempts,
    identifier,
    seconds,
    ...(error === null ? {} : { error: parsed(error) }),
    ...(gate === null ? {} : parsed<object>(gate)),
    ...(kept === null ? {} : { kept: parsed(kept) }),
    ...(retried === null ? {} : { retried: parsed(retried) }),
    ...(final_snapshot === null ? {} : { finalSnapshot: final_snapshot }),
    ...(alike === null ? {} : { alike: true }),
  } as unknown as RunStep;
}

/** Text that this store wrote as JSON; one that is none any more throws a SyntaxError, which `explained` tells as STORE_DAMAGED. */
function parsed<T>(text: SQLOutputValue | undefined): T {
  return JSON.parse(text as string) as T;
}

/** What of a binding nothing can do without: the rest is compared with what is live, and is only missed. */
function bindingOf(row: Row): Binding {
  const binding = parsed<Partial<Binding> | null>(row['body']);
  if (binding !== null && binding.node === row['node'] && binding.deployment === row['deployment'] && hasPlace(binding)) return binding as Binding;
  throw new SyntaxError(`the binding of ${row['node']} in ${row['deployment']} is not what was written`);
}

function hasPlace({ kind, at }: Partial<Binding>): boolean {
  return (kind === 'resource' || kind === 'unit') && typeof at?.target === 'string';
}
