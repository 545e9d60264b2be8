import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bubblewrap } from '../../src/adapters/processes/confine.ts';
import { localProcesses } from '../../src/adapters/processes/local-processes.ts';
import { processBirth } from '../../src/adapters/store/process-birth.ts';
import { findPython } from '../../src/app/find-program.ts';
import { systemRandomness } from '../../src/app/system-clock.ts';
import { planPhases } from '../../src/drivers/units/ask-plan-phase.ts';
import { checkEnvelope } from '../../src/plan/envelope/check-envelope.ts';
import { readMembers } from '../../src/plan/envelope/read-members.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { effectsAddress, tellEffect, toldEffects } from '../unit-effects.ts';

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-phases-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const confine = bubblewrap();

/** Its minutes pass as soon as somebody has waited for them a few times. */
function quickClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    async sleep(milliseconds) {
      ahead += 500;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
  };
}

const processes = localProcesses({
  folder,
  environment: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONUTF8: '1' },
  birthOf: processBirth,
  confine,
  without: (text) => text,
});
const interpreter = () => findPython(process.env);
const question = (main: string, inputs = {}, byAgent = false) => ({
  node: 'job',
  source: { files: [{ path: 'main.py', base64: Buffer.from(main).toString('base64') }] },
  inputs,
  place: { target: 'main', region: 'us-east-1' },
  byAgent,
});
const ask = (main: string, inputs = {}, clock = quickClock()) =>
  planPhases({ interpreter, processes, clock, random: systemRandomness }).ask(question(main, inputs));
const patient: Clock = { now: () => Date.now(), sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) };

describe('a plan phase, by the real python3', () => {
  it('is given its phase, inputs and place, and nothing else', async () => {
    const answered = await ask('import sys\nsys.stdout.write(sys.stdin.read() + " ".join(sys.argv[1:]))', { net: 'x' }, patient);
    expect(answered).toEqual({ ok: true, value: '{"phase":"plan","inputs":{"net":"x"},"place":{"target":"main","region":"us-east-1"}}plan' });
  });

  it.each([
    ['ends with a failure', 'raise SystemExit(3)', /ended with 3/],
    ['does not end', 'import time\nwhile True: time.sleep(1)', /did not end within 60 s/],
    ['does not end, and does not listen', 'import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)', /did not end/],
    ['writes more than is taken', 'print("x" * 70000)', /more than 65536 bytes/],
    ['writes without end', 'while True: print("x" * 100000)', /ended with/],
  ])(
    'that %s is told of',
    async (_, main, told) => {
      const answered = await ask(main);
      expect(answered).toMatchObject({ ok: false, problems: [{ code: 'FORESIGHT_FAILED', at: 'job', message: expect.stringMatching(told) }] });
    },
    60_000,
  );

  it.runIf(confine !== null)('reaches no host, and leaves nothing behind it', async () => {
    const address = await effectsAddress('phase');
    const main = `${tellEffect}import os\nopen('/tmp/left-by-a-phase', 'w').write('x')\ntry:\n    tell_effect(${JSON.stringify(address)}, 'x')\n    print('told')\nexcept OSError as error:\n    print('alone')\n`;
    expect(await ask(main, {}, patient)).toEqual({ ok: true, value: 'alone\n' });
    expect(toldEffects(address)).toEqual([]);
  });

  it.runIf(confine !== null)('has little memory, of its own and for files, and writes nowhere else', async () => {
    expect(await ask('bytearray(400 * 1024 ** 2)', {}, patient)).toMatchObject({ ok: false, problems: [{ message: expect.stringMatching(/ended with 1/) }] });
    const main = `import os
def room(folder):
    taken = 0
    try:
        while taken < 64:
            with open(f"{folder}/f{taken}", "wb") as file: file.write(bytes(1024 ** 2))
            taken += 1
    except OSError: pass
    return taken
print([room(folder) for folder in ["/tmp", "/dev/shm", os.environ["TMPDIR"], "/dev", "/", "."]])`;
    expect(await ask(main, {}, patient)).toEqual({ ok: true, value: '[16, 16, 16, 0, 0, 0]\n' });
  });

  it('shares no more memory than a small machine has, and begins few processes', async () => {
    const shared = 'import mmap\nm = mmap.mmap(-1, 600 * 1024 ** 2)\nm[::4096] = b"x" * (600 * 256)\nprint(1)';
    const many = 'import os, time\nfor _ in range(60):\n    if os.fork() == 0:\n        time.sleep(20)\n        os._exit(0)\ntime.sleep(2)\nprint(1)';
    for (const main of [shared, many])
      expect(await ask(main, {}, patient)).toMatchObject({ ok: false, problems: [{ message: expect.stringMatching(/ended with (?:1|137)$/) }] });
  });

  it('waits for others of agents where an agent has it asked, and a person’s for none of those', async () => {
    const told: string[] = [];
    let [running, most] = [0, 0];
    const counted: typeof processes = {
      ...processes,
      start: (job) => {
        most = Math.max(most, ++running);
        return processes.start(job);
      },
      forget: async (token) => {
        running--;
        await processes.forget(token);
      },
    };
    const phases = planPhases({ interpreter, processes: counted, clock: patient, random: systemRandomness });
    const slow = 'import time\ntime.sleep(1)\nraise SystemExit(3)';
    const agents = [slow, slow, 'print(1)'].map((main, index) => phases.ask(question(main, {}, true)).then(() => told.push(`agent ${index}`)));
    await phases.ask(question('print(1)')).then(() => told.push('person'));
    await Promise.all(agents);
    expect(told).toEqual(['person', 'agent 0', 'agent 1', 'agent 2']);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('is written as the guide has it', async () => {
    const guide = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'how-to', 'say-beforehand-what-a-unit-changes.md'), 'utf8');
    const main = /```python\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const later = { queue: { $from: { node: 'queue', attribute: 'Arn' } } };
    const arn = 'arn:aws:sqs:us-east-1:111111111111:jobs';
    const [before, now] = [
      await ask(main, { queue: { $from: { node: 'queue', attribute: 'Arn', type: 'string' } } }, patient),
      await ask(main, { queue: arn }, patient),
    ];
    const [envelope, answer] = [readMembers(before.ok ? before.value : '', later), readMembers(now.ok ? now.value : '', { queue: arn })];
    if (!envelope.ok || !answer.ok) throw new Error(JSON.stringify([before, now, envelope, answer]));
    expect(answer.members).toHaveLength(1);
    expect(checkEnvelope(envelope.members, answer.members, { lookup: () => arn, isIdentifier: () => true, typeOf: () => undefined }).differences).toEqual([]);
    expect(checkEnvelope(envelope.members, [], { lookup: () => arn, isIdentifier: () => true, typeOf: () => undefined }).differences).toMatchObject([
      { of: 'count' },
    ]);
  });
});
