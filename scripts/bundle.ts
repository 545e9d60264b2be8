import { join } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * `bundle.ts <compiled> <folder>`: puts the compiled program into few files in the folder: what every command needs, and each part that is loaded on
 * demand. Loading a file takes Node half a millisecond, and the command line would start with fifteen. Packages stay outside.
 */
const [compiled = '', folder = ''] = process.argv.slice(2);
const bundle = await rolldown({
  input: join(compiled, 'app', 'main.js'),
  platform: 'node',
  external: /^[^./]/,
  // `main` waits for the command that it loads, which must not wait for `main` in turn: what both need is a file of its own.
  preserveEntrySignatures: 'strict',
  // A text with a single character beyond Latin-1 takes two bytes for each in V8, and Node encodes all of it at every start, to look for what it has compiled.
  plugins: [
    {
      name: 'ascii',
      generateBundle: (_, files) => {
        for (const file of Object.values(files)) {
          if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
        }
      },
    },
  ],
});
await bundle.write({
  // As deep as the files that look for the package's folder from where they are.
  dir: join(folder, 'app'),
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: { groups: [{ name: 'command-line', test: /surfaces.cli.(run-cli|terminal-io)\.js$|app.(settings|version)\.js$/ }] },
});
await bundle.close();
