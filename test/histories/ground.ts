import { namedTarget } from '../../src/app/load-targets.ts';
import type { NamedTarget, Target } from '../../src/model/target.ts';
import { Front } from './front.ts';
import type { Random } from './random.ts';
import type { TargetBoard } from './target-board.ts';

export const region = 'us-east-1';

/** A sandbox that runs for all histories. */
export interface SandboxThere {
  readonly endpoint: string;
  readonly instance: string;
}

export interface GroundOptions {
  readonly index: number;
  /** As the home's own sandbox, or as an address with a profile that has credentials. */
  readonly kind: 'sandbox' | 'url';
  readonly two: boolean;
  readonly board: TargetBoard;
  readonly sandbox: SandboxThere;
  /** Another sandbox, with the same accounts and nothing in them. */
  readonly other: SandboxThere;
}

/** The accounts of a history: its own, so that nothing of it can be mistaken for another's. */
export function accountsOf(index: number): { readonly main: string; readonly second: string } {
  return { main: String(100_000_000_000 + index), second: String(200_000_000_000 + index) };
}

/** What a target is called on the board. */
export function targetName(index: number, alias: string): string {
  return `${alias}-${index}`;
}

/** What moves the ground under a deployment. `bars` says whether a run may not begin, or must pause, until it is put back. */
export interface Move {
  readonly words: string;
  readonly bars: boolean;
}

/** The targets of one history, at an address that only it uses: they move, are redefined, and are put back. */
export class Ground {
  readonly #options: GroundOptions;
  #front: Front;
  #moved = false;

  private constructor(options: GroundOptions, front: Front) {
    this.#options = options;
    this.#front = front;
    this.#write();
  }

  static async open(options: GroundOptions): Promise<Ground> {
    return new Ground(options, await Front.open(options.sandbox.endpoint));
  }

  /** Alias → name. */
  get named(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.aliases.map((alias) => [alias, targetName(this.#options.index, alias)]));
  }

  get aliases(): readonly ('main' | 'second')[] {
    return this.#options.two ? ['main', 'second'] : ['main'];
  }

  accountAt(alias: string): string {
    const { main, second } = accountsOf(this.#options.index);
    return alias === 'second' ? second : main;
  }

  /** One of the moves that leave every target what it was. */
  async shift(random: Random): Promise<string> {
    const { kind, index } = this.#options;
    if (kind === 'url') {
      this.#write({ profile: `${index}-again` });
      this.#moved = true;
      return 'another profile with the same identity';
    }
    const before = this.#front;
    this.#front = await Front.open(this.#options.sandbox.endpoint);
    this.#write();
    if (random.chance(0.7)) await before.close();
    // An address that goes on answering for a while is no worse.
    else setTimeout(() => void before.close(), 300).unref();
    return 'the sandbox moves to another port';
  }

  /** One of the moves after which a target is not what was approved. */
  async change(random: Random): Promise<string> {
    const { kind, index, other } = this.#options;
    this.#moved = true;
    const way = random.weighted({ role: 1, external: 1, dialect: 1, dialects: 1, executor: 1, regions: 1, gone: 1, instead: 4 });
    switch (way) {
      case 'role':
        this.#write({ role: `arn:aws:iam::${this.accountAt('main')}:role/other` });
        return 'a target gains a role';
      case 'external':
        this.#write({ external_id: 'other' });
        return 'a target gains an external id';
      case 'dialect':
        this.#write({ dialect: 'native' });
        return 'a target has another dialect';
      case 'dialects':
        this.#write({ dialects: { 'AWS::SQS::Queue': 'native' } });
        return 'a target has another dialect for a type';
      case 'executor':
        this.#write({ executor: 'cli' });
        return 'a target has another executor';
      case 'regions':
        this.#write({ regions: [region, 'eu-west-1'] });
        return 'a target gains a region';
      case 'gone':
        this.#options.board.remove(targetName(index, 'main'));
        return 'a target is gone';
      case 'instead':
        if (kind === 'url') {
          const identity = random.chance(0.5);
          this.#write(identity ? { profile: `${index}-other` } : { endpoint: `http://localhost:${this.#front.port}` });
          return identity ? 'a profile gives another identity' : '127.0.0.1 is called localhost';
        }
        // The engine hears that its sandbox is another one before that one answers at the address.
        this.#write({}, other.instance);
        await new Promise((resolve) => setTimeout(resolve, 150));
        this.#front.turnTo(other.endpoint);
        return 'another sandbox answers at the address';
      default:
        return way satisfies never;
    }
  }

  /** Everything is as it was, or rather where that is now. */
  putBack(): void {
    if (!this.#moved) return;
    this.#moved = false;
    this.#front.turnTo(this.#options.sandbox.endpoint);
    this.#write();
  }

  async close(): Promise<void> {
    for (const alias of this.aliases) this.#options.board.remove(targetName(this.#options.index, alias));
    await this.#front.close();
  }

  #write(changed: Partial<Target> = {}, instance = this.#options.sandbox.instance): void {
    const { board } = this.#options;
    board.set(...this.aliases.map((alias) => this.#target(alias, changed, instance)));
  }

  #target(alias: string, changed: Partial<Target>, instance: string): NamedTarget {
    const { index, kind } = this.#options;
    const base: Target = {
      cloud: 'aws',
      account: this.accountAt(alias),
      region,
      endpoint: `http://127.0.0.1:${this.#front.port}`,
      dialect: 'cloudcontrol',
      executor: 'sdk',
      simulated: kind === 'sandbox',
      ...(kind === 'sandbox' ? {} : { profile: profileOf(index, alias) }),
    };
    // What is changed is the main target's; the other one stays what it was, but for where it is.
    const named = namedTarget(targetName(index, alias), alias === 'main' ? { ...base, ...changed } : base);
    // A sandbox is reached wherever it is known to be; here each history knows it at an address of its own, and so by a name of its own.
    return kind === 'sandbox' ? { ...named, instance: `${instance}-${index}` } : named;
  }
}

export function profileOf(index: number, alias: string): string {
  return alias === 'main' ? String(index) : `${index}-second`;
}
