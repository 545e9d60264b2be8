import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gates } from '../../scripts/gates.ts';
import { houseProblems } from '../../scripts/house-rules.ts';
import { rooms, roomsAsMarkdown } from '../../scripts/rooms.mjs';
import { findings } from './specimen.ts';

const root = join(import.meta.dirname, '..', '..');

const permit = 'interface Permit {\n  readonly run: string;\n}\n\n';
const approved = 'interface ApprovedPlan {\n  readonly plan?: string;\n}\n\n';

describe('a package without a violation', () => {
  it.each(gates.map(({ name }) => name))('passes %s', (name) => {
    expect(findings(name)).toBeNull();
  });
});

describe('biome', () => {
  it.each([
    ['another format', 'export  const  a = 1\n', 'src/app/a.ts', 'format'],
    ['a default export', 'export default 1;\n', 'src/app/a.ts', 'noDefaultExport'],
    ['a barrel', "export * from '../kernel/twice.ts';\n", 'src/app/a.ts', 'noBarrelFile'],
    ['any', 'export const a: any = 1;\n', 'src/app/a.ts', 'noExplicitAny'],
    ['an import without its extension', "import { twice } from '../kernel/twice';\n\nexport const a = twice(1);\n", 'src/app/a.ts', 'useImportExtensions'],
    ['a message on the console', "console.log('here');\n", 'src/app/a.ts', 'noConsole'],
    ['the clock in a pure room', 'export const a = Date.now();\n', 'src/model/a.ts', 'given time and randomness'],
    ['chance in the engine', 'export const a = Math.random();\n', 'src/engine/a.ts', 'given time and randomness'],
    ['the environment outside src/app', 'export const a = process.env;\n', 'src/registry/a.ts', 'Only src/app reads'],
    ['a permit made by a cast', `${permit}export const a = { run: 'r_1' } as unknown as Permit;\n`, 'src/app/a.ts', 'A permit is given'],
    ['an approved plan made by a cast in a test', `${approved}export const a = {} as ApprovedPlan;\n`, 'test/none/none.test.ts', 'A permit is given'],
    ['the arguments in the engine', 'export const a = process.argv;\n', 'src/engine/a.ts', 'Only src/app reads'],
  ])('refuses %s', (_, text, path, rule) => {
    expect(findings('biome', { [path]: text })).toContain(rule);
  });
});

describe('the type checks', () => {
  it('refuse what the strict options forbid', () => {
    expect(findings('types (tsc)', { 'src/app/a.ts': 'export const a: string = [1][0];\n' })).toContain('TS2322');
    expect(findings('types (tsc)', { 'src/app/a.ts': 'export const first: number = [1][0];\n' })).toContain('TS2322');
    expect(findings('types (tsc)', { 'src/app/a.ts': 'export enum Colour {\n  Red,\n}\n' })).toContain('TS1294');
  });

  it('refuse a file that sends without a permit, or with one that it makes itself', () => {
    const ports = readFileSync(join(root, 'src', 'ports', 'permit.ts'), 'utf8');
    const files = {
      'src/kernel/diagnostic.ts': 'export interface Diagnostic {\n  readonly code: string;\n}\n',
      'src/model/call.ts': 'export interface AwsCall {\n  readonly operation: string;\n}\n',
      'src/ports/permit.ts': ports,
      'src/ports/send.ts':
        "import type { AwsCall } from '../model/call.ts';\nimport type { Permit } from './permit.ts';\n\nexport type Send = (call: AwsCall, permit: Permit) => void;\n",
    };
    const sending = (permit: string) =>
      `import type { Send } from '../ports/send.ts';\n\nexport const a = (send: Send) => send({ operation: 'x' }${permit});\n`;
    const made = ", { run: 'r', step: 's', token: 't', admit: async () => null, ended: async () => null }";
    expect(findings('types (tsc)', { ...files, 'src/app/a.ts': sending('') })).toContain('TS2554');
    expect(findings('types (tsc)', { ...files, 'src/app/a.ts': sending(made) })).toContain('permitBrand');
    expect(findings('types (tsc)', files)).toBeNull();
  });

  it.each(['process.cwd()', "fetch('http://127.0.0.1')", 'setTimeout(() => {}, 1)', 'Buffer.from([])', 'document.title', 'crypto.randomUUID()'])(
    'refuse %s in a pure room, and nowhere else',
    (expression) => {
      const text = `export const a = ${expression};\n`;
      expect(findings('pure rooms', { 'src/plan/a.ts': text })).toContain('src/plan/a.ts');
      expect(findings('pure rooms', { 'src/registry/a.ts': text })).toBeNull();
    },
  );
});

describe('the import table', () => {
  it.each([
    ['an import that the table does not list', { 'src/kernel/a.ts': "import { limit } from '../model/limit.ts';\n\nexport const a = limit;\n" }, 'room-kernel'],
    ['one of types only', { 'src/kernel/a.ts': "import type { limit } from '../model/limit.ts';\n\nexport type A = typeof limit;\n" }, 'room-kernel'],
    ['one that is passed on', { 'src/kernel/a.ts': "export { limit } from '../model/limit.ts';\n" }, 'room-kernel'],
    ['one made while running', { 'src/kernel/a.ts': "export const a = () => import('../model/limit.ts');\n" }, 'room-kernel'],
    [
      'an adapter that knows another',
      { 'src/adapters/aws/a.ts': 'export const a = 1;\n', 'src/adapters/store/b.ts': "export { a } from '../aws/a.ts';\n" },
      'room-adapters-apart',
    ],
    [
      'a surface that knows an adapter',
      { 'src/adapters/aws/a.ts': 'export const a = 1;\n', 'src/surfaces/cli/b.ts': "export { a } from '../../adapters/aws/a.ts';\n" },
      'room-surfaces',
    ],
    [
      'the engine that knows the registry',
      { 'src/registry/a.ts': 'export const a = 1;\n', 'src/engine/b.ts': "export { a } from '../registry/a.ts';\n" },
      'room-engine',
    ],
    ['a Node module in a pure room', { 'src/graph/a.ts': "import { join } from 'node:path';\n\nexport const a = join;\n" }, 'pure-without-node'],
    ['a room that the table does not have', { 'src/attic/a.ts': "import { twice } from '../kernel/twice.ts';\n\nexport const a = twice;\n" }, 'known-room'],
    [
      'a circle',
      {
        'src/app/a.ts': "import { b } from './b.ts';\n\nexport const a = () => b;\n",
        'src/app/b.ts': "import { a } from './a.ts';\n\nexport const b = () => a;\n",
      },
      'no-circle',
    ],
    ['the product that needs a test', { 'src/app/a.ts': "import '../../test/none/none.test.ts';\n" }, 'product-alone'],
    ['a package that is not declared', { 'src/app/a.ts': "import { parse } from 'yaml';\n\nexport const a = parse;\n" }, 'declared'],
    ['a file that is not there', { 'src/app/a.ts': "import { x } from './x.ts';\n\nexport const a = x;\n" }, 'resolvable'],
  ])('refuses %s', (_, files, rule) => {
    expect(findings('rooms (dep', files)).toMatch(new RegExp(`error ${rule}:`));
  });

  it('lets tests use the real registry', () => {
    const files = { 'src/registry/a.ts': 'export const a = 1;\n', 'src/engine/b.test.ts': "import { a } from '../registry/a.ts';\n\nexport const b = a;\n" };
    expect(findings('rooms (dep', files)).toBeNull();
  });

  it('is the one that docs/architecture.md shows', () => {
    expect(readFileSync(join(root, 'docs', 'architecture.md'), 'utf8')).toContain(roomsAsMarkdown());
  });

  it('names the rooms that the type check calls pure and biome keeps from the clock', () => {
    const pure = rooms.filter((room) => room.pure === true).map(({ room }) => room);
    const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.pure.json'), 'utf8')) as { include: string[] };
    expect([...include].sort()).toEqual([...pure].sort());
    const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { overrides: { includes: string[]; plugins?: string[] }[] };
    const timeless = overrides.find(({ plugins }) => plugins?.some((plugin) => plugin.includes('no-ambient-time')));
    expect(timeless?.includes).toEqual(expect.arrayContaining([...pure, 'src/engine'].map((room) => `${room}/**`)));
  });
});

describe('knip', () => {
  it.each([
    ['a file that nothing needs', { 'src/app/a.ts': 'export const a = 1;\n' }, 'src/app/a.ts'],
    ['an export that nothing needs', { 'src/kernel/twice.ts': 'export const twice = (value: number) => 2 * value;\nexport const thrice = 3;\n' }, 'thrice'],
    ['a dependency that nothing needs', { 'package.json': '{"name":"a","type":"module","dependencies":{"zod":"^4.0.0","yaml":"^2.0.0"}}' }, 'yaml'],
  ])('refuses %s', (_, files, name) => {
    expect(findings('knip', files)).toContain(name);
  });
});

describe('the house rules', () => {
  it('refuse a file of more than 500 lines, and accept 500', () => {
    expect(findings('sizes', { 'src/app/a.ts': 'export {};\n'.repeat(501) })).toContain('src/app/a.ts: 501 lines');
    expect(findings('sizes', { 'src/app/a.ts': 'export {};\n'.repeat(500) })).toBeNull();
  });

  it('refuse a file of the engine of more than 250 lines, and accept 250', () => {
    expect(findings('sizes', { 'src/engine/a.ts': 'export {};\n'.repeat(251) })).toContain('src/engine/a.ts: 251 lines');
    expect(findings('sizes', { 'src/engine/a.ts': 'export {};\n'.repeat(250) })).toBeNull();
  });

  it.each(['src/app/utils.ts', 'src/app/helper.ts', 'test/common.ts', 'src/kernel/index.ts'])('refuse the name %s', (path) => {
    expect(findings('sizes', { [path]: 'export {};\n' })).toContain(path);
  });

  it('refuse a lock file that names a registry', () => {
    expect(findings('sizes', { 'package-lock.json': '{"packages":{"a":{"resolved":"x"}}}' })).toContain('package-lock.json');
  });

  it('refuse traces of the machine in any text file', () => {
    const own = readFileSync(join(root, 'package.json'), 'utf8').includes('"name": "asbuilt"');
    expect(own).toBe(true);
    expect(houseProblems(root, { traces: ['"name": "asbuilt"'] })).toContainEqual(expect.stringContaining('package.json:2'));
  });
});
