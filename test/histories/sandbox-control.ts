import { z } from 'zod';
import { jsonObject } from '../../src/model/json-schema.ts';
import type { FaultRule } from '../../src/sandbox/control/faults.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

const status = z.object({ instance: z.string() });
const listing = z.object({
  resources: z.array(z.object({ type: z.string(), account: z.string(), region: z.string(), identifier: z.string(), properties: jsonObject })),
});
const requests = z.object({ requests: z.array(z.object({ clientToken: z.string().nullable() })) });
const added = z.object({ id: z.number() });

/** The sandbox's control endpoint, for some of its accounts: what is really there, and how to break things. */
export class SandboxControl {
  readonly #endpoint: string;
  readonly #accounts: readonly string[];

  constructor(endpoint: string, accounts: readonly string[]) {
    this.#endpoint = endpoint;
    this.#accounts = accounts;
  }

  async instance(): Promise<string> {
    return status.parse(await this.#send('GET', 'status')).instance;
  }

  async snapshot(): Promise<Snapshot> {
    const listed = await Promise.all(this.#accounts.map(async (account) => listing.parse(await this.#send('GET', `resources?account=${account}`)).resources));
    return snapshotOf(listed.flat());
  }

  /** The client tokens of all mutations that these accounts' callers had accepted. */
  async tokens(): Promise<string[]> {
    const all = await Promise.all(this.#accounts.map(async (account) => requests.parse(await this.#send('GET', `requests?account=${account}`)).requests));
    return all.flat().flatMap((request) => (request.clientToken === null ? [] : [request.clientToken]));
  }

  /** Injects a fault into each account's calls; gives the ids. */
  async inject(rule: Omit<Partial<FaultRule>, 'effect'> & Pick<FaultRule, 'effect'>): Promise<number[]> {
    const replies = await Promise.all(this.#accounts.map((account) => this.#send('POST', 'faults', { ...rule, match: { ...rule.match, account } })));
    return replies.map((reply) => added.parse(reply).id);
  }

  async clear(fault: number): Promise<void> {
    await this.#send('DELETE', `faults/${fault}`);
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await fetch(`${this.#endpoint}/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} /_sandbox/${path}: ${reply.status} ${text}`);
    return JSON.parse(text);
  }
}
