/** A live resource as the provider tells it; `node` is what its ownership tag says, null for a type without tags. */
export interface LiveResource {
  readonly type: string;
  readonly identifier: string;
  readonly node: string | null;
}

/** The provider of one case, and the judge of what is there. */
export interface CrashWorld {
  /** The target as targets.yaml has it. */
  readonly target: object;
  /** The words of a call of the AWS CLI that makes another thing each time that it is sent. */
  readonly making: string;
  /** Everything that is live, asked of the provider itself and not through Asbuilt. */
  live(): Promise<readonly LiveResource[]>;
  breakWith(fault: object): Promise<void>;
}

/** One account of a sandbox; its control endpoint tells everything that is live there. */
export function sandboxWorld(endpoint: string, account: string): CrashWorld {
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const reply = await fetch(`${endpoint}/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  return {
    target: { account, region: 'us-east-1', endpoint, simulated: true },
    making: "[cloudcontrol, create-resource, --type-name, 'AWS::SNS::Topic', --desired-state, '{}']",
    async live() {
      const { resources } = (await control('GET', `resources?account=${account}`)) as {
        resources: { type: string; identifier: string; properties: { Tags?: Tag[] } }[];
      };
      return resources.map(({ type, identifier, properties }) => ({ type, identifier, node: nodeIn(properties.Tags) }));
    },
    breakWith: async (fault) => void (await control('POST', 'faults', fault)),
  };
}

export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function nodeIn(tags: readonly Tag[] | undefined): string | null {
  return tags?.find((tag) => tag.Key === 'asbuilt:node')?.Value ?? null;
}
