import type { DatabaseSync } from 'node:sqlite';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { restored } from './sqlite-problem.ts';

/**
 * The tables, as the list of steps that lead to them: step n takes version n to n + 1. A step that was released is never changed.
 *
 * - `plan_bytes` is apart from `plans`, so that a change of state does not rewrite megabytes.
 * - `steps.waits` counts the steps a step waits for that are not done, and `runs.open_steps` the steps that have not ended; both move in the
 *   transaction that moves a step, so that nobody ever has to walk through a run to know what comes next.
 * - `durations` is a ring of the last 50 per type and operation; `duration_heads.written` says where it stands.
 * - `events` are told to those who listen once the commit that holds them is on disk.
 * - `audit.body` is the canonical JSON whose SHA-256 is `hash`; `audit_head` has one row, signed; `audit_strays` keeps rows that nobody vouches for.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE plans (
    id TEXT PRIMARY KEY, deployment TEXT NOT NULL, state TEXT NOT NULL, why TEXT,
    created_at TEXT NOT NULL, expires_at TEXT NOT NULL, summary TEXT NOT NULL
  ) STRICT;
  CREATE TABLE plan_bytes (plan TEXT PRIMARY KEY, bytes TEXT NOT NULL) STRICT;
  CREATE TABLE approvals (id INTEGER PRIMARY KEY, plan TEXT NOT NULL, nonce TEXT NOT NULL, body TEXT NOT NULL UNIQUE) STRICT;
  CREATE INDEX approvals_plan ON approvals (plan);
  CREATE TABLE approval_uses (nonce TEXT PRIMARY KEY, run TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, plan TEXT NOT NULL, deployment TEXT NOT NULL, status TEXT NOT NULL, round INTEGER NOT NULL,
    started_at TEXT NOT NULL, ended_at TEXT, verification TEXT NOT NULL, cause TEXT,
    step_count INTEGER NOT NULL DEFAULT 0, open_steps INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX runs_live ON runs (deployment) WHERE ended_at IS NULL;
  CREATE TABLE steps (
    run TEXT NOT NULL, step TEXT NOT NULL, position INTEGER NOT NULL, node TEXT NOT NULL, op TEXT NOT NULL, type TEXT NOT NULL,
    status TEXT NOT NULL, attempts INTEGER NOT NULL, identifier TEXT, seconds REAL, error TEXT, waits INTEGER NOT NULL,
    PRIMARY KEY (run, step)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE step_edges (run TEXT NOT NULL, needs TEXT NOT NULL, step TEXT NOT NULL, PRIMARY KEY (run, needs, step)) STRICT, WITHOUT ROWID;
  CREATE TABLE operations (
    run TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL, token TEXT NOT NULL, sent_at INTEGER NOT NULL, handle TEXT,
    PRIMARY KEY (run, step)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE bindings (deployment TEXT NOT NULL, node TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (deployment, node)) STRICT, WITHOUT ROWID;
  CREATE TABLE deployments (name TEXT PRIMARY KEY, target TEXT NOT NULL, intent TEXT NOT NULL) STRICT;
  CREATE TABLE duration_heads (type TEXT NOT NULL, op TEXT NOT NULL, written INTEGER NOT NULL, PRIMARY KEY (type, op)) STRICT, WITHOUT ROWID;
  CREATE TABLE durations (
    type TEXT NOT NULL, op TEXT NOT NULL, slot INTEGER NOT NULL, written INTEGER NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (type, op, slot)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE audit (seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE audit_head (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
  CREATE TABLE audit_strays (seq INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, found_at TEXT NOT NULL) STRICT;
  `,
  // Contracts, second edition. Bindings of the first say too little to be trusted: what they named is found again by its tags.
  `
  ALTER TABLE runs ADD COLUMN targets TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE steps ADD COLUMN place TEXT NOT NULL DEFAULT '';
  ALTER TABLE deployments RENAME COLUMN target TO targets;
  UPDATE deployments SET targets = json_object(targets, targets);
  DELETE FROM bindings;
  CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX events_run ON events (run, seq);
  CREATE TABLE resolutions (digest TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, bytes TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE sources (digest TEXT PRIMARY KEY, bundle TEXT NOT NULL) STRICT;
  `,
  // Gates: what is asked of a person, and who has opened it, as JSON.
  `
  ALTER TABLE steps ADD COLUMN gate TEXT;
  `,
  // What a plan asks of its whole deployment: a change by a sentence is laid over that of the last run.
  `
  CREATE TABLE plan_drafts (plan TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT;
  CREATE INDEX runs_deployment ON runs (deployment);
  `,
  // What is known of places beyond the books; and rejections, which are found in the audit log whatever the table of plans says.
  `
  CREATE TABLE surveys (place TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX audit_rejections ON audit (seq) WHERE instr(body, '"kind":"plan.rejected"') > 0;
  `,
  // What a caller's repeated request is answered with.
  `
  CREATE TABLE answered (owner TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (owner, key)) STRICT;
  CREATE INDEX answered_at ON answered (at);
  `,
  // Changes of the list of approvers, which are asked for before every mutation.
  `
  CREATE INDEX audit_approvers ON audit (seq) WHERE instr(body, '"kind":"approvers.changed"') > 0;
  `,
  // What came back otherwise than it was asked for, as JSON.
  `
  ALTER TABLE steps ADD COLUMN kept TEXT;
  `,
  // Why it was tried once more, as JSON.
  `
  ALTER TABLE steps ADD COLUMN retried TEXT;
  `,
  // The catalog. What is published under a version is never written again; only who sees it and whether it may still be used.
  `
  CREATE TABLE catalog (
    name TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL, status TEXT NOT NULL, visible_to TEXT NOT NULL,
    owner TEXT NOT NULL, description TEXT NOT NULL, published_at TEXT NOT NULL, why TEXT, PRIMARY KEY (name, version)
  ) STRICT;
  CREATE TABLE catalog_contents (digest TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
  `,
  // What a person decides in a run, which a list of runs asks of each that is under way.
  `
  CREATE INDEX steps_gate ON steps (run) WHERE gate IS NOT NULL;
  `,
  // What stays of what a step deletes.
  `
  ALTER TABLE steps ADD COLUMN final_snapshot TEXT;
  `,
  // By what it names, a binding is found without a walk through the books; see `bindingsTo`.
  `
  CREATE INDEX bindings_identifier ON bindings (CASE WHEN json_valid(body) THEN json_extract(body, '$.identifier') END);
  `,
  // That what a step is said to have made was found, and is only like it.
  `
  ALTER TABLE steps ADD COLUMN alike INTEGER;
  `,
  // Whether an AI agent has sent a source: of one that only people have, no agent is told anything. Of those from before nobody knows it.
  `
  ALTER TABLE sources ADD COLUMN by_agent INTEGER NOT NULL DEFAULT 0;
  `,
  // Who wrote a parameter that templates read by its name is found by the steps that did, whatever the books still name; see `lastAskedOfParameter`.
  `
  CREATE INDEX steps_parameters ON steps (identifier) WHERE type = 'AWS::SSM::Parameter';
  `,
];

const tables = steps.flatMap((step) => [...step.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name ?? ''));

/**
 * Brings the tables to this program's version, all steps in one transaction. STORE_NEWER when a later program has written here, STORE_DAMAGED where it is not said
 * who has: nothing is touched then.
 */
export function migrateStore(database: DatabaseSync, path: string): Result<{ readonly fresh: boolean }> {
  const version = storedVersion(database);
  if (version === null) {
    return fail(damaged(path, 'holds tables and does not say of which format they are', 'the row of schema_version is missing, or is no version'));
  }
  if (version > steps.length) {
    return fail(
      problem(
        'STORE_NEWER',
        `${path} has format ${version}; this version of Asbuilt knows up to ${steps.length}`,
        'start the newer version of Asbuilt that wrote it, or set ASBUILT_HOME to another folder',
        { at: path },
      ),
    );
  }
  if (version < steps.length) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec('CREATE TABLE IF NOT EXISTS schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT');
      for (const step of steps.slice(version)) database.exec(step);
      database.prepare('INSERT INTO schema_version (id, version) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version').run(steps.length);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  const there = tablesOf(database);
  const missing = tables.filter((name) => !there.has(name));
  if (missing.length > 0) return fail(damaged(path, 'lacks some of its tables', `missing: ${missing.join(', ')}`));
  return ok({ fresh: version === 0 });
}

/** 0 for an empty file; null where there are tables and no version of them. */
function storedVersion(database: DatabaseSync): number | null {
  const there = tablesOf(database);
  if (there.size === 0) return 0;
  if (!there.has('schema_version')) return null;
  const version = database.prepare('SELECT version FROM schema_version WHERE id = 1').get()?.['version'];
  return typeof version === 'number' && version > 0 ? version : null;
}

function tablesOf(database: DatabaseSync): ReadonlySet<unknown> {
  return new Set(
    database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => name),
  );
}

function damaged(path: string, what: string, cause: string) {
  return problem('STORE_DAMAGED', `${path} ${what}`, restored(path), { at: path, cause });
}
