import type { LocalHost, LocalKeys, SecretFiles } from '../engine/host.ts';
import { runCli } from '../surfaces/cli/run-cli.ts';
import { terminalIo } from '../surfaces/cli/terminal-io.ts';
import { readSettings, type Settings } from './settings.ts';
import { version } from './version.ts';

/** The process: everything else is loaded when a command needs it, so that the command line answers at once. */
// Whatever this process or one that it starts makes in a data folder is its owner's alone.
process.umask(0o077);
const settings = readSettings(process.env, process.cwd(), process.argv[1] ?? '');
const io = terminalIo({
  stdin: () => process.stdin,
  stdout: process.stdout,
  stderr: () => process.stderr,
  env: process.env,
  cwd: settings.cwd,
  onInterrupt: (handler) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, handler);
  },
});

const code = await runCli(process.argv.slice(2), io, {
  version,
  host: lazyHost(settings),
  keys: lazyKeys(settings),
  secrets: lazySecrets(settings),
  signedHeads: async () => {
    const [{ signedHeads }, { homeLayout }] = await Promise.all([import('./signed-heads.ts'), import('./home-layout.ts')]);
    return signedHeads(homeLayout(settings.home).signed);
  },
});
// Ctrl-C returns at once: what is still open (a request whose answer nobody waits for any more) must not hold the process.
if (io.signal.aborted) process.exit(code);
process.exitCode = code;

function lazyHost(from: Settings): LocalHost {
  const host = async (): Promise<LocalHost> => (await import('./local-host.ts')).localHost(from);
  return {
    home: from.home,
    up: async (options) => (await host()).up(options),
    serve: async (...order) => (await host()).serve(...order),
    down: async (options) => (await host()).down(options),
    doctor: async () => (await host()).doctor(),
    sandbox: async (...order) => (await host()).sandbox(...order),
    connect: async () => (await host()).connect(),
    serveMcp: async (...order) => (await host()).serveMcp(...order),
    connectClient: async (order) => (await host()).connectClient(order),
    importTypes: async (path) => (await host()).importTypes(path),
    describeTypes: async (...order) => (await host()).describeTypes(...order),
    importArtifact: async (path) => (await host()).importArtifact(path),
    showType: async (name) => (await host()).showType(name),
  };
}

function lazyKeys(from: Settings): LocalKeys {
  const keys = async (): Promise<LocalKeys> => (await import('./local-keys.ts')).localKeys(from);
  return {
    own: async () => (await keys()).own(),
    approver: async (...order) => (await keys()).approver(...order),
    makeReal: async (passphrase) => (await keys()).makeReal(passphrase),
    signFormer: async () => (await keys()).signFormer(),
  };
}

function lazySecrets(from: Settings): SecretFiles {
  const files = async (): Promise<SecretFiles> => (await import('./local-secret-files.ts')).localSecretFiles(from);
  return {
    set: async (...order) => (await files()).set(...order),
    list: async () => (await files()).list(),
    remove: async (name) => (await files()).remove(name),
  };
}
