import { z } from 'zod';
import { jsonObject } from '../../src/model/json-schema.ts';
import type { FaultRule } from '../../src/sandbox/control/faults.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

const listing = z.object({ resources: z.array(z.object({ type: z.string(), region: z.string(), identifier: z.string(), properties: jsonObject })) });
const requests = z.object({ requests: z.array(z.object({ clientToken: z.string().nullable() })) });
const added = z.object({ id: z.number() });

/** The sandbox's control endpoint, for one of its accounts: what is really there, and how to break things. */
export class SandboxControl {
  readonly #endpoint: string;
  readonly #account: string;

  constructor(endpoint: string, account: string) {
    this.#endpoint = endpoint;
    this.#account = account;
  }

  async snapshot(): Promise<Snapshot> {
    const { resources } = listing.parse(await this.#send('GET', `resources?account=${this.#account}`));
    return snapshotOf(resources);
  }

  /** The client tokens of all mutations that this account's callers had accepted. */
  async tokens(): Promise<string[]> {
    const { requests: all } = requests.parse(await this.#send('GET', `requests?account=${this.#account}`));
    return all.flatMap((request) => (request.clientToken === null ? [] : [request.clientToken]));
  }

  /** Injects a fault into this account's calls; gives its id. */
  async inject(rule: Omit<Partial<FaultRule>, 'effect'> & Pick<FaultRule, 'effect'>): Promise<number> {
    return added.parse(await this.#send('POST', 'faults', { ...rule, match: { ...rule.match, account: this.#account } })).id;
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
