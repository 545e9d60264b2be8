import { setTimeout as sleep } from 'node:timers/promises';
import { CloudControlClient, CreateResourceCommand, GetResourceRequestStatusCommand } from '@aws-sdk/client-cloudcontrol';
import type { JsonObject } from '../../src/kernel/json.ts';
import { sandboxCredentials } from '../../src/model/sandbox-credentials.ts';

export interface SimulatedResource {
  readonly type: string;
  readonly region: string;
  readonly identifier: string;
  readonly properties: JsonObject;
}

/** One account of a sandbox, seen and changed without the engine. */
export class SimulatedAccount {
  readonly id: string;
  readonly region: string;
  readonly #endpoint: string;
  readonly #client: CloudControlClient;

  constructor(endpoint: string, id: string, region: string) {
    this.id = id;
    this.region = region;
    this.#endpoint = endpoint;
    this.#client = new CloudControlClient({ endpoint, region, credentials: sandboxCredentials(id) });
  }

  /** Everything there is, with all that it was made with, as the sandbox itself has it. */
  async resources(): Promise<readonly SimulatedResource[]> {
    return ((await this.#told('resources')) as { readonly resources: readonly SimulatedResource[] }).resources;
  }

  /** Creations, updates and deletions that were asked for so far. */
  async mutations(): Promise<number> {
    return ((await this.#told('requests')) as { readonly requests: readonly unknown[] }).requests.length;
  }

  /** Makes a resource, and gives its identifier. */
  async make(type: string, properties: object): Promise<string> {
    let { ProgressEvent: event } = await this.#client.send(new CreateResourceCommand({ TypeName: type, DesiredState: JSON.stringify(properties) }));
    while (event?.OperationStatus === 'IN_PROGRESS' || event?.OperationStatus === 'PENDING') {
      await sleep(5);
      ({ ProgressEvent: event } = await this.#client.send(new GetResourceRequestStatusCommand({ RequestToken: event.RequestToken })));
    }
    if (event?.OperationStatus !== 'SUCCESS' || event.Identifier === undefined) throw new Error(`${type} before: ${event?.StatusMessage}`);
    return event.Identifier;
  }

  close(): void {
    this.#client.destroy();
  }

  async #told(what: string): Promise<unknown> {
    return (await fetch(`${this.#endpoint}/_sandbox/${what}?account=${this.id}`)).json();
  }
}
