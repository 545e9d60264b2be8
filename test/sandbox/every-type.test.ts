import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { Refused, SandboxClient } from './sandbox-client.ts';
import { Synthesiser } from './synthesise.ts';

const account = '111111111111';

/** Changes a tag, if the type has tags and can be updated at all: what the sandbox made of the resource must be valid input again. */
async function tagged(client: SandboxClient, type: ResourceType, identifier: string): Promise<void> {
  if (type.tags === undefined || type.tags.variant === 'asg' || type.createOnly.includes(`/${type.tags.property}`)) return;
  const value = type.tags.variant === 'map' ? { team: 'a' } : [{ Key: 'team', Value: 'a' }];
  try {
    const updated = await client.ended(client.update(type.name, identifier, [{ op: 'add', path: `/${type.tags.property}`, value }]));
    if (updated.OperationStatus !== 'SUCCESS') throw new Error(`update: ${updated.ErrorCode}: ${updated.StatusMessage}`);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'UnsupportedActionException') throw error;
  }
}

describe('every type of the registry', () => {
  const registry = loadRegistry();
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
    client = new SandboxClient(sandbox.endpoint, account);
  });
  afterAll(async () => {
    await sandbox.close();
    registry.close();
  });

  it('is created from its required properties, read back, tagged and deleted, but for those that AWS cannot either', async () => {
    const synthesiser = new Synthesiser(registry, client);
    const reasons = new Map<string, string>();
    let whole = 0;
    for (const name of registry.names()) {
      try {
        const type = registry.type(name);
        if (!type.ok) throw new Error('unknown');
        const properties = await synthesiser.properties(type.value);
        const created = await client.ended(client.create(name, properties));
        if (created.OperationStatus !== 'SUCCESS' || created.Identifier === undefined)
          throw new Error(`create: ${created.ErrorCode}: ${created.StatusMessage}`);
        let readable = true;
        try {
          const live = await client.get(name, created.Identifier);
          // A record's set identifier is the one part that nobody need give and that AWS does not make up.
          for (const part of type.value.identifier.filter((one) => one !== 'SetIdentifier')) expect(live, part).toHaveProperty(part.split('/'));
        } catch (error) {
          if (!(error instanceof Refused) || error.code !== 'UnsupportedActionException') throw error;
          readable = false;
          reasons.set(name, 'made and deleted; AWS has no read handler for it');
        }
        await tagged(client, type.value, created.Identifier);
        const deleted = await client.ended(client.delete(name, created.Identifier));
        if (deleted.OperationStatus !== 'SUCCESS') throw new Error(`delete: ${deleted.ErrorCode}: ${deleted.StatusMessage}`);
        if (readable) whole++;
      } catch (error) {
        if (error instanceof Refused && error.code === 'UnsupportedActionException')
          reasons.set(name, 'it has no primary identifier: Cloud Control cannot handle it');
        else reasons.set(name, error instanceof Error ? error.message : String(error));
      }
    }
    const unexplained = [...reasons].filter(([, reason]) => !reason.startsWith('made and deleted') && !reason.startsWith('it has no primary'));
    console.info(
      `${whole} of ${registry.names().length} types created, read and deleted; the others:\n${[...reasons].map(([name, reason]) => `  ${name}: ${reason}`).join('\n')}`,
    );
    expect(unexplained).toEqual([]);
    expect(whole).toBeGreaterThan(1790);
  });
});
