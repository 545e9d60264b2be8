import { enableCompileCache } from 'node:module';
import { readSettings } from '../../src/app/settings.ts';
import type { CrashPlan } from './crash-points.ts';

enableCompileCache();

/** The engine of one crash case, as a process of its own: argv[2] is the CrashPlan as JSON, ASBUILT_HOME the data folder. */
const { serveEngine } = await import('../../src/app/serve-engine.ts');
const { crashPoints } = await import('./crash-points.ts');
const plan = JSON.parse(process.argv[2] ?? '{}') as CrashPlan;
const settings = readSettings(process.env, process.env['ASBUILT_HOME'] ?? '', process.argv[1] ?? '');
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const served = await serveEngine(settings, { sandbox: false, port: 0, speed: null }, () => undefined, stop.signal, crashPoints(plan));
if (!served.ok) {
  console.error(JSON.stringify(served.problems));
  process.exitCode = 1;
}
