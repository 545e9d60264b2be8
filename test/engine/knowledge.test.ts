import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedIndex } from '../../src/adapters/vectors/embedded-index.ts';
import { currentKnowledge, knowledgeKeeper } from '../../src/app/knowledge-keeper.ts';
import { lazyRetrieval } from '../../src/app/open-vectors.ts';
import { addKnowledge, listKnowledge, reviewKnowledge, showKnowledge } from '../../src/engine/knowledge-entries.ts';
import type { KnowledgeKeeper } from '../../src/engine/knowledge-keeper.ts';
import { knowledgeSearch } from '../../src/engine/search-knowledge.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail, type Result } from '../../src/kernel/result.ts';
import type { AuditEvent } from '../../src/model/audit.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { Store, Write } from '../../src/ports/store.ts';
import type { VectorIndex } from '../../src/ports/vector-index.ts';
import { loadRegistry } from '../../src/registry/registry.ts';

const root = join(import.meta.dirname, '..', '..');
const types = loadRegistry();
const retrieval = lazyRetrieval(root);
const kim: Caller = { principal: 'kim', via: 'cli', agent: null, may: new Set(['read', 'decide']) };
const patient = (version: string, seconds: number, status = 'active') => `apiVersion: asbuilt.dev/v1
kind: Control
metadata: { name: patient, version: ${version}, description: Messages wait before anybody sees them., owner: platform, source: s, status: ${status} }
words: { adjectives: [patient] }
types: { AWS::SQS::Queue: { effect: waits ${seconds} seconds, properties: { DelaySeconds: ${seconds} } } }
`;

let home = '';
let keeper: KnowledgeKeeper;
let audit: AuditEvent[] = [];
const store = {
  commit: async (writes: readonly Write[]) => {
    for (const write of writes) if (write.kind === 'audit') audit.push(write.event);
  },
} as unknown as Store;
const clock = { now: () => Date.parse('2026-03-04T05:06:07Z'), sleep: async () => {} };
const there = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.problems.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return result.value;
};
const open = (team: string | null = null) => there(knowledgeKeeper(home, root, team));
const ports = () => ({ keeper, store, clock });
const refs = () => keeper.library().entries.flatMap(({ ref, origin, inForce }) => (origin === 'team' ? [`${ref}${inForce ? '' : ' does not count'}`] : []));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-knowledge-'));
  audit = [];
  keeper = open();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the team’s knowledge base', () => {
  it('counts what is added at once and after a restart, and the audit log says who added it', async () => {
    const knowledge = currentKnowledge(keeper);
    expect(knowledge.controls.has('patient')).toBe(false);
    expect(there(await addKnowledge({ text: patient('1.0.0', 60) }, kim, ports())).added).toMatchObject([
      { entry: 'control/patient@1.0.0', inForce: true, origin: 'team' },
    ]);
    expect(knowledge.controls.has('patient')).toBe(true);
    expect(audit).toMatchObject([{ kind: 'knowledge.added', actor: 'kim', subject: 'control/patient@1.0.0' }]);
    keeper = open();
    expect(refs()).toEqual(['control/patient@1.0.0']);
  });

  it('counts a draft once a person has reviewed it', async () => {
    there(await addKnowledge({ text: patient('1.0.0', 60, 'draft') }, kim, ports()));
    expect(refs()).toEqual(['control/patient@1.0.0 does not count']);
    expect(there(await reviewKnowledge({ entry: 'patient' }, kim, ports())).reviewed).toMatchObject({
      inForce: true,
      reviewed: { by: 'kim', on: '2026-03-04' },
    });
    keeper = open();
    expect(refs()).toEqual(['control/patient@1.0.0']);
    expect(audit.map(({ kind }) => kind)).toEqual(['knowledge.added', 'knowledge.reviewed']);
  });

  it('refuses other content under a version that is there, and keeps what it said', async () => {
    there(await addKnowledge({ text: patient('1.0.0', 60) }, kim, ports()));
    expect(await addKnowledge({ text: patient('1.0.0', 90) }, kim, ports())).toMatchObject({ ok: false, problems: [{ code: 'KNOWLEDGE_CHANGED' }] });
    there(await addKnowledge({ text: patient('1.0.0', 60) }, kim, ports()));
    there(await addKnowledge({ text: patient('1.1.0', 90) }, kim, ports()));
    expect(refs()).toEqual(['control/patient@1.0.0 does not count', 'control/patient@1.1.0']);
  });

  it('no longer counts a version whose file was changed, also while no engine ran', () => {
    there(keeper.add(patient('1.0.0', 60)));
    const file = join(home, 'knowledge', 'control-patient-1.0.0.yaml');
    writeFileSync(file, patient('1.0.0', 900));
    expect(refs()).toEqual([]);
    keeper = open();
    expect(there(listKnowledge(ports())).problems).toMatchObject([{ code: 'KNOWLEDGE_CHANGED', at: `${file}:1` }]);
    writeFileSync(file, patient('1.0.0', 60));
    expect(refs()).toEqual(['control/patient@1.0.0']);
  });

  it('adds all entries of a file or none, and says what is wrong', async () => {
    const text = `${patient('1.0.0', 60)}---\n${patient('1.0.0', 60).replaceAll('patient', 'calm').replace('types:', 'opposite: nobody\ntypes:')}`;
    expect(await addKnowledge({ text }, kim, ports())).toMatchObject({
      ok: false,
      problems: [{ code: 'KNOWLEDGE_INVALID', at: expect.stringContaining('the file:'), message: 'there is no control nobody' }],
    });
    expect(await addKnowledge({ text: '# nothing\n' }, kim, ports())).toMatchObject({ ok: false, problems: [{ message: 'the file holds no entry' }] });
    expect(refs()).toEqual([]);
    expect(audit).toEqual([]);
  });

  it('reads a folder of the team’s, beside its own, and tells of one that is not there', () => {
    const folder = join(home, 'elsewhere');
    mkdirSync(folder);
    writeFileSync(join(folder, 'patient.yaml'), patient('1.0.0', 60));
    keeper = open(folder);
    expect(refs()).toEqual(['control/patient@1.0.0']);
    keeper = open(join(home, 'gone'));
    expect(keeper.library().problems).toMatchObject([{ code: 'SETTINGS_INVALID' }]);
  });

  it('leaves a damaged memory of versions alone, tells of it, and goes on', () => {
    there(keeper.add(patient('1.0.0', 60)));
    const memory = join(home, 'knowledge.json');
    writeFileSync(memory, 'garbage');
    keeper = open();
    expect(refs()).toEqual(['control/patient@1.0.0']);
    expect(keeper.library().problems).toMatchObject([{ code: 'STORE_DAMAGED', at: memory }]);
    expect(readFileSync(memory, 'utf8')).toBe('garbage');
  });

  it('shows an entry by part of its name, with its versions, and says what is near where there is none', async () => {
    there(await addKnowledge({ text: `${patient('1.0.0', 60)}---\n${patient('1.1.0', 90)}` }, kim, ports()));
    const show = (entry: string) => showKnowledge({ entry }, ports());
    expect(there(show('patient'))).toMatchObject({ entry: { version: '1.1.0' }, versions: ['1.0.0', '1.1.0'], says: ['waits 90 seconds'] });
    expect(there(show('control/patient@1.0.0')).text).toBe(patient('1.0.0', 60).trim());
    expect(show('patent')).toMatchObject({ ok: false, problems: [{ code: 'KNOWLEDGE_UNKNOWN', fix: expect.stringContaining('patient') }] });
    expect(show('patient@7.0.0')).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('there is 1.0.0, 1.1.0') }] });
  });
});

describe('the search', () => {
  const searchOver = (vectors: VectorIndex) => knowledgeSearch({ keeper, retrieval, vectors, types });
  const found = async (text: string, vectors = embeddedIndex()) => there(await searchOver(vectors)(text, 5)).hits.map(({ ref }) => ref);

  it('finds types by what they are for, and entries by what they say', async () => {
    expect((await found('which type keeps objects?'))[0]).toBe('AWS::S3::Bucket');
    expect((await found('not reachable by the public'))[0]).toBe('control/private@1.1.0');
    expect(await found('…')).toEqual([]);
  });

  it('finds what was added, without a restart', async () => {
    const vectors = embeddedIndex();
    const search = searchOver(vectors);
    const best = async () => there(await search('patient messages wait', 1)).hits[0]?.ref;
    expect(await best()).not.toBe('control/patient@1.0.0');
    there(keeper.add(patient('1.0.0', 60)));
    expect(await best()).toBe('control/patient@1.0.0');
  });

  it('searches by words alone where the vectors are not available, and says so', async () => {
    const gone = fail(problem('VECTORS_UNAVAILABLE', 'the store did not do what it was asked', 'look at it'));
    const away = { put: async () => gone, size: async () => gone, nearest: async () => gone, drop: async () => gone, close: async () => {} };
    const searched = there(await searchOver(away)('buckets for objects', 3));
    expect(searched.problems).toMatchObject([{ code: 'VECTORS_UNAVAILABLE' }]);
    expect(searched.hits.map(({ ref }) => ref)).toContain('AWS::S3::Bucket');
  });
});
