/** What a use case does: looks, makes a plan, decides over one (which only a person may), or sends an approved one on its way or stops it. */
export type Effect = 'read' | 'plan' | 'decide' | 'run';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: `/v1/${string}`;
  /** What a caller must be allowed to do. */
  readonly effect: Effect;
  /** What it does, in one clause. */
  readonly summary: string;
}

/**
 * Where each use case is found over HTTP, what it does and what a caller must be allowed for it. Apart from the schemas, so that a client (the command line above all) can call the engine
 * without loading them. A `:name` in a path is the request's field of that name; the rest of a request is the query of a GET and
 * the JSON body of a POST.
 */
export const routes = {
  ask: { method: 'POST', path: '/v1/ask', effect: 'plan', summary: 'turn an intent into a plan' },
  answer: { method: 'POST', path: '/v1/questions/:id/answer', effect: 'plan', summary: 'answer what an intent left open, and so turn it into a plan' },
  destroy: { method: 'POST', path: '/v1/destroy', effect: 'plan', summary: 'plan the removal of a deployment' },
  plans: { method: 'GET', path: '/v1/plans', effect: 'read', summary: 'list plans, the newest first' },
  plan: { method: 'GET', path: '/v1/plans/:id', effect: 'read', summary: 'show a plan and what became of it' },
  approve: { method: 'POST', path: '/v1/plans/:id/approve', effect: 'decide', summary: 'hand in a person’s signed approval of a plan' },
  reject: { method: 'POST', path: '/v1/plans/:id/reject', effect: 'decide', summary: 'reject a plan, so that it can no longer be applied' },
  apply: { method: 'POST', path: '/v1/plans/:id/apply', effect: 'run', summary: 'run an approved plan' },
  runs: { method: 'GET', path: '/v1/runs', effect: 'read', summary: 'list runs, the newest first' },
  run: { method: 'GET', path: '/v1/runs/:id', effect: 'read', summary: 'show a run’s report' },
  cancel: { method: 'POST', path: '/v1/runs/:id/cancel', effect: 'run', summary: 'stop a run: steps that have begun end, no other begins' },
  resume: { method: 'POST', path: '/v1/runs/:id/resume', effect: 'run', summary: 'continue a run that did not finish' },
  approveDifference: {
    method: 'POST',
    path: '/v1/runs/:id/approve',
    effect: 'decide',
    summary: 'hand in a person’s signed approval of what a step of a run would change now',
  },
  refuseDifference: { method: 'POST', path: '/v1/runs/:id/refuse', effect: 'decide', summary: 'refuse what a step of a run would change now, so that it ends' },
  openGate: { method: 'POST', path: '/v1/runs/:id/open', effect: 'decide', summary: 'let a run pass a gate that waits for a person' },
  show: { method: 'GET', path: '/v1/deployments/:deployment', effect: 'read', summary: 'read a deployment’s resources afresh and show them' },
  deployments: { method: 'GET', path: '/v1/deployments', effect: 'read', summary: 'list deployments' },
  publish: { method: 'POST', path: '/v1/catalog', effect: 'decide', summary: 'publish versions of artifacts and blueprints' },
  catalog: { method: 'GET', path: '/v1/catalog', effect: 'read', summary: 'list the artifacts and blueprints of the catalog' },
  catalogVersion: { method: 'GET', path: '/v1/catalog/:name', effect: 'read', summary: 'show a version of an artifact or blueprint' },
  catalogDiff: { method: 'GET', path: '/v1/catalog/:name/diff', effect: 'read', summary: 'compare two versions of an artifact or blueprint' },
  markVersion: { method: 'POST', path: '/v1/catalog/:name/mark', effect: 'decide', summary: 'deprecate or withdraw a version of the catalog' },
  planBlueprint: { method: 'POST', path: '/v1/catalog/:name/plan', effect: 'plan', summary: 'turn a blueprint and its inputs into a plan' },
  targets: { method: 'GET', path: '/v1/targets', effect: 'read', summary: 'list the targets that plans can be made for' },
  recover: { method: 'POST', path: '/v1/deployments/recover', effect: 'decide', summary: 'rebuild lost records of deployments from the tags of what is live' },
  approvers: { method: 'GET', path: '/v1/approvers', effect: 'read', summary: 'list who may approve' },
  changeApprovers: { method: 'POST', path: '/v1/approvers', effect: 'decide', summary: 'hand in a signed change of who may approve' },
  audit: { method: 'GET', path: '/v1/audit', effect: 'read', summary: 'list the audit log from an entry on' },
  verifyAudit: { method: 'GET', path: '/v1/audit/verify', effect: 'read', summary: 'check that no entry of the audit log was changed, removed or reordered' },
  compareAudit: { method: 'POST', path: '/v1/audit/compare', effect: 'read', summary: 'look for entries of the audit log that were noted elsewhere' },
  knowledge: { method: 'GET', path: '/v1/knowledge', effect: 'read', summary: 'list the entries of the knowledge base, and what is wrong with files of it' },
  searchKnowledge: {
    method: 'GET',
    path: '/v1/knowledge/search',
    effect: 'read',
    summary: 'search the knowledge base and what is documented of resource types',
  },
  showKnowledge: { method: 'GET', path: '/v1/knowledge/entries/:entry', effect: 'read', summary: 'show an entry of the knowledge base as it is written' },
  addKnowledge: { method: 'POST', path: '/v1/knowledge', effect: 'decide', summary: 'add entries to the team’s knowledge base' },
  reviewKnowledge: {
    method: 'POST',
    path: '/v1/knowledge/entries/:entry/review',
    effect: 'decide',
    summary: 'note that an entry of the knowledge base was looked at, and is right',
  },
  health: { method: 'GET', path: '/v1/health', effect: 'read', summary: 'say how the engine is' },
} as const satisfies Record<string, Route>;

/** The stream of events, one JSON value a line; `?run=` narrows it to one run, `?after=` gives what happened since that sequence first. Its effect is `read`. */
export const eventsPath = '/v1/events';

/** The largest request body the engine accepts, in bytes. */
export const requestLimit = 1024 * 1024;
