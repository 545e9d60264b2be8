import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localApprover, localKeys } from '../../src/app/local-keys.ts';
import { localSecretFiles } from '../../src/app/local-secret-files.ts';
import { codes } from '../../src/kernel/codes.ts';
import type { Diagnostic } from '../../src/kernel/diagnostic.ts';
import { connectEngine } from '../../src/surfaces/http/connect-engine.ts';
import { Checkout, type Said } from '../e2e/checkout.ts';
import { value } from '../e2e/stage.ts';
import type { Proposed } from '../proposed.ts';
import { type HomeFault, inject, logsOf, restore, stacksIn } from './home-faults.ts';

/** What came of one fault: what the program said of it, and what is wrong with that. */
export interface FaultOutcome extends HomeFault {
  /** `goes on` where everything is as it was, `begins anew` where it starts without what was lost. */
  readonly code: string;
  readonly cause: string;
  readonly fix: string;
  readonly wrong: readonly string[];
}

const sentence = 'a bucket named kept-through-faults';
const wishFile = 'never-applied.json';
const wish = {
  name: 'never_applied',
  nodes: { token: { type: 'AWS::SecretsManager::Secret', properties: { Name: 'never-applied', SecretString: "${secret('token')}" } } },
};

/** A data folder with a deployment that stands in its own sandbox, and copies of it to which things happen. */
export class FaultStage {
  readonly #base = new Checkout();
  readonly #killed = mkdtempSync(join(tmpdir(), 'asbuilt-killed-'));

  async begin(): Promise<void> {
    const { home } = this.#base;
    writeFileSync(join(home, 'targets.yaml'), 'targets: { local: { account: "123456789012", region: us-east-1, endpoint: sandbox } }\n', { mode: 0o600 });
    writeFileSync(join(home, 'settings.yaml'), 'knowledge: team\n', { mode: 0o600 });
    mkdirSync(join(home, 'team'));
    writeFileSync(join(home, wishFile), JSON.stringify(wish));
    value(await localSecretFiles({ home }).set('token', 'a secret of these faults'));
    await must(this.#base.run('up', '--sandbox', '--detach', '--speed', 'infinity', '--port', '0'));
    await must(this.#base.run('start', sentence, '--yes'));
    await addRealKey(home);
    for (const name of ['engine.json', 'agent.json', 'engine.holder.json', 'sandbox.json', 'restate/restate.pid'])
      cpSync(join(home, name), join(this.#killed, name.replace('/', '-')));
    await must(this.#base.run('down'));
  }

  /** Does it to a copy, starts that, looks at everything; then puts back what was damaged and looks again. */
  async outcomeOf(fault: HomeFault): Promise<FaultOutcome> {
    const checkout = new Checkout();
    const { home } = checkout;
    cpSync(this.#base.home, home, { recursive: true });
    // Those of a killed engine stand there beforehand, so that something can become of them.
    for (const name of ['engine.json', 'agent.json', 'engine.holder.json', 'sandbox.json', 'restate/restate.pid'])
      cpSync(join(this.#killed, name.replace('/', '-')), join(home, name));
    try {
      inject(home, fault);
      const first = await this.#looked(checkout);
      const wrong = [...first.wrong];
      if (first.code !== 'goes on') {
        restore(home, this.#base.home, fault);
        const again = await this.#looked(checkout);
        // That the log was not to be trusted is in it, and in what was signed meanwhile, for good; what stands still has to be known.
        const stays = first.code === 'AUDIT_BROKEN' && again.code === 'AUDIT_BROKEN' && again.stands;
        if (again.code !== 'goes on' && !stays) wrong.push(`put back as it was, it is ${again.code}: ${again.cause}`);
      }
      const { code, cause, fix } = first;
      return { ...fault, code, cause, fix, wrong };
    } finally {
      await checkout.run('down');
      for (const folder of [home, `${home}.aside`]) rmSync(folder, { recursive: true, force: true });
    }
  }

  async end(): Promise<void> {
    await this.#base.end();
    rmSync(this.#killed, { recursive: true, force: true });
  }

  /** `stands`: the same wish again has nothing to do. */
  async #looked(checkout: Checkout): Promise<Omit<FaultOutcome, keyof HomeFault> & { readonly stands: boolean }> {
    const started = await checkout.run('up', '--detach', '--sandbox', '--speed', 'infinity', '--port', '0', '--json');
    const said: Said[] = [started];
    let code = 'goes on';
    let told = problemOf(started);
    let stands = false;
    if (started.code === 0) {
      // Asking the same again looks at the books and at what is live: nothing is to do where nothing is lost.
      const asked = await checkout.run('ask', sentence, '--json');
      const verified = await checkout.run('audit', 'verify', '--json');
      said.push(asked, verified);
      if (asked.code === 0) said.push(await approved(checkout), await checkout.run('approver', 'list', '--json'));
      told = said.map(problemOf).find((problem) => problem !== null) ?? null;
      stands = /"create":0,"update":0,"replace":0,"delete":0/.test(asked.out);
      if (told === null && !stands) code = 'begins anew';
    }
    said.push(await checkout.run('down', '--json'));
    const wrong = stacksIn(...said.flatMap(({ out, err }) => [out, err]), ...logsOf(checkout.home)).map((line) => `a stack: ${line.trim()}`);
    if (told !== null) wrong.push(...wrongWith(told));
    else if (said.some((one) => one.code !== 0 && one.code !== 3)) wrong.push(`ends with ${said.map((one) => one.code).join(', ')} and names no problem`);
    return { code: told?.code ?? code, cause: oneLine(told?.cause ?? ''), fix: oneLine(told?.fix ?? ''), wrong, stands };
  }
}

/** What a person does on a terminal: a key for real targets under a passphrase, on the list of approvers. */
async function addRealKey(home: string): Promise<void> {
  const settings = { home, user: 'tester' };
  const { publicKey } = value(await localKeys(settings).makeReal('a passphrase of these faults'));
  const signer = value(await localApprover(settings));
  const change = value(await signer.signChange({ kind: 'add', approver: { name: signer.name, publicKey, kind: 'real' } }));
  const { url, token } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as { url: string; token: string };
  value(await connectEngine(url, token).changeApprovers({ change }));
}

/** Whether a person can approve: something else is asked for, with a secret that is put away, approved, and never applied. */
async function approved(checkout: Checkout): Promise<Said> {
  const asked = await checkout.run('ask', '--file', join(checkout.home, wishFile), '--json');
  if (asked.code !== 0) return asked;
  const { plan } = JSON.parse(asked.out.trim().split('\n').at(-1) ?? '') as Proposed;
  return checkout.run('approve', plan.id, '--json');
}

function wrongWith({ code, message, cause, fix }: Diagnostic): string[] {
  return [
    ...(code === 'INTERNAL' || !Object.hasOwn(codes, code) ? [`the code ${code}`] : []),
    ...(message === '' ? ['no message'] : []),
    ...((cause ?? '').trim() === '' ? ['no cause'] : []),
    ...(fix === '' ? ['no fix'] : []),
  ];
}

function problemOf({ out }: Said): Diagnostic | null {
  const last = out.trim().split('\n').at(-1) ?? '';
  try {
    return (JSON.parse(last) as { problems?: Diagnostic[] }).problems?.[0] ?? null;
  } catch {
    return null;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^ -~‘’“”…]/gu, '?');
}

async function must(said: Promise<Said>): Promise<void> {
  const { code, out, err } = await said;
  if (code !== 0) throw new Error(`${code}: ${out}${err}`);
}

const cellColumns = 160;

/** The outcomes as a table for people. */
export function asTable(outcomes: readonly FaultOutcome[]): string[] {
  return [
    '| file | fault | code | cause | fix |',
    '| --- | --- | --- | --- | --- |',
    ...outcomes.map(
      ({ path, fault, code, cause, fix }) =>
        `| ${[path, fault, code, cause, fix].map((cell) => cell.slice(0, cellColumns).replaceAll('|', '\\|')).join(' | ')} |`,
    ),
  ];
}

/** Of what does not concern this machine: the temporary folders of one run. */
export function withoutFolders(line: string): string {
  return line.replaceAll(/\/tmp\/asbuilt-[\w-]+/g, '<home>');
}
