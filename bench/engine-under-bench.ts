import { serveEngine } from '../src/app/serve-engine.ts';
import { readSettings } from '../src/app/settings.ts';
import { draftResolver } from './draft-resolver.ts';

process.umask(0o077);
/** The engine as it is shipped; but for the resolver, unless sentences are to be understood: then what is measured is everything behind the intent. */
const settings = readSettings(process.env, process.env['ASBUILT_HOME'] ?? '', process.argv[1] ?? '');
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const served = await serveEngine(settings, { sandbox: false, port: 0, speed: null }, () => undefined, stop.signal, {
  ports: (ports) => (process.argv[2] === 'sentences' ? ports : { ...ports, resolver: draftResolver }),
});
if (!served.ok) {
  console.error(JSON.stringify(served.problems));
  process.exitCode = 1;
}
// A run that was under way would hold the process until its waits are over.
if (stop.signal.aborted) process.exit();
