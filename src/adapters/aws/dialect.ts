import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import type { NamedTarget, Place } from '../../model/target.ts';
import type { Mutation, Read, ResourceRef, Submission } from '../../ports/cloud.ts';
import type { ScriptMutation, StepScript } from '../../ports/script.ts';
import type { Send } from './send.ts';

export type Listed = readonly { readonly identifier: string; readonly properties: JsonObject | null }[];

/** How long to wait, and what is known about how long it takes. */
export interface Patience {
  readonly waitMilliseconds: number;
  readonly expectedSeconds: number;
  /** Simulated operations may be a thousand times as fast as real ones. */
  readonly simulated: boolean;
}

/** One way to turn what the engine wants of a resource into calls. */
/** What may be there already of a creation. */
export interface Earlier {
  /** This very attempt may have been sent before. */
  readonly sent: boolean;
  /** What that sending made may lack the tags that were asked for. */
  readonly untagged: boolean;
  /** What an earlier attempt is known to have left, see `Cloud.submit`. */
  readonly left?: string;
}

export interface Dialect {
  /** See `Cloud.read`. */
  read(send: Send, ref: ResourceRef, matters?: ReadonlySet<string>): Promise<Result<Read>>;
  list(send: Send, type: string, place: Place, parent: JsonObject | undefined): Promise<Result<Listed>>;
  /** Pure; see `Cloud.mayDouble`. */
  mayDouble(type: string): boolean;
  /** Pure. */
  calls(mutation: Mutation): readonly AwsCall[];
  /** Pure; see `Cloud.cannot`. */
  cannot(mutation: Mutation): Diagnostic | null;
  /** Pure; see `Cloud.restsOn`. */
  restsOn(type: string, properties: readonly string[]): readonly string[];
  /** Pure. */
  script(target: NamedTarget, mutation: ScriptMutation): StepScript;
  submit(send: Send, mutation: Mutation, earlier: Earlier): Promise<Submission>;
  /** Without `send` for what is left to be sent it only looks. */
  settle(look: Send, send: Send | null, handle: JsonObject, patience: Patience): Promise<Submission>;
}
