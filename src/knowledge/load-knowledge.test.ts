import { describe, expect, it } from 'vitest';
import { loadKnowledge } from './load-knowledge.ts';

const head = (kind: string, name: string) =>
  `apiVersion: asbuilt.dev/v1\nkind: ${kind}\nmetadata: { name: ${name}, version: 1.0.0, description: d, owner: o, source: s }\n`;
const queue = `${head('Pattern', 'queue')}type: AWS::SQS::Queue\nnode: queue\nnouns: [queue]\neffect: makes a queue\n`;

function problems(...texts: readonly string[]) {
  const loaded = loadKnowledge(texts.map((text, index) => ({ path: `kb/${index}.yaml`, text })));
  if (loaded.ok) throw new Error('loaded');
  for (const problem of loaded.problems) expect(problem.code).toBe('KNOWLEDGE_INVALID');
  return loaded.problems.map(({ at, message, fix }) => ({ at, message, fix }));
}

describe('loadKnowledge', () => {
  it('indexes entries by name and phrases by their words, plurals included', () => {
    const loaded = loadKnowledge([{ path: 'kb/queue.yaml', text: queue }]);
    if (!loaded.ok) throw new Error('does not load');
    expect([...loaded.value.patterns.keys()]).toEqual(['queue']);
    expect(loaded.value.phrases.isPhrase('queues')).toBe(true);
  });

  it('takes several documents from one file', () => {
    const loaded = loadKnowledge([{ path: 'kb/all.yaml', text: `${queue}---\n${head('Note', 'none')}words: [moon]\nsays: is far\nfix: stay\n` }]);
    expect(loaded.ok && [...loaded.value.notes.keys()]).toEqual(['none']);
  });

  it('says where YAML is broken', () => {
    expect(problems(`${queue}slots: [`)[0]?.at).toMatch(/^kb\/0\.yaml:\d+$/);
    expect(problems(`${queue}nouns: [other]\n`)[0]?.message).toContain('unique');
  });

  it('says line and key of a wrong field', () => {
    expect(problems(queue.replace('nouns: [queue]', 'nouns: []'))[0]).toMatchObject({ at: 'kb/0.yaml:6 /nouns' });
    expect(problems(queue.replace('version: 1.0.0', 'version: one'))[0]).toMatchObject({
      at: 'kb/0.yaml:3 /metadata/version',
      message: expect.stringContaining('three numbers'),
    });
    expect(problems(`${queue}colour: red\n`)[0]?.message).toContain('colour');
    const control = `${head('Control', 'fast')}words: { adjectives: [fast] }\ntypes:\n  AWS::SQS::Queue:\n    effect: makes it fast\n    propertys: {}\n`;
    expect(problems(control)[0]).toMatchObject({ at: 'kb/0.yaml:6 /types/AWS::SQS::Queue', message: expect.stringContaining('propertys') });
  });

  it('refuses an unknown kind and version', () => {
    expect(problems(queue.replace('kind: Pattern', 'kind: Patern'))[0]?.at).toBe('kb/0.yaml:2 /kind');
    expect(problems(queue.replace('asbuilt.dev/v1', 'asbuilt.dev/v9'))[0]?.at).toBe('kb/0.yaml:1 /apiVersion');
  });

  it('names the nearest entry where one is missing', () => {
    const control = (more: string) =>
      `${head('Control', 'private')}words: { adjectives: [private] }\n${more}types: { AWS::SQS::Queue: { effect: e, resources: { spare: { pattern: queu } } } }\n`;
    expect(problems(queue, control('contradicts: [privat]\n'))).toMatchObject([
      { at: 'kb/1.yaml:1 /contradicts', fix: 'did you mean private?' },
      { at: 'kb/1.yaml:1 /types/AWS::SQS::Queue/resources/spare/pattern', fix: 'did you mean queue?' },
    ]);
  });

  it('refuses a question without its default, beside a default, or along with nothing that is asked', () => {
    const asked = (slot: string) => `${queue}slots:\n  depth: { description: d, type: text, ${slot} }\n`;
    const options = 'question: q, options: [{ value: a, text: t }]';
    expect(problems(asked(`ask: { ${options}, default: b }`))[0]).toMatchObject({
      at: 'kb/0.yaml:1 /slots/depth/ask',
      message: 'the default b is not among the options',
    });
    expect(problems(asked(`default: a, ask: { ${options}, default: a }`))[0]?.message).toContain('either asked for or has a default');
    expect(problems(asked(`default: a, ask: { ${options}, default: a, with: width }`))[0]?.message).toBe('width is not a slot that is asked for');
    expect(problems(asked(`ask: { ${options}, default: a, unlike: width }`))[0]?.message).toBe('there is no slot width');
    expect(loadKnowledge([{ path: 'kb/queue.yaml', text: asked(`ask: { ${options}, default: a }`) }]).ok).toBe(true);
  });

  it('refuses one version with two contents, and words with two meanings', () => {
    const second = queue.replace('nouns: [queue]', 'nouns: [line]');
    const both = loadKnowledge([queue, second].map((text, index) => ({ path: `kb/${index}.yaml`, text })));
    expect(both).toMatchObject({
      ok: false,
      problems: [{ code: 'KNOWLEDGE_CHANGED', at: 'kb/1.yaml:1', message: 'pattern/queue@1.0.0 is already defined in kb/0.yaml:1, with other content' }],
    });
    const control = `${head('Control', 'queued')}words: { adjectives: [queue] }\ntypes: { AWS::SQS::Queue: { effect: e } }\n`;
    expect(problems(queue, control)[0]?.message).toBe('"queue" already means something else in pattern/queue@1.0.0');
  });

  it('takes the newest version of an entry, unless that is retired or a draft', () => {
    const version = (number: string, noun: string, more = '') => queue.replace('1.0.0', `${number}${more}`).replace('nouns: [queue]', `nouns: [${noun}]`);
    const nouns = (...texts: readonly string[]) => {
      const loaded = loadKnowledge(texts.map((text, index) => ({ path: `kb/${index}.yaml`, text })));
      if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
      return [...loaded.value.patterns.values()].map((pattern) => pattern.nouns.join());
    };
    expect(nouns(version('1.10.0', 'newer'), version('1.9.0', 'older'))).toEqual(['newer']);
    expect(nouns(version('1.0.0', 'older'), version('2.0.0', 'newer', ', status: draft'))).toEqual(['older']);
    expect(nouns(version('1.0.0', 'older'), version('2.0.0', 'newer', ', status: retired'))).toEqual([]);
  });

  it('refuses a compliance set whose control does nothing for a type', () => {
    const control = `${head('Control', 'fast')}words: { adjectives: [fast] }\ntypes: { AWS::SQS::Queue: { effect: makes it fast } }\n`;
    const set = (type: string) =>
      `${head('Compliance', 'swift')}words: [swift]\nrules: { R1: { title: t, types: ['${type}'], controls: [fast] } }\nuncovered: the rest\n`;
    expect(problems(control, set('AWS::S3::Bucket'))[0]).toMatchObject({ at: 'kb/1.yaml:1 /rules/R1', message: 'fast does nothing for AWS::S3::Bucket' });
    expect(loadKnowledge([control, set('AWS::SQS::Queue')].map((text, index) => ({ path: `kb/${index}.yaml`, text }))).ok).toBe(true);
  });

  it('reports the problems of every file at once', () => {
    expect(problems(queue.replace('nouns: [queue]', 'nouns: []'), '{', head('Note', 'x')).map((problem) => problem.at?.split(/[: ]/)[0])).toEqual(
      expect.arrayContaining(['kb/0.yaml', 'kb/1.yaml', 'kb/2.yaml']),
    );
  });

  it('survives a document of aliases that would not fit into memory', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(',')}]`),
    ].join('\n');
    expect(problems(bomb)[0]?.message).toContain('not readable');
  });
});
