import { canonicalJson } from '../../kernel/json.ts';
import type { Plan } from '../../model/plan.ts';
import type { RunHead, Write } from '../../ports/store.ts';
import type { AuditLog } from './audit-log.ts';
import type { Outbox } from './outbox.ts';
import type { Prepared } from './prepared-statements.ts';
import { writeStep } from './step-writes.ts';

/** How many durations of a type and operation are kept. */
const HISTORY = 50;

/** Puts one write into the tables, inside a transaction that the caller holds. Every case touches rows by key only. */
export function applyWrite(prepared: Prepared, audit: AuditLog, outbox: Outbox, write: Write): void {
  switch (write.kind) {
    case 'plan':
      writePlan(prepared, write.plan, write.bytes);
      return;
    case 'draft':
      prepared('INSERT INTO plan_drafts (plan, draft) VALUES (?, ?) ON CONFLICT (plan) DO NOTHING').run(write.plan, JSON.stringify(write.draft));
      return;
    case 'resolution':
      prepared(
        'INSERT INTO resolutions (digest, id, kind, bytes) VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET id = excluded.id, kind = excluded.kind, bytes = excluded.bytes',
      ).run(write.record.digest, write.record.id, write.record.kind, write.record.bytes);
      return;
    case 'plan-state':
      prepared("UPDATE plans SET state = ?, why = ? WHERE id = ? AND state NOT IN ('rejected', 'applied')").run(write.state, write.why ?? null, write.plan);
      return;
    case 'approval':
      prepared('INSERT INTO approvals (plan, nonce, body) VALUES (?, ?, ?) ON CONFLICT (body) DO NOTHING').run(
        write.approval.plan,
        write.approval.nonce,
        canonicalJson(write.approval),
      );
      return;
    case 'run':
      writeRun(prepared, write.head);
      return;
    case 'run-status':
      prepared(
        'UPDATE runs SET status = ?, ended_at = ?, cause = coalesce(?, cause), verification = coalesce(?, verification) WHERE id = ? AND ended_at IS NULL',
      ).run(
        write.status,
        write.endedAt,
        write.cause === undefined ? null : JSON.stringify(write.cause),
        write.verification === undefined ? null : JSON.stringify(write.verification),
        write.run,
      );
      return;
    case 'step':
      writeStep(prepared, write.run, write.step, write.after);
      return;
    case 'step-status':
      // From one open status to another: what counts them stays as it is.
      prepared("UPDATE steps SET status = ? WHERE run = ? AND step = ? AND status IN ('pending', 'running')").run(write.status, write.run, write.step);
      return;
    case 'operation':
      prepared(
        `INSERT INTO operations (run, step, attempt, token, sent_at, handle) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (run, step) DO UPDATE SET attempt = excluded.attempt, token = excluded.token, sent_at = excluded.sent_at, handle = excluded.handle`,
      ).run(
        write.operation.run,
        write.operation.step,
        write.operation.attempt,
        write.operation.token,
        write.operation.sentAt,
        write.operation.handle === null ? null : JSON.stringify(write.operation.handle),
      );
      return;
    case 'operation-over':
      prepared('DELETE FROM operations WHERE run = ? AND step = ?').run(write.run, write.step);
      return;
    case 'binding':
      prepared('INSERT INTO bindings (deployment, node, body) VALUES (?, ?, ?) ON CONFLICT (deployment, node) DO UPDATE SET body = excluded.body').run(
        write.binding.deployment,
        write.binding.node,
        JSON.stringify(write.binding),
      );
      return;
    case 'survey':
      prepared('INSERT INTO surveys (place, body) VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET body = excluded.body').run(
        write.survey.key,
        JSON.stringify(write.survey),
      );
      return;
    case 'unbind':
      prepared('DELETE FROM bindings WHERE deployment = ? AND node = ?').run(write.deployment, write.node);
      return;
    case 'deployment':
      prepared(
        'INSERT INTO deployments (name, targets, intent) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET targets = excluded.targets, intent = excluded.intent',
      ).run(write.name, JSON.stringify(write.targets), write.intent);
      return;
    case 'event':
      outbox.write(write.event);
      return;
    case 'source':
      prepared(
        `INSERT INTO sources (digest, bundle, by_agent) VALUES (?, ?, ?)
         ON CONFLICT (digest) DO UPDATE SET bundle = excluded.bundle, by_agent = max(by_agent, excluded.by_agent)
         WHERE bundle <> excluded.bundle OR by_agent < excluded.by_agent`,
      ).run(write.digest, JSON.stringify(write.bundle), write.byAgent === true ? 1 : 0);
      return;
    case 'answered':
      writeAnswered(prepared, write);
      return;
    case 'catalog':
      writeVersion(prepared, write);
      return;
    case 'duration':
      writeDuration(prepared, write.type, write.op, write.seconds);
      return;
    case 'audit':
      audit.append(write.event);
      return;
    default:
      write satisfies never;
  }
}

/** The same plan may be stored twice; another plan under a taken id is a defect of the caller. */
function writePlan(prepared: Prepared, plan: Plan, bytes: string): void {
  const there = prepared('SELECT bytes FROM plan_bytes WHERE plan = ?').get(plan.id);
  if (there !== undefined) {
    if (there['bytes'] !== bytes) throw new Error(`plan ${plan.id} is stored with other content`);
    return;
  }
  prepared("INSERT INTO plans (id, deployment, state, created_at, expires_at, summary) VALUES (?, ?, 'open', ?, ?, ?)").run(
    plan.id,
    plan.deployment,
    plan.createdAt,
    plan.expiresAt,
    JSON.stringify(plan.summary),
  );
  prepared('INSERT INTO plan_bytes (plan, bytes) VALUES (?, ?)').run(plan.id, bytes);
}

function writeRun(prepared: Prepared, head: RunHead): void {
  prepared(
    'INSERT INTO runs (id, plan, deployment, targets, status, round, started_at, ended_at, verification, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(
    head.id,
    head.plan,
    head.deployment,
    JSON.stringify(head.targets),
    head.status,
    head.round,
    head.startedAt,
    head.endedAt,
    JSON.stringify(head.verification),
    head.cause === undefined ? null : JSON.stringify(head.cause),
  );
}

function writeVersion(prepared: Prepared, { line, content }: Write & { readonly kind: 'catalog' }): void {
  const { name, version, kind, digest, status, visibleTo, owner, description, publishedAt, why } = line;
  prepared(
    `INSERT INTO catalog (name, version, kind, digest, status, visible_to, owner, description, published_at, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name, version) DO UPDATE SET status = excluded.status, visible_to = excluded.visible_to, why = excluded.why WHERE digest = excluded.digest`,
  ).run(name, version, kind, digest, status, visibleTo, owner, description, publishedAt, why);
  prepared('INSERT INTO catalog_contents (digest, content) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET content = excluded.content').run(
    digest,
    canonicalJson(content),
  );
}

function writeAnswered(prepared: Prepared, { answered, forget, keep }: Write & { readonly kind: 'answered' }): void {
  const { owner, key, request, answer, at } = answered;
  prepared('INSERT OR REPLACE INTO answered (owner, key, request, answer, at) VALUES (?, ?, ?, ?, ?)').run(owner, key, request, answer, at);
  prepared('DELETE FROM answered WHERE at < ?').run(forget);
  prepared('DELETE FROM answered WHERE owner = ? AND rowid NOT IN (SELECT rowid FROM answered WHERE owner = ? ORDER BY at DESC, rowid DESC LIMIT ?)').run(
    owner,
    owner,
    keep,
  );
}

function writeDuration(prepared: Prepared, type: string, op: string, seconds: number): void {
  const row = prepared(
    'INSERT INTO duration_heads (type, op, written) VALUES (?, ?, 1) ON CONFLICT (type, op) DO UPDATE SET written = written + 1 RETURNING written',
  ).get(type, op);
  const written = Number(row?.['written']);
  prepared('INSERT OR REPLACE INTO durations (type, op, slot, written, seconds) VALUES (?, ?, ?, ?, ?)').run(type, op, written % HISTORY, written, seconds);
}
