import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readTemplate } from '../../src/catalog/cloudformation/template-document.ts';
import { isJsonObject, type Json } from '../../src/kernel/json.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { engineOver } from '../native/engine-over.ts';
import { exportersAmong } from './find-exporters.ts';
import { defaultsIn, filesBelow, lifeOfTemplate, type Outcome, type Reason, stages } from './life-of-template.ts';
import { SimulatedAccount } from './simulated-account.ts';
import { type Granted, makeTakenForGranted, takenForGranted } from './standing-things.ts';

/*
 * npm run test:templates -- --data FOLDER [--only PART-OF-PATH]…: of the CloudFormation templates below a folder, how many import, plan, apply on the sandbox, plan again to
 * nothing, and are destroyed without a rest, each in an account of its own. Prints for every other one why not, and a table of the reasons. Templates with macros are not counted.
 */
const { values } = parseArgs({ options: { data: { type: 'string' }, only: { type: 'string', multiple: true } } });
const region = 'us-east-1';
const say = (text: string): void => void process.stdout.write(`${text}\n`);

process.exitCode = values.data === undefined ? usage() : await measure(values.data, values.only);

function usage(): number {
  process.stderr.write('usage: npm run test:templates -- --data FOLDER [--only PART-OF-PATH]…\n');
  return 2;
}

async function measure(folder: string, only: readonly string[] | undefined): Promise<number> {
  const files = filesBelow(folder).map((path) => {
    const text = readFileSync(path, 'utf8');
    return { path, text, shown: relative(folder, path), kind: kindOf(text, path) };
  });
  const exporters = exportersAmong(files.filter(({ kind }) => kind === 'template'));
  const templates = files.filter(({ kind, shown }) => kind === 'template' && (only === undefined || only.some((part) => shown.includes(part))));
  const types = loadRegistry();
  const sandbox = await startSandbox({ port: 0, file: null, accounts: [], anyAccount: true, speed: Number.POSITIVE_INFINITY, types });
  let current = targetOf(sandbox.endpoint, accountOf(0));
  const over = await engineOver(() => current, { retry: 20_000, consistency: 2_000, slice: 5_000 });
  const outcomes: (Outcome & { readonly shown: string })[] = [];
  let accounts = 0;
  try {
    for (const { path, shown } of templates) {
      const granted: Granted[] = [];
      const unfit = new Set<string>();
      for (let attempt = 0; ; attempt++) {
        current = targetOf(sandbox.endpoint, accountOf(accounts++));
        const account = new SimulatedAccount(sandbox.endpoint, current.target.account, region);
        for (const one of granted) await makeTakenForGranted(account, one);
        const outcome = await lifeOfTemplate(path, { over, account, types, exporters, unfit });
        account.close();
        if (attempt < 4 && outcome.why !== null && helped(path, outcome.why.text.replaceAll(account.id, accountOf(accounts)), granted, unfit)) continue;
        outcomes.push({ ...outcome, shown });
        const taken = granted.length === 0 ? '' : ` (takes for granted: ${granted.map(({ name }) => name).join(', ')})`;
        say(
          `${outcome.why === null ? 'ok' : `✗ ${stages[outcome.reached]}`}  ${shown}${outcome.why === null ? taken : `: ${outcome.why.code} ${outcome.why.text}`}`,
        );
        break;
      }
    }
  } finally {
    await over.close();
    await sandbox.close();
    types.close();
  }
  const count = (kind: string): number => files.filter((file) => file.kind === kind).length;
  say(`\n${count('other')} files are no templates, ${count('macro')} have macros; of ${outcomes.length} templates:`);
  for (const [index, stage] of stages.entries()) {
    const through = outcomes.filter(({ reached }) => reached > index).length;
    say(`  ${stage.padEnd(12)} ${String(through).padStart(4)}  ${((100 * through) / Math.max(1, outcomes.length)).toFixed(1)} %`);
  }
  tellReasons(outcomes);
  return 0;
}

/** Notes what a template lacks in its account, where it can be helped: a default that does not do, or a thing that it takes for granted. */
function helped(path: string, message: string, granted: Granted[], unfit: Set<string>): boolean {
  const defaults = defaultsIn(path, message).filter((name) => !unfit.has(name));
  for (const name of defaults) unfit.add(name);
  if (defaults.length > 0) return true;
  const lacking = takenForGranted(message);
  if (lacking === null || granted.some(({ name, type }) => name === lacking.name && type === lacking.type)) return false;
  granted.push(lacking);
  return true;
}

function accountOf(number: number): string {
  return String(100_000_000_000 + number);
}

function targetOf(endpoint: string, account: string): NamedTarget {
  return {
    name: `account_${account}`,
    regions: [region, 'us-west-2', 'eu-west-1'],
    target: { cloud: 'aws', account, region, endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
  };
}

/** Told by the text alone, so that what the reader cannot read is counted too. */
function kindOf(text: string, path: string): 'template' | 'macro' | 'other' {
  if (!/^Resources\s*:|"Resources"\s*:/m.test(text)) return 'other';
  if (/!Rain::|"Rain::|Rain::Module/.test(text) || /["']?Fn::Transform["']?\s*:|!Transform\b/.test(text)) return 'macro';
  if (/["']?Type["']?\s*:\s*["']?AWS::Serverless::/.test(text) || /["']?Type["']?\s*:\s*["']?[\w:]+::MODULE/.test(text)) return 'macro';
  try {
    const { root } = readTemplate(text, path);
    if (!isJsonObject(root['Resources'])) return 'other';
    const transform = root['Transform'];
    const names = transform === undefined ? [] : Array.isArray(transform) ? transform : [transform];
    return names.some((name: Json) => name !== 'AWS::LanguageExtensions') ? 'macro' : 'template';
  } catch {
    return 'template';
  }
}

/** What a reason says of whose it is. What is said to be wrong in a template has its place and the rule in the reason's text. */
function classOf({ code, text }: Reason): string {
  if (/not supported: /.test(text)) return 'not supported, and said so';
  if (/^(TEMPLATE_INVALID|PROPERTY_|TYPE_UNKNOWN|REFERENCE_UNKNOWN)/.test(code)) return 'said to be wrong in the template';
  if (code === 'INPUT_INVALID') return 'inputs that were not found';
  return 'other';
}

function tellReasons(outcomes: readonly (Outcome & { readonly shown: string })[]): void {
  const groups = new Map<string, { readonly class: string; readonly sample: string; shown: string[] }>();
  for (const { why, shown, reached } of outcomes) {
    if (why === null) continue;
    const kind = why.text
      .replace(/^\S+:\d+ /, '')
      .replace(/\(\+\d+\)$/, '')
      .replace(/\b(?:t|Resources|Outputs|Conditions)[.[][\w.[\]"]+/g, '…')
      .replace(/"[^"]*"|\b[\w-]*\d[\w.:/-]*/g, '…');
    const key = `${stages[reached]} ${why.code} ${kind}`;
    const group = groups.get(key) ?? { class: classOf(why), sample: `${stages[reached]}: ${why.code} ${why.text}`, shown: [] };
    group.shown.push(shown);
    groups.set(key, group);
  }
  for (const name of new Set([...groups.values()].map((group) => group.class))) {
    const own = [...groups.values()].filter((group) => group.class === name).sort((a, b) => b.shown.length - a.shown.length);
    say(`\n${name}: ${own.reduce((sum, { shown }) => sum + shown.length, 0)}`);
    for (const { sample, shown } of own) say(`  ${String(shown.length).padStart(4)}  ${sample}  [${shown[0]}]`);
  }
}
