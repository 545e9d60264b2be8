import type { JsonObject } from '../kernel/json.ts';
import type { Effect } from './routes.ts';

/**
 * Who calls, through which door, which agent, and what they may. The door that takes a call makes one from the credential that came with it, and from
 * nothing else: neither the environment nor anything that a caller can choose to send says who the caller is.
 */
export interface Caller {
  /** Who answers for the call, as the audit log names them. */
  readonly principal: string;
  readonly via: 'cli' | 'http' | 'mcp' | 'web';
  /** The AI agent that calls for the principal; null where a person does. */
  readonly agent: string | null;
  readonly may: ReadonlySet<Effect>;
}

/** A caller as the audit log keeps it beside what was done. */
export function callerRecord({ principal, via, agent }: Caller): JsonObject {
  return { principal, via, agent };
}
