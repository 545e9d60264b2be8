import type { Json } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { SecretPart } from '../model/secret.ts';
import type { NamedTarget } from '../model/target.ts';

/** What a secret is called, and where: those of a target are read in the region of the node that names them. */
export interface SecretsPlace {
  readonly target: NamedTarget;
  readonly region: string;
}

/** Secrets that were looked at, by name. */
export interface SecretsSeen {
  /** The keyed digest of the text that the parts come to; null where a part exists only later, or could not be read. */
  digest(parts: readonly SecretPart[]): string | null;
  /** Secrets that could not be read, and why. They may be there. */
  readonly unread: readonly { readonly name: string; readonly reason: string }[];
}

/** What the engine may know of secrets: that they are there, and whether two values are the same. No value passes through here. */
export interface SecretDigests {
  /** Keyed with a random key of this data folder. Of equal texts it is the same. */
  keyed(text: string): string;
  /**
   * Looks at secrets by name. SECRET_UNKNOWN or SECRET_UNUSABLE where one is certainly not there, or cannot be used. `byAgent`: for a plan that an AI agent asks for. It may have chosen the value of one that stands in a
   * target, so that what is live is not hidden from anybody for being that.
   */
  look(names: readonly string[], place: SecretsPlace, byAgent?: boolean): Promise<Result<SecretsSeen>>;
}

/** The values themselves: for what encodes a call or starts a unit, after the permit, and for nobody else. */
export interface SecretValues extends SecretDigests {
  /**
   * A value with every secret text in it as the text that it stands for. SECRET_UNKNOWN, SECRET_UNUSABLE or SECRET_UNREAD where one cannot be had, SECRET_CHANGED where the text is another than that
   * whose digest stands beside it, SECRET_UNREAD for what is hidden.
   */
  reveal(value: Json, place: SecretsPlace): Promise<Result<Json>>;
  /** What a provider answered, with `{"$hidden": digest}` in the place of every text that is or holds a secret which this process has seen. */
  hide<T extends Json>(value: T): T;
  /**
   * A text with `blotted` in the place of the secrets that this process has revealed, however they are spelled in it; `of`: of those of these names, also where they were only looked at. One of another name that went
   * nowhere can be in no text, and who chose its value could otherwise try what else is one, or have it cut out of what others write.
   */
  without(text: string, of?: readonly string[]): string;
}
