import type { Json } from '../../../kernel/json.ts';

/**
 * How one resource type is spoken to through its service's own calls. Data, not code: one engine reads all of them.
 *
 * Paths are member names joined by dots, numbers for array items, `*` for all items in one list, the empty path for the whole. In templates a text that begins
 * with `$` is filled in, and a member whose text cannot be filled is left out:
 * - `$.Name` a property or attribute of the resource (`$.Endpoint.Address` for a nested one);
 * - `$region`, `$elsewhere` (the region, but nothing in us-east-1), `$account`, `$token` (the idempotency token), `$tag.NAME` (the value of a tag that is asked for);
 * - `$item`, `$item.Member`, `$items`, `$key`, `$keys` in calls that add, remove or look up members of a list;
 * - `$name`, `$value` in calls that set one property;
 * - `$~text` a text with `{Name}` and the like in it, as in `derived`; `$$x` is the text `$x`.
 */
export interface NativeType {
  /** `AWS::SQS::Queue` */
  readonly type: string;
  /** The service as the AWS CLI names it. */
  readonly service: string;
  /** Names whose values, joined by `|`, are the primary identifier: those of the CloudFormation type. */
  readonly identifier: readonly string[];
  /** Absent when a `put` facet alone brings the resource into being (a bucket policy). */
  readonly create?: Create;
  /** Some endpoints forget the tags of the create call, and one without tags may be what a create of ours left behind. */
  readonly tagsMayBeDropped?: true;
  readonly read: Reading;
  readonly list?: Listing;
  /** How to find one that a lost reply left behind, where the identifier is the service's to choose. */
  readonly search?: Listing & { /** It searches by ownership tags, and would find everything without them. */ readonly byTags?: true };
  readonly facets: readonly Facet[];
  /**
   * Properties and attributes that follow from others: texts, or lists of one, with `{Name}`, `{region}`, `{account}`,
   * `{partition}`; `{Name!}` has everything but letters and digits replaced by dashes and may be absent.
   */
  readonly derived?: Readonly<Record<string, string | readonly [string]>>;
  /** Identifier part → regular expression whose named groups are further properties. */
  readonly parts?: Readonly<Record<string, string>>;
  readonly delete: readonly CallSpec[];
  /** The delete call says itself when there is no such resource, and needs nothing but the identifier: nothing is read before it. */
  readonly deleteTells?: true;
  /** A resource that is not usable as soon as it exists, and one that is gone only some time after it was deleted. */
  readonly ready?: Waiting;
  readonly gone?: Waiting;
  /** Takes time to vanish after the delete call was accepted. */
  readonly vanishes?: true;
}

export interface CallSpec {
  readonly operation: string;
  /** The type's service unless given. */
  readonly service?: string;
  readonly input?: Json;
}

export interface Create extends CallSpec {
  /**
   * A value that the service makes up first: `call` with the members below the property `from`, its answer at `out` sent at `in`. Left out where
   * `from` is not asked for.
   */
  readonly generated?: { readonly from: string; readonly call: CallSpec; readonly out: string; readonly in: string };
  /** Where in the answer the new resource is described, as a read would describe it. */
  readonly at?: string;
  /** Identifier parts that are named otherwise in the answer than in a read. */
  readonly identity?: Readonly<Record<string, string>>;
}

export interface Reading extends CallSpec {
  /** Where the description is in the answer; nothing there means there is no such resource. */
  readonly at?: string;
  /** What is at `at` is a document as text, and the list is at this path in it. */
  readonly inDocument?: string;
  /** For a list at `at`: the members of the one item that is meant. */
  readonly where?: Readonly<Record<string, Json>>;
  /** For a list at `at`: items with these members do not count. */
  readonly unless?: Readonly<Record<string, Json>>;
  /** Errors that mean "nothing set" besides those that say that something was not found. */
  readonly absent?: readonly string[];
  /** Errors that say that the resource is there and that nothing of what is read is set. */
  readonly unset?: readonly string[];
  /** For a list at `at`: the newest of its items by this member do not count, so many of them. */
  readonly without?: { readonly newest: number; readonly by: string };
  /** For a list at `at`: what to read for each item; the answers take the items' places. */
  readonly each?: CallSpec & { readonly at?: string };
  /** Member of the answer → member of the next input, where there may be more pages; the lists at `at` are joined. */
  readonly page?: readonly [from: string, to: string];
  /** Not for calls whose answer to one has pages; where an answer to several has, what its first page does not tell is asked for alone. */
  readonly together?: Together;
}

/** A call that asks for one thing and can ask for several, which others of its kind then share. */
export interface Together {
  /** The list in the input that names the one that is meant; with `whole` a text, without which the call tells of all there are. */
  readonly asked: string;
  readonly whole?: true;
  /** The list in the answer, and the path in an item of what it was asked for by. */
  readonly answered: string;
  readonly by: string;
}

export interface Listing extends CallSpec {
  readonly items: string;
  /** What is at `items` is a document as text, and the list is at this path in it. */
  readonly inDocument?: string;
  /** Only items with these members, and none with those. */
  readonly where?: Readonly<Record<string, Json>>;
  readonly unless?: Readonly<Record<string, Json>>;
  /** Items are ARNs, and their last part is the identifier part. */
  readonly lastOfArn?: true;
  /** Identifier part → path in an item; the empty path where the item is the identifier itself. */
  readonly identity: Readonly<Record<string, string>>;
  readonly page?: readonly [from: string, to: string];
}

export interface Waiting {
  readonly path: string;
  /** `*` is any value at all. */
  readonly values: readonly string[];
  /** Values that will never become one of `values`. */
  readonly failed?: readonly string[];
}

/** Properties that are read and written together. */
export interface Facet {
  readonly properties: Mapping;
  /** A call of its own; else the properties are in the main description. */
  readonly read?: Reading;
  /** Carried by the create call. Without `write`, no other call can set it, and a change is a replacement. */
  readonly create?: true;
  readonly write?: Write;
  /** What a fresh resource holds without being asked to. */
  readonly initial?: Readonly<Record<string, Json>>;
  /** Must be emptied before the resource can be deleted. */
  readonly clearFirst?: true;
  /** Emptied before an update writes this property, of which the service keeps only so many. */
  readonly roomFor?: string;
  /** Read only to clear it; not a property of the type. */
  readonly internal?: true;
  /** Can be changed only once the resource is ready. */
  readonly whenReady?: true;
}

/** Property → where it is in inputs and outputs. A dotted key is a nested property. */
export type Mapping = Readonly<Record<string, string | Spot>>;

export interface Spot {
  /** Path in the input; absent when it is never sent. */
  readonly in?: string;
  /** Path in the output; absent when it is never told. */
  readonly out?: string;
  /** How the value's form differs at the service. */
  readonly as?: Form;
  /** The same for what is read alone, where the service tells it otherwise than it takes it. */
  readonly told?: Form;
  /** What is sent where nothing is asked for: the call wants some value. */
  readonly unasked?: Json;
  /** It is told and cannot be given again: no call that sets the whole facet is made while it is there. */
  readonly bars?: true;
}

export type Form =
  /** A number, or a boolean, that the service spells out. */
  | 'number-text'
  | 'boolean-text'
  /** A document that the service takes as text. */
  | 'json-text'
  /** Member names begin with a small letter at the service, at every depth. */
  | 'camel'
  /** A list of Key and Value that is an object at the service, and the other way round. */
  | 'tags-as-map'
  | 'map-as-tags'
  /** Rules of a security group, one by one here, grouped at the service. */
  | 'ingress-rules'
  | 'egress-rules'
  /** A single value that is a list of one at the service, and the other way round. */
  | 'list-of-one'
  | 'first-of-list'
  /** The last part of a path or ARN is told. */
  | 'last-of-arn'
  /** A number at the service, spelt out here. */
  | 'text-number'
  /** An IPv4 network, which the service keeps without the host bits that it is given. */
  | 'network'
  /** The one name inside a policy's principal is told. */
  | 'principal'
  /** Tags that are given when something is created: the list becomes that of a resource type. */
  | { readonly tagSpecification: string }
  /** Tag specifications of one resource type here, its tags at the service. */
  | { readonly tagsOf: string }
  /** At these dotted paths, through all items of lists, it is told what no call takes. */
  | { readonly without: readonly string[] }
  /** A list of texts that is a list of objects with this one member. */
  | { readonly pluck: string }
  /** Other member names at the service, at every depth. */
  | { readonly keys: Readonly<Record<string, string>> }
  /** Word at the service → word here. */
  | { readonly words: Readonly<Record<string, Json>> }
  /** Each item, or the object, by a mapping of its own. */
  | { readonly each: Mapping }
  | { readonly object: Mapping };

/** `mapping` is how the call takes the properties, where that differs from how the create call does. */
export type Write =
  /** One call that sets the whole facet, and takes away what it is not told; `remove` when nothing of it is asked for any more. */
  | { readonly kind: 'put'; readonly call: CallSpec; readonly remove?: CallSpec; readonly mapping?: Mapping }
  /** One call with the properties that changed, each with all its parts; what is dropped goes back to `reset`. */
  | { readonly kind: 'changed'; readonly call: CallSpec; readonly reset?: Readonly<Record<string, Json>>; readonly mapping?: Mapping }
  /** One call for each property that changed. */
  | { readonly kind: 'single'; readonly call: CallSpec; readonly reset?: Readonly<Record<string, Json>> }
  /** A boolean, the facet's first property, with a call for each of its values; the call for on is repeated when another property changes. */
  | { readonly kind: 'switch'; readonly on: CallSpec; readonly off: CallSpec }
  /** A list whose items come and go one by one, or in batches; equal `key` with another content is one call of `add`. */
  | { readonly kind: 'members'; readonly key?: string; readonly add: CallSpec; readonly remove: CallSpec; readonly batch?: true; readonly mapping?: Mapping };
