import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders with the program: this one, and any number of later ones, each with another version of the durable services. */
export interface Builds {
  readonly first: string;
  next(): string;
}

const services = join('src', 'adapters', 'durable', 'run-services.ts');

export function buildsIn(folder: string): Builds {
  const first = join(import.meta.dirname, '..', '..');
  let made = 0;
  return {
    first,
    next() {
      const build = join(folder, `build-${++made}`);
      mkdirSync(build);
      for (const name of readdirSync(first)) {
        if (name === 'src' || name === 'test') cpSync(join(first, name), join(build, name), { recursive: true });
        else if (!name.startsWith('.')) symlinkSync(join(first, name), join(build, name));
      }
      const text = readFileSync(join(first, services), 'utf8');
      const other = text.replaceAll(/'(asbuilt_(?:run|step))_v\d+'/g, `'$1_v${1_000 + made}'`);
      if (other === text) throw new Error(`${services} names no version of its services`);
      writeFileSync(join(build, services), other);
      return build;
    },
  };
}
