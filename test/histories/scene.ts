import { canonicalJson } from '../../src/kernel/json.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { Ends } from './ends.ts';
import type { EngineHandle } from './engine-handle.ts';
import type { Ground } from './ground.ts';
import { HistoryFailure, wordsOf } from './history-failure.ts';
import type { Outside } from './outside.ts';
import { Random } from './random.ts';
import type { SandboxControl } from './sandbox-control.ts';
import type { Snapshot } from './snapshot.ts';

/** Where a history plays: accounts and an address that are its own while it lasts. */
export interface Stage {
  readonly handle: EngineHandle;
  readonly ground: Ground;
  readonly sandbox: SandboxControl;
  readonly outside: Outside;
  /** The address that units tell that they ran. */
  readonly effects: string;
  readonly ends: Ends;
}

/** One history's stage, with what was told so far and what belongs to somebody else. */
export class Scene {
  readonly stage: Stage;
  readonly random: Random;
  readonly story: string[] = [];
  /** What was made from outside and belongs to nobody here, by key, as it was then. */
  readonly #foreign = new Map<string, string>();
  readonly #seed: number;

  constructor(seed: number, stage: Stage) {
    this.#seed = seed;
    this.stage = stage;
    this.random = new Random(seed);
  }

  tell(line: string): void {
    this.story.push(line);
  }

  must(problems: readonly string[]): void {
    if (problems.length > 0) throw new HistoryFailure(this.#seed, this.story, problems);
  }

  valueOf<T>(result: Result<T>, what: string): T {
    if (result.ok) return result.value;
    const problems = result.problems.map((one) => `${what}: ${wordsOf(one)}`);
    throw new HistoryFailure(this.#seed, this.story, problems);
  }

  refused(result: Result<unknown>, codes: readonly string[], what: string): void {
    const code = result.ok ? 'nothing' : result.problems[0]?.code;
    if (code === undefined || !codes.includes(code)) this.must([`${what} was answered with ${code}, not ${codes.join(' or ')}`]);
  }

  /** The same for what an intent comes to: a refusal is an answer there. */
  unplanned(asked: Result<{ readonly kind: string; readonly problems?: readonly { readonly code: string }[] }>, codes: readonly string[], what: string): void {
    const code = asked.ok ? (asked.value.problems?.[0]?.code ?? asked.value.kind) : asked.problems[0]?.code;
    if (code === undefined || !codes.includes(code)) this.must([`${what} was answered with ${code}, not ${codes.join(' or ')}`]);
  }

  /** What is really there. What is somebody else's must be what it was, byte for byte. */
  async truth(): Promise<Snapshot> {
    const truth = await this.stage.sandbox.snapshot();
    this.must(
      [...this.#foreign].flatMap(([key, was]) => {
        const live = truth.get(key);
        if (live === undefined) return [`${key}, which is somebody else's, is gone`];
        const is = canonicalJson(live.properties);
        return is === was ? [] : [`${key}, which is somebody else's, was ${was} and is ${is}`];
      }),
    );
    return truth;
  }

  async claim(key: string): Promise<void> {
    const live = (await this.stage.sandbox.snapshot()).get(key);
    if (live !== undefined) this.#foreign.set(key, canonicalJson(live.properties));
  }

  /** It is to be ours, with everybody's consent. */
  release(key: string): void {
    this.#foreign.delete(key);
  }

  isForeign(key: string): boolean {
    return this.#foreign.has(key);
  }

  /** Somebody else deletes what is theirs. */
  async clear(key: string): Promise<void> {
    this.#foreign.delete(key);
    await this.stage.outside.remove(key, await this.stage.sandbox.snapshot());
  }

  async clearAll(): Promise<void> {
    for (const key of [...this.#foreign.keys()]) await this.clear(key);
  }
}
