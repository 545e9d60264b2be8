import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { SourceBundle } from '../model/source-bundle.ts';

/** One start of a program over a source. */
export interface Job {
  /** Names its work folder. A token is started once, whatever happens. */
  readonly token: string;
  readonly source: SourceBundle;
  /** Programs run one after the other, as arguments without a shell, in a copy of the source; the first that fails is the last. Each gets `given` as JSON on its standard input: through a pipe, with its own name as the first member, where it is `told` that; else as a file without a name, which it may open more than once. */
  readonly phases: readonly { readonly name: string; readonly argv: readonly string[]; readonly told: boolean }[];
  /** What it finds in its environment beside what every job does: credentials that were minted for it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of this machine that its programs are in: it reads them, where it is kept from others. */
  readonly reads: readonly string[];
  /** Whether its programs have the network, where they can be kept from it. */
  readonly network: boolean;
  /** What the machine holds each of its programs to, also where no engine is there any more to end it. */
  readonly limits: JobLimits;
  /** What is kept of what it was given: names of secrets and no values. */
  readonly input: JsonObject;
  /** The same with its secrets. It is on no disk, in no argument and in no environment: the job has it through a pipe. */
  readonly given: JsonObject;
  /** The names of those secrets: of nothing else can there be one in what it writes. */
  readonly secrets: readonly string[];
}

export interface JobLimits {
  /** Seconds that all of it may take, on the clock; afterwards its process group is killed, and it is `lost`. Of processor time each of its processes may take as many. */
  readonly seconds: number;
  /** Bytes of memory that each process may write to. */
  readonly memory: number;
  /** Bytes of the largest file that it may write, its output among them. */
  readonly file: number;
  /** How many processes there may be of it, where it is kept from other processes. Those of the superuser are held to that only by `together`. */
  readonly processes: number;
  /**
   * Bytes of memory that all of its processes may have at once, shared memory among it, and that each of them may map; then it has few open files, too. Who takes more, all together, or has more processes, is ended
   * when it is looked at, and has failed. Null for as much as the others allow.
   */
  readonly together: number | null;
  /** Bytes that each of the folders that it may write to takes, all of them in memory; its source is not among them then. Null where it writes into its copy of the source, and as much as there is room for. Of a program that is kept from other files alone. */
  readonly scratch: number | null;
}

/** Where a job stands. `ended` names the phase that failed, if one did; `output` is what the last phase wrote, at most a megabyte; `errors` the end of its standard error. */
export type JobState =
  | { readonly kind: 'unknown-token' }
  /** For how long by now. */
  | { readonly kind: 'running'; readonly milliseconds: number }
  | { readonly kind: 'ended'; readonly code: number; readonly phase: string; readonly output: string; readonly errors: string }
  /** It was started, its process is gone, and it left no result. */
  | { readonly kind: 'lost' };

/** Programs on this machine that outlive the engine. */
export interface Processes {
  /** Makes the work folder and starts the job; a job of the token that has begun is left as it is, one that could not begin begins anew. HOME_NOT_WRITABLE, DISK_FULL or ENGINE_MISSING otherwise. */
  start(job: Job): Promise<Result<null>>;
  look(token: string): Promise<JobState>;
  /** The input of a job that has begun; null where none has. */
  input(token: string): Promise<JsonObject | null>;
  /** Ends the job's processes, all of them; afterwards it is `lost` or `ended`. */
  stop(token: string): Promise<void>;
  /** Takes away the work folder of a job, unless it runs. */
  forget(token: string): Promise<void>;
}
