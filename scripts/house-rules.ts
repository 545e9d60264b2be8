import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A file has one subject; above this many lines it has two. */
const mostLines = 500;
/** What decides about production is read whole. */
const mostLinesOfEngine = 250;

const codeFolders = ['src', 'test', 'bench', 'scripts', 'bin'];
const skippedFolders = new Set(['node_modules', 'dist', 'coverage', '.git', '.asbuilt']);
const namelessFile = /(^|\/)(utils?|helpers?|common|misc|manager|index)\.[cm]?[jt]sx?$/;
const notText = /\.(png|jpe?g|gif|ico|woff2?|gz|zip|db|node|pdf|wasm)$/;

/** What the other guards cannot see: the size of files, names that say nothing, and traces of the machine that somebody worked on. */
export function houseProblems(root: string, machine: Machine = thisMachine(root)): string[] {
  const problems: string[] = [];
  for (const path of filesOf(root)) {
    const text = readFileSync(join(root, path), 'utf8');
    const isCode = codeFolders.some((folder) => path.startsWith(`${folder}/`));
    if (isCode) {
      const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
      const most = path.startsWith('src/engine/') ? mostLinesOfEngine : mostLines;
      if (lines > most) problems.push(`${path}: ${lines} lines, more than ${most}: split it by subject`);
      if (namelessFile.test(path)) problems.push(`${path}: name the file after what it exports`);
    }
    for (const [index, line] of text.split('\n').entries()) {
      for (const trace of machine.traces) if (line.includes(trace)) problems.push(`${path}:${index + 1}: names this machine (${trace})`);
    }
    if (/(^|\/)package-lock\.json$/.test(path) && text.includes('"resolved":')) {
      problems.push(`${path}: names the registry that it was made with: set omit-lockfile-registry-resolved and install again`);
    }
  }
  return problems;
}

export interface Machine {
  /** Texts that belong to one machine only and to no file of the project. */
  readonly traces: readonly string[];
}

function thisMachine(root: string): Machine {
  // Short paths such as /root or /app are also somebody's example.
  const paths = [root, homedir()].filter((path) => path.split('/').length > 2);
  // Set by npm for the scripts that it runs.
  const registry = process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/';
  const host = new URL(registry).host;
  return { traces: [...paths, ...(host === 'registry.npmjs.org' ? [] : [host])] };
}

function* filesOf(root: string, folder = ''): Iterable<string> {
  if (!existsSync(join(root, folder))) return;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* filesOf(root, path);
    else if (entry.isFile() && !notText.test(entry.name)) yield path;
  }
}
