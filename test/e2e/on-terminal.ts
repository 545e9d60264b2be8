import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { programPath } from '../native/third-party.ts';

/** Runs a program on a terminal of its own: waits for each text, then types the answer; at the end it says how the program ended. */
const driver = `
import fcntl, json, os, pty, select, struct, sys, termios, time
spec = json.loads(sys.argv[1])
pid, terminal = pty.fork()
size = struct.pack("HHHH", 24, spec["columns"], 0, 0)
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.chdir(spec["cwd"])
    os.execvpe(spec["argv"][0], spec["argv"], spec["env"])
shown, seen, steps = "", 0, list(spec["steps"])
end = time.time() + spec["seconds"]
while time.time() < end:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            read = os.read(terminal, 65536)
        except OSError:
            read = b""
        if read == b"":
            break
        shown += read.decode("utf-8", "replace")
    while steps and steps[0][0] in shown[seen:]:
        seen = shown.index(steps[0][0], seen) + len(steps[0][0])
        # The program turns off what the terminal shows, then asks.
        time.sleep(0.2)
        os.write(terminal, steps.pop(0)[1].encode())
else:
    os.kill(pid, 9)
_, status = os.waitpid(pid, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "shown": shown, "left": len(steps)}))
`;

export const hasTerminals = programPath('python3') !== null && spawnSync('python3', ['-c', 'import pty']).status === 0;

export interface Shown {
  readonly code: number;
  /** All that the terminal showed, what was typed and echoed too. */
  readonly shown: string;
  /** Questions that never came. */
  readonly left: number;
}

export interface Seat {
  /** The terminal's width; 0 where it does not say. */
  readonly columns: number;
  /** The folder that the person is in. */
  readonly cwd: string;
}

/** `bin/asbuilt` on a terminal, where a person answers each question that holds a text. */
export function onTerminal(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  answers: readonly (readonly [question: string, answer: string])[],
  { columns, cwd }: Seat = { columns: 0, cwd: process.cwd() },
): Promise<Shown> {
  const argv = [join(import.meta.dirname, '..', '..', 'bin', 'asbuilt'), ...args];
  const spec = { argv, env, steps: answers.map(([question, answer]) => [question, `${answer}\r`]), seconds: 240, columns, cwd };
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', driver, JSON.stringify(spec)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', () => resolve(JSON.parse(said) as Shown));
  });
}
