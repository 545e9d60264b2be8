import type { Caller } from '../model/caller.ts';

/**
 * Who may call a local engine, by the kind of credential: the command line as the user who started the engine; the approval page, where that user looks
 * and decides; and the user's AI agent, which plans, and runs what a person approved. No agent decides.
 */
export function localCallers(user: string) {
  return {
    cli: { principal: user, via: 'cli', agent: null, may: new Set(['read', 'plan', 'decide', 'run']) },
    web: { principal: user, via: 'web', agent: null, may: new Set(['read', 'decide']) },
    agent: { principal: `agent of ${user}`, via: 'http', agent: 'agent', may: new Set(['read', 'plan', 'run']) },
  } as const satisfies Readonly<Record<string, Caller>>;
}
