/**
 * How near the sandbox's reads are to those of real AWS: `node scripts/run.mjs bench/sandbox-reads.ts RECORDINGS.jsonl.gz [--list]`.
 * Each recording is created in an empty sandbox, with what it refers to made before, and read back. Prints in how many cases the settable
 * properties, and the whole read, are equal but for ids, times, order and empty values, and in how many they still were if the tables held nothing that only the case's own
 * recording shows; with --list every difference.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../src/kernel/json.ts';
import type { ResourceType } from '../src/model/resource-type.ts';
import { loadRegistry } from '../src/registry/registry.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { compileType } from '../src/sandbox/types/compiled-type.ts';
import { textAt, without } from '../src/sandbox/types/pointer-paths.ts';
import { referencesOf } from '../src/sandbox/types/references.ts';
import { SandboxClient } from '../test/sandbox/sandbox-client.ts';
import { Synthesiser } from '../test/sandbox/synthesise.ts';
import { supportOf } from './left-out.ts';
import { limit, say, sayLimits } from './limits.ts';
import { type Difference, differences, masked, type Recording, translated } from './recorded-reads.ts';

const account = '111111111111';
/** References of one resource that are made at most. */
const mostReferences = 40;

const [file, ...options] = process.argv.slice(2);
const listed = options.includes('--list');
if (file === undefined || !existsSync(file)) {
  say('sandbox reads: skipped, there is no file of recordings (give its path; one JSON object a line, gzipped: type, physicalId, asked, live)');
  process.exit(0);
}
const recordings = gunzipSync(readFileSync(file))
  .toString('utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recording);

const registry = loadRegistry();
const sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
const client = new SandboxClient(sandbox.endpoint, account);

interface Read {
  readonly live: JsonObject;
  readonly made: JsonObject;
}

/** Makes what the recording asked for; what it refers to and is not there is made when the sandbox misses it. Throws when it cannot. */
async function readOf(recording: Recording, type: ResourceType): Promise<Read> {
  await client.control('POST', 'reset');
  const synthesiser = new Synthesiser(registry, client);
  const ids = new Map<string, string>();
  // What a template could not resolve is missing in the recording: AWS was told it nevertheless.
  const untold = Object.entries(type.properties).filter(([name, property]) => property.required === true && recording.asked[name] === undefined);
  const told = Object.fromEntries(untold.flatMap(([name]) => (recording.live[name] === undefined ? [] : [[name, recording.live[name]]])));
  for (let tries = 0; tries < mostReferences; tries++) {
    const asked = translated({ ...told, ...recording.asked }, ids);
    const ended = await client.ended(client.create(type.name, asked));
    if (ended.OperationStatus === 'SUCCESS' && ended.Identifier !== undefined) {
      const made = (await client.get(type.name, ended.Identifier)) as JsonObject;
      for (const [from, to] of chosenByAws(type, recording, made)) ids.set(from, to);
      return { live: translated(recording.live, ids), made };
    }
    const message = ended.StatusMessage ?? '';
    const missing = referencesOf(compileType(type), asked).filter(({ value }) => message.includes(value) || message.includes(`'${value.split('/').at(-1)}'`));
    const [reference] = missing.sort((a, b) => b.value.length - a.value.length);
    if (reference === undefined) throw new Error(`${ended.ErrorCode}: ${message}`);
    const target = reference.targets.find((one) => message.includes(one.type)) ?? reference.targets[0];
    if (target === undefined) throw new Error(message);
    const value = await synthesiser.referable(target, reference.value);
    if (value !== reference.value) ids.set(reference.value, value);
  }
  throw new Error('it refers to too much');
}

/** Identifiers and names that nobody asked for: which stands here for which there. */
function chosenByAws(type: ResourceType, { asked, live }: Recording, made: JsonObject): [string, string][] {
  const chosen = [...type.identifier, ...Object.keys(type.properties).filter((name) => /(Name|Identifier|Family)$/.test(name))];
  return chosen.flatMap((name): [string, string][] => {
    const [there, here] = [textAt(live, name.split('/')), textAt(made, name.split('/'))];
    return there === null || here === null || there === here || there.length < 4 || JSON.stringify(asked).includes(JSON.stringify(there))
      ? []
      : [[there, here]];
  });
}

/** Ids and ARNs that AWS gives: how many have the form of the recorded ones. */
const forms = { ids: { right: 0, all: 0 }, ARNs: { right: 0, all: 0 } };

function compareForms(type: ResourceType, live: JsonObject, made: JsonObject): string[] {
  const wrong: string[] = [];
  for (const name of new Set([...type.identifier, ...Object.keys(type.attributes)])) {
    const there = textAt(live, name.split('/'));
    const arn = there?.startsWith('arn:') === true;
    if (there === null || !(arn || /(Id|ID|Identifier)$/.test(name))) continue;
    const here = textAt(made, name.split('/'));
    const kind = arn ? forms.ARNs : forms.ids;
    kind.all++;
    if (here !== null && masked(here) === masked(there)) kind.right++;
    else wrong.push(`${name}\t${there}\t${here}`);
  }
  return wrong;
}

const supported = supportOf(recordings);
const counts = { cases: 0, refused: 0, settable: 0, whole: 0, settableLeftOut: 0, wholeLeftOut: 0 };
for (const recording of recordings) {
  const type = registry.type(recording.type);
  if (!type.ok) continue;
  counts.cases++;
  try {
    const { live, made } = await readOf(recording, type.value);
    const readOnly = compileType(type.value).readOnly;
    const settable = differences(without(live, readOnly), without(made, readOnly));
    const whole = differences(live, made);
    if (settable.length === 0) counts.settable++;
    if (whole.length === 0) counts.whole++;
    if (settable.length === 0 && supported(recording, type.value, without(made, readOnly))) counts.settableLeftOut++;
    if (whole.length === 0 && supported(recording, type.value, made)) counts.wholeLeftOut++;
    const wrong = compareForms(type.value, live, made);
    if (listed) for (const line of wrong) say(`${recording.id}\tform\t\t${line}`);
    if (listed) for (const difference of whole) say(row(recording, difference, settable));
  } catch (error) {
    counts.refused++;
    if (listed) say(`${recording.id}\trefused\t\t${error instanceof Error ? error.message : String(error)}`);
  }
}
await sandbox.close();
registry.close();
const share = (count: number): string => `${count} of ${counts.cases} (${((100 * count) / counts.cases).toFixed(1)} %)`;
say(`settable properties equal: ${share(counts.settable)}; the whole: ${share(counts.whole)}; not made: ${share(counts.refused)}`);
say(`each without its own recording: ${share(counts.settableLeftOut)}; the whole: ${share(counts.wholeLeftOut)}`);

for (const [kind, { right, all }] of Object.entries(forms)) {
  say(`forms of ${kind}: ${right} of ${all} (${((100 * right) / all).toFixed(1)} %)`);
  limit(`95 of 100 forms of ${kind}`, right >= 0.95 * all, `${right} of ${all}`);
}
const points = (more: number, fewer: number): number => (100 * (more - fewer)) / counts.cases;
limit('settable properties equal in 65 of 100', points(counts.settable, 0) >= 65, share(counts.settable));
limit('the whole equal in 40 of 100', points(counts.whole, 0) >= 40, share(counts.whole));
// Tables that hold what only the measured recordings show would be copies of their test.
const apart = Math.max(points(counts.settable, counts.settableLeftOut), points(counts.whole, counts.wholeLeftOut));
limit('within 20 points of what the others show', apart <= 20, `${apart.toFixed(1)} points`);
process.exitCode = sayLimits() ? 0 : 1;

function row(recording: Recording, { path, live, made }: Difference, settable: readonly Difference[]): string {
  const kind = settable.some((one) => one.path === path) ? 'settable' : 'read-only';
  const how = live === undefined ? 'extra' : made === undefined ? 'missing' : 'other';
  return [recording.id, kind, how, path, JSON.stringify(live), JSON.stringify(made)].join('\t');
}
