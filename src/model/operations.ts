import { z } from 'zod';
import { approval } from './approval.ts';
import { auditEntry } from './audit.ts';
import { intent } from './intent.ts';
import { plan } from './plan.ts';
import { evidence } from './proposal.ts';
import { run, runStatus } from './run.ts';
import { deploymentName, instant } from './names.ts';

/**
 * The engine's use cases as the outside meets them: one table that the HTTP surface serves and the remote client calls.
 * Answers are `{ok: true, value}` or `{ok: false, problems}`; over HTTP a failure has a 4xx or 5xx status and the same body.
 */
const empty = z.object({}).strict();

/** `plan` is null when nothing was understood well enough to plan; then the answer is a failure instead. */
const asked = z.object({
  interpretation: z.object({ deployment: deploymentName, target: z.string(), region: z.string(), evidence: z.array(evidence) }),
  plan,
});

const planLine = z.object({
  id: z.string(),
  deployment: z.string(),
  state: z.enum(['open', 'approved', 'rejected', 'applied']),
  createdAt: instant,
  expiresAt: instant,
  summary: plan.shape.summary,
});

const runLine = z.object({ id: z.string(), plan: z.string(), deployment: z.string(), status: runStatus, startedAt: instant, endedAt: instant.nullable() });

export const operations = {
  ask: { method: 'POST', path: '/v1/ask', request: z.object({ intent, target: z.string().optional() }).strict(), response: asked },
  destroy: { method: 'POST', path: '/v1/destroy', request: z.object({ deployment: deploymentName }).strict(), response: plan },
  plans: { method: 'GET', path: '/v1/plans', request: empty, response: z.object({ plans: z.array(planLine) }) },
  plan: { method: 'GET', path: '/v1/plans/:id', request: z.object({ id: z.string() }).strict(), response: z.object({ plan, state: planLine.shape.state, why: z.string().nullable() }) },
  /** Hands in an approval that was signed elsewhere: the engine only checks it. */
  approve: { method: 'POST', path: '/v1/plans/:id/approve', request: z.object({ id: z.string(), approval }).strict(), response: z.object({ plan: z.string(), approver: z.string(), expiresAt: instant }) },
  reject: { method: 'POST', path: '/v1/plans/:id/reject', request: z.object({ id: z.string(), why: z.string().min(1) }).strict(), response: z.object({ plan: z.string() }) },
  apply: { method: 'POST', path: '/v1/plans/:id/apply', request: z.object({ id: z.string() }).strict(), response: z.object({ run: z.string() }) },
  runs: { method: 'GET', path: '/v1/runs', request: empty, response: z.object({ runs: z.array(runLine) }) },
  run: { method: 'GET', path: '/v1/runs/:id', request: z.object({ id: z.string() }).strict(), response: run },
  cancel: { method: 'POST', path: '/v1/runs/:id/cancel', request: z.object({ id: z.string() }).strict(), response: z.object({ run: z.string(), status: runStatus }) },
  resume: { method: 'POST', path: '/v1/runs/:id/resume', request: z.object({ id: z.string() }).strict(), response: z.object({ run: z.string() }) },
  /** A fresh read of everything a deployment consists of. */
  show: {
    method: 'GET',
    path: '/v1/deployments/:deployment',
    request: z.object({ deployment: deploymentName }).strict(),
    response: z.object({
      deployment: deploymentName,
      target: z.string(),
      simulated: z.boolean(),
      resources: z.array(z.object({ node: z.string(), type: z.string(), account: z.string(), region: z.string(), identifier: z.string(), live: z.boolean(), properties: z.json().nullable() })),
    }),
  },
  deployments: { method: 'GET', path: '/v1/deployments', request: empty, response: z.object({ deployments: z.array(z.object({ name: z.string(), target: z.string(), intent: z.string() })) }) },
  audit: { method: 'GET', path: '/v1/audit', request: z.object({ from: z.coerce.number().int().min(1).default(1) }).strict(), response: z.object({ entries: z.array(auditEntry) }) },
  verifyAudit: { method: 'GET', path: '/v1/audit/verify', request: empty, response: z.object({ entries: z.number().int(), head: z.string() }) },
  health: {
    method: 'GET',
    path: '/v1/health',
    request: empty,
    response: z.object({ version: z.string(), home: z.string(), pid: z.number().int(), uptimeSeconds: z.number(), restate: z.boolean(), sandbox: z.object({ endpoint: z.string(), accounts: z.array(z.string()) }).nullable(), targets: z.array(z.string()) }),
  },
} as const;

export type OperationName = keyof typeof operations;
export type Request<N extends OperationName> = z.input<(typeof operations)[N]['request']>;
export type Response<N extends OperationName> = z.output<(typeof operations)[N]['response']>;
