import { isAbsolute, join, resolve } from 'node:path';

/** What this process was told from outside: the only place that reads the environment. */
export interface Settings {
  /** The data folder. */
  readonly home: string;
  /** The project folder: where targets.yaml may stand. */
  readonly cwd: string;
  /** The package's own folder, with `knowledge/` and `dist/`. */
  readonly packageRoot: string;
  /** How this program is started again as another process: the runtime and the entry file. */
  readonly program: readonly [string, string];
  readonly user: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function readSettings(env: NodeJS.ProcessEnv, cwd: string, entry: string): Settings {
  const home = env['ASBUILT_HOME'];
  return {
    home: home === undefined || home === '' ? join(userFolder(env['HOME']), '.asbuilt') : resolve(cwd, home),
    cwd,
    packageRoot: resolve(import.meta.dirname, '..', '..'),
    program: [process.execPath, entry],
    user: env['USER'] ?? env['LOGNAME'] ?? 'local',
    env,
  };
}

/**
 * The user's own folder: HOME where that names one, else what the system has for the user. An empty HOME must not put keys and records into whatever
 * folder the command is given in.
 */
function userFolder(named = ''): string {
  // Loaded where it is needed: this is on every command's clock.
  return isAbsolute(named) ? named : process.getBuiltinModule('node:os').userInfo().homedir;
}
