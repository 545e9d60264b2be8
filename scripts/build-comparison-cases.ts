import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../src/kernel/json.ts';
import { loadRegistry } from '../src/registry/registry.ts';
import { type ClassCase, classCases } from './compare/testing/class-cases.ts';

export const comparisonCasesPath = join(import.meta.dirname, '..', 'docs', 'reference', 'comparison-cases.md');

const comesTo: Readonly<Record<ClassCase['action'], string>> = { none: 'nothing', update: 'an update', replace: 'a replacement', deviation: 'told, and left' };
const lawsFile = join(import.meta.dirname, 'compare', 'laws.test.ts');

/** By class, each case of what real AWS does with what it comes to; the laws that are tested over types drawn from the registry; and how many facts of the registry each class rests on. */
export function comparisonCases(): string {
  const classes = Object.entries(classCases);
  return `${[
    '# Cases of comparison, by class',
    '<!-- Made by scripts/build-comparison-cases.ts from scripts/compare/testing/class-cases.ts, scripts/compare/laws.test.ts and the registry. -->',
    'What the rules are is in [comparison](comparison.md). Each line here is a test; the values are those of the test, shortened.',
    ['| class | cases | nothing | an update | a replacement | told, and left |', '| --- | --- | --- | --- | --- | --- |', ...classes.map(countsOf)].join('\n'),
    ...classes.map(([name, cases]) =>
      [`## ${name}`, ['| case | of | asked | live | comes to |', '| --- | --- | --- | --- | --- |', ...cases.map(rowOf)].join('\n')].join('\n\n'),
    ),
    '## Laws over types of the registry',
    'Each is tested over 220 types drawn by a printed seed (`LAWS_SEED` draws the same again).',
    lawTitles()
      .map((title) => `- ${title}`)
      .join('\n'),
    '## Facts of the registry',
    factsOf(),
  ].join('\n\n')}\n`;
}

function countsOf([name, cases]: readonly [string, readonly ClassCase[]]): string {
  const actions = Object.keys(comesTo).map((action) => cases.filter((one) => one.action === action).length);
  return `| ${[name, cases.length, ...actions].join(' | ')} |`;
}

function rowOf({ says, type, desired, live, action }: ClassCase): string {
  const differ = [...new Set([...Object.keys(desired), ...Object.keys(live)])].filter((name) => JSON.stringify(desired[name]) !== JSON.stringify(live[name]));
  return `| ${[says, `\`${type}\``, excerpt(desired, differ), excerpt(live, differ), comesTo[action]].join(' | ')} |`;
}

function excerpt(side: JsonObject, names: readonly string[]): string {
  const shown = Object.fromEntries(names.flatMap((name) => (side[name] === undefined ? [] : [[name, side[name]]])));
  const text = JSON.stringify(shown);
  return `\`${(text.length > 120 ? `${text.slice(0, 119)}…` : text).replaceAll('|', '¦').replaceAll('`', '’')}\``;
}

function lawTitles(): string[] {
  const source = readFileSync(lawsFile, 'utf8');
  return [...source.matchAll(/^ {2}it\('([^']+)'/gm)].map(([, title = '']) => title);
}

function factsOf(): string {
  const registry = loadRegistry();
  let [transforms, unordered, ordered, unknown, writeOnly, unreturned, conditional] = [0, 0, 0, 0, 0, 0, 0];
  const types = registry.names();
  for (const name of types) {
    const type = registry.type(name);
    if (!type.ok) continue;
    const { value } = type;
    transforms += Object.keys(value.transforms ?? {}).length;
    writeOnly += value.writeOnly.length;
    unreturned += value.unreturned?.length ?? 0;
    conditional += value.conditionalCreateOnly.length;
    for (const members of [value.properties, ...Object.values(value.definitions)]) {
      for (const { shape } of Object.values(members)) {
        if (shape.kind !== 'array') continue;
        if (shape.unordered === true) unordered++;
        else if (shape.ordered === true) ordered++;
        else unknown++;
      }
    }
  }
  registry.close();
  return [
    `Of ${types.length} types, without imported schemas:`,
    '',
    '| fact | how many |',
    '| --- | --- |',
    `| properties that the provider rewrites | ${transforms} |`,
    `| lists that keep an order / keep none / of unknown order | ${ordered} / ${unordered} / ${unknown} |`,
    `| properties that are only written | ${writeOnly} |`,
    `| properties that a read may leave out | ${unreturned} |`,
    `| properties that are only conditionally create-only | ${conditional} |`,
  ].join('\n');
}

if (import.meta.main) writeFileSync(comparisonCasesPath, comparisonCases());
