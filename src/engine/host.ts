import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { Agreement, AgreementBody } from '../model/agreement.ts';
import type { Approval } from '../model/approval.ts';
import type { ApproverChange, ApproverOrder, KeyKind } from '../model/approvers.ts';
import type { Plan } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { EngineClient } from './engine.ts';

export interface UpOptions {
  /** Start the sandbox too, and make it the default target. */
  readonly sandbox: boolean;
  /** The engine's port; null takes the usual one, 0 any free one. */
  readonly port: number | null;
  /** How many times faster than real the sandbox's operations are, infinity included; null leaves it as it is. */
  readonly speed: number | null;
}

export interface SandboxAddress {
  readonly endpoint: string;
  /** Those it has from the start. */
  readonly accounts: readonly string[];
  /** Which simulated AWS it is: the same while its state file lives, whatever process serves it and on whatever port. */
  readonly instance: string;
  /** How many times faster than AWS it works now; not there where it does not say. */
  readonly speed?: number | 'infinity';
}

export interface EngineAddress {
  readonly url: string;
  readonly pid: number;
  /** The data folder. */
  readonly home: string;
  readonly sandbox: SandboxAddress | null;
  /** What it found amiss when it started; absent where there was nothing. */
  readonly warnings?: readonly Diagnostic[];
}

export interface SandboxOptions {
  /** Null takes the one it had last if that is free, else, as 0 does, any free one. */
  readonly port: number | null;
  /** The file that keeps the sandbox's resources across its restarts; null takes the usual one. */
  readonly state: string | null;
  readonly speed: number | null;
  /** 12-digit ids: it has these and no others. Empty: the usual ones, and every other from its first use. */
  readonly accounts: readonly string[];
}

/** A process that the data folder names as its sandbox and that did not prove to be it: nothing was sent to it. */
export interface LeftAlone {
  readonly pid: number;
  readonly why: string;
}

export interface Stopped {
  /** The engine that was stopped; null when none ran. */
  readonly pid: number | null;
  /** The sandbox that was stopped; null when none ran. */
  readonly sandbox: number | null;
  readonly purged: boolean;
  readonly left: LeftAlone | null;
}

/** One thing that `doctor` looks at: what it is, whether it is in order, what was found, and what to do about it. */
export interface Check {
  readonly check: string;
  /** Null where it could not be looked at: `detail` says why. */
  readonly ok: boolean | null;
  readonly detail: string;
  readonly fix?: string;
}

/** Schemas of resource types that were stored in the data folder: how many, and what was wrong with the others. */
export interface StoredTypes {
  readonly count: number;
  readonly problems: readonly Diagnostic[];
}

/** The same, and which target was asked. A simulated one made its schemas from what Asbuilt knew. */
export interface DescribedTypes extends StoredTypes {
  readonly target: string;
  readonly simulated: boolean;
}

/** An artifact that was made of a source: what was found in it, where the file is, and what a person has to know of it, each at its place in the source. */
export interface ImportedArtifact {
  readonly artifact: {
    readonly name: string;
    readonly version: string;
    readonly engine: JsonObject;
    /** JSON Schemas of objects. */
    readonly inputs: JsonObject;
    readonly outputs: JsonObject;
  };
  readonly path: string;
  readonly notes: readonly { readonly at: string; readonly message: string }[];
}

export interface ClientOrder {
  /** The client's name, as in kiro. */
  readonly client: string;
  /** The user's own file instead of the project's. */
  readonly user: boolean;
  readonly readOnly: boolean;
  readonly remove: boolean;
  readonly dryRun: boolean;
}

/** A client's file before and after; null stands for no file, and both are equal where nothing had to be changed. */
export interface ClientChange {
  readonly title: string;
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * This machine, as the command line needs it: the local engine's processes and data folder. Expected failures are ENGINE_START_FAILED,
 * ENGINE_NOT_RUNNING, PORT_TAKEN, HOME_NOT_WRITABLE, HOME_LOCKED and DISK_FULL.
 */
export interface LocalHost {
  /** The data folder. */
  readonly home: string;
  /** Starts the engine in the background and resolves once it answers. When it already runs, its address is the answer. */
  up(options: UpOptions): Promise<Result<EngineAddress>>;
  /** Is the engine, in this process: calls `ready` once it answers, and resolves when it has stopped after `signal` aborted. */
  serve(options: UpOptions, ready: (address: EngineAddress) => void, signal: AbortSignal): Promise<Result<null>>;
  /** Stops the engine and its sandbox. `purge` deletes the data folder's content too. HOME_LOCKED, and no more is done, while somebody still has the folder. */
  down(options: { readonly purge: boolean }): Promise<Result<Stopped>>;
  doctor(): Promise<readonly Check[]>;
  /** Is the sandbox, in this process, under the same rules as `serve`. */
  sandbox(options: SandboxOptions, ready: (address: SandboxAddress) => void, signal: AbortSignal): Promise<Result<null>>;
  /** A client of the running engine; ENGINE_NOT_RUNNING where the data folder names none. It need not have been spoken to yet. */
  connect(): Promise<Result<EngineClient>>;
  /** Is an AI agent's MCP server, on this process's stdin and stdout, until its input ends: with all tools, or those that only read. */
  serveMcp(options: { readonly readOnly: boolean }, signal: AbortSignal): Promise<void>;
  /** Puts our MCP server among those of an AI agent's client, or takes it out. USAGE, INPUT_INVALID or HOME_NOT_WRITABLE. */
  connectClient(order: ClientOrder): Promise<Result<ClientChange>>;
  /** Stores the CloudFormation schemas of a file or folder. A running engine sees them within a second, as it does described ones. */
  importTypes(path: string): Promise<StoredTypes>;
  /** Stores the schemas that a target's account has of these types; null is the default target. TARGETS_INVALID, TARGET_UNKNOWN or what `Cloud.identify` says. */
  describeTypes(types: readonly string[], target: string | null): Promise<Result<DescribedTypes>>;
  /** What is known of a type; TYPE_UNKNOWN with the nearest names. */
  showType(name: string): Promise<Result<ResourceType>>;
  /** Describes a source as an artifact, in a file beside it; the source itself stays as it is. */
  importArtifact(path: string): Promise<Result<ImportedArtifact>>;
}

/** Which difference of which run is agreed to. */
export type DifferenceAbout = Pick<AgreementBody, 'run' | 'step' | 'plan' | 'digest' | 'answer' | 'consents'>;

/** A person's key on this machine, under the name by which it is on the list. The engine never holds it; what it signs is handed in. */
export interface Approver {
  readonly name: string;
  /**
   * Signs the digest of a plan that the person was shown and said yes to, and with it where the engine's audit log ends. The caller has checked the digest
   * against the plan. `consents` are the nodes whose loss the person said yes to by name.
   */
  sign(plan: Plan, auditHead: Approval['auditHead'], consents: readonly string[]): Promise<Result<Approval>>;
  /** Signs what a step of a run would change now, which the person was shown; the caller has checked its digest. */
  signDifference(about: DifferenceAbout, auditHead: Approval['auditHead']): Promise<Result<Agreement>>;
  /** Signs a change of the list of approvers as it is now. */
  signChange(order: ApproverOrder): Promise<Result<ApproverChange>>;
}

/** Asks the person for a passphrase. TERMINAL_NEEDED where there is no terminal of a person's. */
export type AskPassphrase = () => Promise<Result<string>>;

export interface OwnKey {
  readonly kind: KeyKind;
  readonly publicKey: string;
}

/** A person's own keys in the data folder. */
export interface LocalKeys {
  /** Those that are there, on the list or not, and the name under which they would be put there. KEY_UNUSABLE. */
  own(): Promise<Result<{ readonly name: string; readonly keys: readonly OwnKey[] }>>;
  /**
   * The key that counts for this kind of target: the one for simulated targets where that is enough and it is on the list, else the one for real ones, for which the passphrase is asked.
   * KEY_MISSING where that one is not made or not on the list, PASSPHRASE_REFUSED, KEY_UNUSABLE, TRUST_INVALID, TRUST_UNSIGNED.
   */
  approver(needs: KeyKind, passphrase: AskPassphrase): Promise<Result<Approver>>;
  /** Makes the key for real targets under a passphrase. KEY_UNUSABLE where there is one. */
  makeReal(passphrase: string): Promise<Result<OwnKey>>;
  /** Signs a list of a former version as it stands, with the key that it names. TRUST_INVALID where that is none of this person's. */
  signFormer(): Promise<Result<ApproverChange>>;
}

/** Secrets of the data folder, for a person's command line and nobody else: no value is ever answered. */
export interface SecretFiles {
  /** Puts one away, or another value in its place. SECRET_UNUSABLE where it could not be used; HOME_NOT_WRITABLE, HOME_UNSAFE or DISK_FULL. */
  set(name: string, text: string): Promise<Result<{ readonly replaced: boolean }>>;
  /** By name; `problem` says why one cannot be used. */
  list(): Promise<Result<readonly { readonly name: string; readonly problem: Diagnostic | null }[]>>;
  /** SECRET_UNKNOWN where there is none. */
  remove(name: string): Promise<Result<null>>;
}

/** Where the audit log ended when this person approved a plan, as the approval signs it. */
export interface SignedHead {
  readonly plan: string;
  readonly at: string;
  readonly auditHead: Approval['auditHead'];
}
