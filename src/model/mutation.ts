import type { JsonObject } from '../kernel/json.ts';
import type { PatchOp } from './plan.ts';
import type { Place } from './target.ts';

/** One mutation of one resource, with every value resolved. */
export type Mutation =
  | { readonly op: 'create'; readonly type: string; readonly place: Place; readonly properties: JsonObject }
  | {
      readonly op: 'update';
      readonly type: string;
      readonly place: Place;
      readonly identifier: string;
      readonly patch: readonly PatchOp[];
      readonly desired: JsonObject;
      /** What the update starts from, as far as it is known: the live values that are compared, and the write-only ones that do not change. */
      readonly live: JsonObject;
    }
  | {
      readonly op: 'delete';
      readonly type: string;
      readonly place: Place;
      readonly identifier: string;
      /** What is live, as far as it is known: what has to be emptied first is among it. */
      readonly live: JsonObject;
    };
