import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, following PATH; null when it is not installed. */
export function programPath(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      const path = join(folder, name);
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/**
 * The `aws` binary itself. A version manager's shim starts it anew through a shell each time, which costs as much as the call;
 * where there is one, it is asked for the program behind it.
 */
export function awsBinary(): string | null {
  return behindShim('aws');
}

export function motoBinary(): string | null {
  return behindShim('moto_server');
}

function behindShim(name: string): string | null {
  const path = programPath(name);
  if (path?.includes('/shims/') !== true) return path;
  const asked = spawnSync('pyenv', ['which', name], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : path;
}

/** What a child process of a test needs to find its programs. */
export function programEnvironment(): Record<string, string> {
  return Object.fromEntries(
    ['PATH', 'HOME', 'PYENV_ROOT', 'PYENV_VERSION'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** In CI a missing third party fails the tests that need it; elsewhere they are skipped, by name. */
export const required = process.env['CI'] !== undefined && process.env['CI'] !== '';
