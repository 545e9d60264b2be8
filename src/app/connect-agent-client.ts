import { homedir } from 'node:os';
import { join } from 'node:path';
import { connectClient } from '../adapters/agent-clients/connect-client.ts';
import type { ClientChange, ClientOrder } from '../engine/host.ts';
import type { Result } from '../kernel/result.ts';
import type { Settings } from './settings.ts';

/** Ours is the checkout's own command, and this data folder where it is not the usual one. */
export function connectAgentClient({ cwd, home, packageRoot, env }: Settings, order: ClientOrder): Result<ClientChange> {
  const userHome = env['HOME'] ?? homedir();
  return connectClient({
    client: order.client,
    project: order.user ? null : cwd,
    userHome,
    platform: process.platform,
    command: join(packageRoot, 'bin', 'asbuilt'),
    args: ['mcp', ...(order.readOnly ? ['--read-only'] : [])],
    env: home === join(userHome, '.asbuilt') ? {} : { ASBUILT_HOME: home },
    remove: order.remove,
    dryRun: order.dryRun,
  });
}
