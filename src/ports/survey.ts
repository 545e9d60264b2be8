import type { JsonObject } from '../kernel/json.ts';
import type { Creation } from '../model/creation.ts';
import type { Coverage } from '../model/plan.ts';
import type { Place } from '../model/target.ts';

/** What our tags say of the thing that carries them. `node` and `type` are null where the tag does not have the form that Asbuilt writes. */
export interface OwnTags {
  readonly deployment: string;
  readonly node: string | null;
  readonly type: string | null;
  readonly blueprint: string;
}

/** A live resource that was read at a place. */
export interface Sighting {
  readonly type: string;
  readonly place: Place;
  readonly identifier: string;
  readonly properties: JsonObject;
  /** As read now; null where it could not be. */
  readonly creation: Creation | null;
}

/** One that carries our tags, whether rightly or as a copy of them. */
export interface Carrier extends Sighting {
  readonly tags: OwnTags;
}

/** One without tags that belongs to a carrier by what it refers to. */
export interface Dependent extends Sighting {
  /** Whom it refers to, and through which property: what identifies it first. */
  readonly under: readonly { readonly carrier: Carrier; readonly property: string }[];
}

export interface Survey {
  readonly carriers: readonly Carrier[];
  /** What the provider's index of tags names and no read came to. */
  readonly unexplained: readonly { readonly arn: string; readonly tags: OwnTags }[];
  readonly read: Coverage['read'];
  readonly unread: Coverage['unread'];
}

export interface Dependents {
  readonly found: readonly Dependent[];
  readonly unread: Coverage['unread'];
}
