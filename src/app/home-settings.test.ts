import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHomeSettings } from './home-settings.ts';
import { openVectors } from './open-vectors.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-settings-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function read(text: string) {
  writeFileSync(join(home, 'settings.yaml'), text);
  return readHomeSettings(home);
}

describe('the settings of a data folder', () => {
  it('are the usual ones where there is no file, or an empty one', () => {
    expect(readHomeSettings(home)).toEqual({ ok: true, value: { vectors: { kind: 'embedded' } } });
    expect(read('# nothing yet\n')).toEqual({ ok: true, value: { vectors: { kind: 'embedded' } } });
  });

  it('name a folder relative to the data folder, and a store', () => {
    expect(read('knowledge: team\nvectors: { kind: pgvector, url: "postgres://kim@127.0.0.1/vectors" }\n')).toEqual({
      ok: true,
      value: { knowledge: join(home, 'team'), vectors: { kind: 'pgvector', url: 'postgres://kim@127.0.0.1/vectors' } },
    });
  });

  it('are refused with file and line where something in them is wrong', () => {
    const problems = (text: string) => {
      const settings = read(text);
      return settings.ok ? [] : settings.problems.map(({ code, at, cause }) => [code, at?.replace(home, ''), cause]);
    };
    expect(problems('knowledge: team\nvectors:\n  kind: weaviate\n')).toEqual([
      ['SETTINGS_INVALID', '/settings.yaml:3', expect.stringContaining('vectors.kind')],
    ]);
    expect(problems('vectors: { kind: opensearch, url: "https://search.example" }\n')).toEqual([
      ['SETTINGS_INVALID', '/settings.yaml:1', expect.stringContaining('vectors.region')],
    ]);
    expect(problems('colour: red\n')).toHaveLength(1);
    expect(problems('vectors: [')[0]?.[1]).toMatch(/^\/settings\.yaml:\d+$/);
  });

  it('are refused where the file cannot be read', () => {
    mkdirSync(join(home, 'settings.yaml'));
    expect(readHomeSettings(home)).toMatchObject({ ok: false, problems: [{ code: 'SETTINGS_INVALID', cause: expect.stringContaining('EISDIR') }] });
  });

  it('are no place for a password', () => {
    expect(read('vectors: { kind: pgvector, url: "postgres://kim:secret@127.0.0.1/vectors" }\n')).toMatchObject({
      ok: false,
      problems: [{ code: 'SETTINGS_INVALID', cause: expect.stringContaining('holds a password') }],
    });
  });

  it('need a key for Pinecone in the environment', () => {
    const settings = read('vectors: { kind: pinecone, url: "https://index.example" }\n');
    if (!settings.ok) throw new Error(settings.problems[0]?.message);
    expect(openVectors(settings.value, {})).toMatchObject({ ok: false, problems: [{ code: 'SETTINGS_INVALID' }] });
    expect(openVectors(settings.value, { PINECONE_API_KEY: 'k' }).ok).toBe(true);
  });
});
