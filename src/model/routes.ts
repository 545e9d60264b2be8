/**
 * Where each use case is found over HTTP. Apart from the schemas, so that a client (the command line above all) can call the engine
 * without loading them. A `:name` in a path is the request's field of that name; the rest of a request is the query of a GET and
 * the JSON body of a POST.
 */
export const routes = {
  ask: { method: 'POST', path: '/v1/ask' },
  destroy: { method: 'POST', path: '/v1/destroy' },
  plans: { method: 'GET', path: '/v1/plans' },
  plan: { method: 'GET', path: '/v1/plans/:id' },
  approve: { method: 'POST', path: '/v1/plans/:id/approve' },
  reject: { method: 'POST', path: '/v1/plans/:id/reject' },
  apply: { method: 'POST', path: '/v1/plans/:id/apply' },
  runs: { method: 'GET', path: '/v1/runs' },
  run: { method: 'GET', path: '/v1/runs/:id' },
  cancel: { method: 'POST', path: '/v1/runs/:id/cancel' },
  resume: { method: 'POST', path: '/v1/runs/:id/resume' },
  show: { method: 'GET', path: '/v1/deployments/:deployment' },
  deployments: { method: 'GET', path: '/v1/deployments' },
  audit: { method: 'GET', path: '/v1/audit' },
  verifyAudit: { method: 'GET', path: '/v1/audit/verify' },
  health: { method: 'GET', path: '/v1/health' },
} as const satisfies Record<string, { readonly method: 'GET' | 'POST'; readonly path: `/v1/${string}` }>;

/** The stream of events, one JSON value a line; `?run=` narrows it to one run. */
export const eventsPath = '/v1/events';

/** The largest request body the engine accepts, in bytes. */
export const requestLimit = 1024 * 1024;
