import { describe, expect, it } from 'vitest';
import type { Chain } from './chain-parts.ts';
import { chainsInNetworks } from './chains-in-networks.ts';
import { chainsOfServices } from './chains-of-services.ts';
import { withSandbox } from './with-sandbox.ts';

const chains = { ...chainsInNetworks, ...chainsOfServices };
const shared = withSandbox();

/** Makes the steps of a chain one after the other, and returns what went wrong, if anything did. */
async function refusal(chain: Chain): Promise<string | null> {
  const made = new Map<string, { identifier: string; properties: Record<string, unknown> }>();
  const told = (expression: string): string => {
    const [step = '', path] = expression.split('.');
    const known = made.get(step);
    if (known === undefined) throw new Error(`no step ${step}`);
    if (path === undefined) return known.identifier;
    const value = path.split('/').reduce<unknown>((parent, name) => (parent as Record<string, unknown> | undefined)?.[name], known.properties);
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`${step} has no ${path}`);
    return String(value);
  };
  for (const [step, [type, properties]] of Object.entries(chain)) {
    const asked = JSON.parse(JSON.stringify(properties).replace(/<(\w+(?:\.[\w/]+)?)>/g, (_, expression: string) => told(expression)));
    const ended = await shared.client.ended(shared.client.create(type, asked));
    if (ended.OperationStatus !== 'SUCCESS' || ended.Identifier === undefined) return `${step}: ${ended.ErrorCode}: ${ended.StatusMessage}`;
    // Some types have no read handler.
    const read = await shared.client.get(type, ended.Identifier).catch(() => ({}));
    made.set(step, { identifier: ended.Identifier, properties: read });
  }
  return null;
}

describe('a chain in which everything needed exists', () => {
  it.each(Object.entries(chains))('is made: %s', async (_, chain) => {
    expect(await refusal(chain)).toBeNull();
  });

  it('is one of at least sixty, each of two steps or more', () => {
    expect(Object.values(chains).filter((chain) => Object.keys(chain).length >= 2).length).toBeGreaterThanOrEqual(60);
  });
});
