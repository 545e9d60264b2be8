import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HomeFault, homeFaults } from './home-faults.ts';
import { type RecordedFault, recordedFaults } from './record.ts';

export const faultsPagePath = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'damaged-files.md');

const quiet: Readonly<Record<string, string>> = {
  'goes on': 'nothing needs to be done',
  'begins anew': 'it starts without what was lost; lost records come back with `asbuilt deployments recover`',
};

/** The reference of what is said where something became of a file of the data folder, made of what was recorded when it was tried. */
export function faultsPage(recorded: readonly RecordedFault[]): string {
  const tried = recorded.length === homeFaults.length ? 'each was tried' : `${recorded.length} of ${homeFaults.length} were tried so far`;
  return `${[
    '# Damaged files of the data folder',
    '<!-- Made by npm run test:faults -- --record from test/faults/recorded.jsonl. -->',
    `What is said where a file or folder of the data folder is missing, empty, cut, garbage, open to others, a link, or of another kind, and the way out (${tried}: it is done to a copy, and everything is looked at; then what was damaged is put back, and everything is looked at again). \`HOME\` is the data folder. What is said names a code, a cause and a fix; nothing of what stands in the cloud is lost by any of it. Several lines of one file hold where it is not always the same that happened.`,
    ...pathsOf(recorded).map((path) =>
      section(
        path,
        recorded.filter((one) => one.path === path),
      ),
    ),
  ].join('\n\n')}\n`;
}

function pathsOf(recorded: readonly HomeFault[]): string[] {
  return [...new Set(recorded.map(({ path }) => path))];
}

function section(path: string, faults: readonly RecordedFault[]): string {
  const alike = Map.groupBy(faults, ({ code, cause, fix }) => JSON.stringify([code, cause, fix]));
  const rows = [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { code, cause, fix } = first;
    const said = quiet[code];
    const cells = [group.map(({ fault }) => fault).join(', '), said === undefined ? `\`${code}\`` : code, cause, said ?? fix];
    return [`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`];
  });
  return [`## ${path}`, ['| what became of it | code | cause | way out |', '| --- | --- | --- | --- |', ...rows].join('\n')].join('\n\n');
}

export function writeFaultsPage(): void {
  writeFileSync(faultsPagePath, faultsPage(recordedFaults()));
}
