import { describe, expect, it } from 'vitest';
import { type KnownVersions, openLibrary } from './open-library.ts';

const entry = (kind: string, name: string, version: string, rest: string, more = '') =>
  `apiVersion: asbuilt.dev/v1\nkind: ${kind}\nmetadata: { name: ${name}, version: ${version}, description: d, owner: o, source: s${more} }\n${rest}`;
const queue = (version: string, noun: string, more = '') =>
  entry('Pattern', 'queue', version, `type: AWS::SQS::Queue\nnode: queue\nnouns: [${noun}]\neffect: makes a queue\n`, more);
const control = (name: string, word: string, more = '') =>
  entry('Control', name, '1.0.0', `words: { adjectives: [${word}] }\n${more}types: { AWS::SQS::Queue: { effect: e } }\n`);

const shipped = [{ path: 'knowledge/queue.yaml', text: queue('1.0.0', 'queue') }];

function opened(team: readonly string[], known: KnownVersions = {}) {
  const library = openLibrary(
    shipped,
    team.map((text, index) => ({ path: `team/${index}.yaml`, text })),
    known,
  );
  if (!library.ok) throw new Error(library.problems[0]?.message);
  const { base, entries, problems } = library.value;
  return {
    nouns: base.patterns.get('queue')?.nouns,
    controls: [...base.controls.keys()].sort(),
    inForce: entries.filter((one) => one.inForce).map(({ ref, origin }) => `${ref} ${origin}`),
    refs: entries.map(({ ref }) => ref),
    entries,
    problems,
  };
}

describe('a library', () => {
  it('lets a newer version of the team’s take the place of what is shipped, and keeps both', () => {
    const { nouns, inForce, refs } = opened([queue('1.1.0', 'line')]);
    expect(nouns).toEqual(['line']);
    expect(inForce).toEqual(['pattern/queue@1.1.0 team']);
    expect(refs).toEqual(['pattern/queue@1.0.0', 'pattern/queue@1.1.0']);
  });

  it('tells of a broken entry with file and line, and goes on with the rest', () => {
    const { controls, problems, nouns } = opened([control('fast', 'fast'), `${control('slow', 'slow')}colour: red\n`, '{']);
    expect(controls).toEqual(['fast']);
    expect(nouns).toEqual(['queue']);
    expect(problems.map(({ at }) => at)).toEqual([expect.stringMatching(/^team\/1\.yaml:\d+ /), expect.stringMatching(/^team\/2\.yaml:\d+/)]);
  });

  it('leaves out what does not go together with the rest, and takes what another entry of the team makes whole', () => {
    const { controls, problems } = opened([
      control('calm', 'calm', 'opposite: wild\n'),
      control('wild', 'wild'),
      control('loud', 'loud', 'opposite: quite\n'),
      control('same', 'queue'),
    ]);
    expect(controls).toEqual(['calm', 'wild']);
    expect(problems).toMatchObject([
      { code: 'KNOWLEDGE_INVALID', at: 'team/2.yaml:1 /opposite', message: 'there is no control quite' },
      { code: 'KNOWLEDGE_INVALID', message: '"queue" already means something else in pattern/queue@1.0.0' },
    ]);
  });

  it('refuses other content under a version that is shipped, or was read before', () => {
    expect(opened([queue('1.0.0', 'line')])).toMatchObject({ nouns: ['queue'], problems: [{ code: 'KNOWLEDGE_CHANGED', at: 'team/0.yaml:1' }] });
    const fast = control('fast', 'fast');
    const { digest = '' } = opened([fast]).entries[1] ?? {};
    expect(opened([fast], { 'control/fast@1.0.0': { digest } }).problems).toEqual([]);
    expect(opened([control('fast', 'quick')], { 'control/fast@1.0.0': { digest } })).toMatchObject({ controls: [], problems: [{ code: 'KNOWLEDGE_CHANGED' }] });
  });

  it('reads the same version of the same content, wherever it stands in a file', () => {
    const fast = control('fast', 'fast');
    const digests = (text: string) => opened([text]).entries.flatMap(({ ref, digest }) => (ref === 'control/fast@1.0.0' ? [digest] : []));
    expect(digests(`# the team’s own\n---\n${control('wild', 'wild')}---\n${fast}\n\n`)).toEqual(digests(fast));
    expect(opened([fast, fast]).problems).toEqual([]);
  });

  it('counts a draft once somebody has reviewed it', () => {
    const draft = queue('2.0.0', 'line', ', status: draft');
    const { entries, nouns } = opened([draft]);
    expect(nouns).toEqual(['queue']);
    const digest = entries.find(({ ref }) => ref === 'pattern/queue@2.0.0')?.digest ?? '';
    expect(opened([draft], { 'pattern/queue@2.0.0': { digest, reviewed: { by: 'ann', on: '2026-01-01' } } }).nouns).toEqual(['line']);
  });

  it('is not opened where what is shipped is wrong', () => {
    expect(openLibrary([{ path: 'knowledge/queue.yaml', text: '{' }], [], {})).toMatchObject({ ok: false, problems: [{ code: 'KNOWLEDGE_INVALID' }] });
  });
});
