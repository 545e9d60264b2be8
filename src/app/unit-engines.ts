import type { AwsCloud } from '../adapters/aws/aws-cloud.ts';
import { classify } from '../adapters/aws/classify.ts';
import { cliEnvironment, cliFailure } from '../adapters/aws/cli-executor.ts';
import { bubblewrap, unitPath } from '../adapters/processes/confine.ts';
import { localProcesses } from '../adapters/processes/local-processes.ts';
import { processBirth } from '../adapters/store/process-birth.ts';
import { planPhases } from '../drivers/units/ask-plan-phase.ts';
import { type CallFailure, procedureEngine } from '../drivers/units/procedure-engine.ts';
import { pythonEngine } from '../drivers/units/python-engine.ts';
import { unitDriver } from '../drivers/units/unit-driver.ts';
import type { UnitEngine } from '../drivers/units/unit-engine.ts';
import type { EnginePorts } from '../engine/engine-ports.ts';
import { all, ok, type Result } from '../kernel/result.ts';
import type { EngineName } from '../model/names.ts';
import { isReading } from '../model/procedure.ts';
import type { Driver } from '../ports/driver.ts';
import type { Foresight } from '../ports/foresight.ts';
import type { SecretValues } from '../ports/secrets.ts';
import type { Store } from '../ports/store.ts';
import { findAws, findPython, type Program } from './find-program.ts';
import { homeLayout } from './home-layout.ts';
import type { Settings } from './settings.ts';
import { systemClock, systemRandomness } from './system-clock.ts';

/** Whom a program has to reach AWS through, where this machine is set up for that. */
const passedOn = ['AWS_CA_BUNDLE', 'HTTPS_PROXY', 'NO_PROXY'];

/**
 * The engines of units on this machine. A unit's environment is clean: of ours it gets nothing. A Python unit gets no credentials; a call of the AWS CLI those of its target, minted for that call where the
 * target has a role.
 */
export function unitEngines(
  home: string,
  env: Settings['env'],
  store: Store,
  secrets: SecretValues,
  cloud: AwsCloud,
): { readonly drivers: Readonly<Record<EngineName, Driver>>; readonly foresight: Foresight; readonly engines: EnginePorts['engines'] } {
  const programs: Readonly<Record<EngineName, () => Promise<Result<Program>>>> = { python: kept(() => findPython(env)), 'aws-cli': kept(() => findAws(env)) };
  const confine = bubblewrap();
  const processes = localProcesses({
    folder: homeLayout(home).units,
    environment: { PATH: unitPath, LANG: 'C.UTF-8', PYTHONUTF8: '1' },
    birthOf: processBirth,
    confine,
    without: (text, of) => secrets.without(text, of),
  });
  const source: Store['source'] = (digest) => store.source(digest);
  const driver = (engine: UnitEngine): Driver => unitDriver({ engine, processes, secrets, clock: systemClock, source });
  const aws = procedureEngine({
    source,
    binary: programs['aws-cli'],
    failure: meaningOf,
    async session(target) {
      const credentials = await cloud.handedOut(target);
      const passed = Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
      return credentials.ok ? ok(cliEnvironment(credentials.value, passed)) : credentials;
    },
  });
  return {
    drivers: { python: driver(pythonEngine(programs.python)), 'aws-cli': driver(aws) },
    foresight: planPhases({ interpreter: programs.python, processes, clock: systemClock, random: systemRandomness }),
    async engines(names) {
      const found = all(await Promise.all(names.map((engine) => programs[engine]())));
      if (!found.ok) return found;
      return ok(
        found.value.map(({ version, digest }, index) => ({
          engine: names[index] as EngineName,
          version,
          digest,
          ...(confine === null ? { loose: true as const } : {}),
        })),
      );
    },
  };
}

/** Looked for once, and again until it is there. */
function kept(find: () => Promise<Result<Program>>): () => Promise<Result<Program>> {
  let known: Promise<Result<Program>> | undefined;
  return async () => {
    known ??= find();
    const found = await known;
    if (!found.ok) known = undefined;
    return found;
  };
}

/** What it means that the AWS CLI ended with that code, having said that. */
function meaningOf(words: readonly string[], code: number, errors: string): CallFailure {
  const [service = '', command = ''] = words;
  const operation = command.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  const call = { service, operation, input: {}, target: { account: '', region: '' }, effect: isReading(command) ? 'read' : 'write' } as const;
  const { kind, problem } = classify(cliFailure(call, code, errors), call);
  switch (kind) {
    case 'throttled':
    case 'unreachable':
    case 'conflict':
    case 'broken':
      return { kind: 'none', problem };
    case 'not-found':
      return { kind: 'missing', problem };
    case 'unknown':
      return { kind: 'unknown', problem };
    default:
      return { kind: 'refused', problem };
  }
}
