import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWrapper } from '../../src/intent/reading/unread.ts';
import { resolveByRules } from '../../src/intent/rule-resolver.ts';
import { canonicalJson } from '../../src/kernel/json.ts';
import { valueAt } from '../../src/kernel/pointer.ts';
import { loadKnowledge } from '../../src/knowledge/load-knowledge.ts';
import { pluralOf } from '../../src/knowledge/plural-of.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import { context, expandOf, knowledge, proposalOf, propose, types } from './real-context.ts';
import { sentences } from './sentences.ts';
import { compatible, necessities, waysToSay, wishesOf } from './wordings.ts';

const patterns = [...knowledge.patterns.values()];

/** A proposal without the words it was made from. */
function content(proposal: Proposal): string {
  // Where in the sentence something stands, and how an ending was said, is no part of what it is.
  const resources = proposal.resources.map(({ said: _, endings, ...resource }) => ({
    ...resource,
    endings: endings?.map((one) => ({ ...one, words: '' })) ?? [],
  }));
  return canonicalJson({ ...proposal, resources, evidence: [] } as never);
}

const clauses = [
  'a private bucket',
  'a bucket with logging and versioning',
  'two queues',
  'a fifo queue with a dead-letter queue',
  'a queue named jobs',
  'an encrypted topic',
  'a table with partition key order_id',
  'a secret called db-password',
  'an IAM role for lambda',
  'a log group with 30 days retention',
  'a VPC with a public subnet',
  'a repository encrypted with a KMS key',
  'a retained table keyed by id that is not backed up',
];

describe('laws of understanding', () => {
  it('gives the same resources and the same deployment for independent clauses in any order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(clauses, { minLength: 2 }),
        fc.shuffledSubarray(clauses),
        fc.constantFrom(', ', ' and ', '. Create ', '; ', ' plus '),
        (chosen, shuffle, joiner) => {
          const order = [...chosen].sort((a, b) => shuffle.indexOf(a) - shuffle.indexOf(b));
          const [one, other] = [proposalOf(`Create ${chosen.join(joiner)}.`), proposalOf(`Create ${order.join(' and ')}`)];
          expect(content(other)).toBe(content(one));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads every synonym of a control alike, for every type it has a meaning for', () => {
    for (const pattern of patterns) {
      for (const wish of wishesOf(pattern)) {
        const plain = `a ${pattern.nouns[0]}${necessities(pattern, [wish])}`;
        const [first = '', ...others] = waysToSay(wish);
        const expected = content(proposalOf(`${plain} ${first}`));
        for (const other of others) expect(content(proposalOf(`${plain} ${other}`)), other).toBe(expected);
      }
    }
  });

  it('reads every noun of a pattern alike, in the singular and plural, with and without its service, in any case', () => {
    for (const pattern of patterns) {
      const rest = necessities(pattern);
      const expected = content(proposalOf(`a ${pattern.nouns[0]}${rest}`));
      const two = content(proposalOf(`two ${pluralOf(pattern.nouns[0] ?? '')}${rest}`));
      for (const noun of pattern.nouns.flatMap((one) => [one, ...pattern.qualifiers.map((qualifier) => `${qualifier} ${one}`)])) {
        expect(content(proposalOf(`CREATE A ${noun.toUpperCase()}${rest}`)), noun).toBe(expected);
        expect(content(proposalOf(`2 ${pluralOf(noun)}${rest}`)), noun).toBe(two);
      }
    }
  });

  it('never reads a negated control as the control', () => {
    let understood = 0;
    for (const pattern of patterns) {
      for (const control of knowledge.controls.values()) {
        const { adjectives, nouns, opposites } = control.words;
        const negated = [
          ...adjectives.map((word) => `that is not ${word}`),
          ...nouns.map((word) => `without ${word}`),
          ...nouns.map((word) => `with ${word} turned off`),
          ...opposites.map((word) => `that is ${word}`),
        ];
        for (const words of negated) {
          const proposed = propose(`a ${pattern.nouns[0]}${necessities(pattern)} ${words}`);
          if (!proposed.ok) continue;
          understood++;
          const promised = proposed.value.resources.flatMap((resource) => resource.checks.map((check) => check.control));
          expect(promised, words).not.toContain(control.metadata.name);
        }
      }
    }
    expect(understood).toBeGreaterThan(100);
  });

  it('makes only proposals that expand and are valid for the real types', () => {
    const anyPattern = fc.constantFrom(...patterns);
    fc.assert(
      fc.property(
        anyPattern.chain((pattern) =>
          fc.tuple(
            fc.constant(pattern),
            fc.shuffledSubarray(wishesOf(pattern)),
            fc.integer({ min: 1, max: 3 }),
            fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
          ),
        ),
        fc.constantFrom('us-east-1', 'eu-central-1', 'ap-northeast-1', 'us-west-1'),
        ([pattern, wished, count, picks], region) => {
          const wishes = wished.filter((wish, index) => wished.slice(0, index).every((before) => compatible(before, wish)));
          const said = wishes.map((wish, index) => waysToSay(wish)[(picks[index] ?? 0) % waysToSay(wish).length] ?? '');
          const [noun = ''] = pattern.nouns;
          const things = `${count} ${count === 1 ? noun : pluralOf(noun)}${necessities(pattern, wishes)}`;
          const text = `${things}${said.map((words) => `, ${words}`).join('')} in ${region}`;
          const proposed = propose(text);
          if (!proposed.ok) {
            // Two wishes may set one property differently, and a private VPC has no way for a NAT gateway.
            expect(['CONTROL_CONFLICT', 'PROPERTY_MISSING'], text).toContain(proposed.problems[0]?.code);
            return;
          }
          const desired = expandOf(proposed.value);
          expect(desired.ok ? [] : desired.problems, text).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('promises to find only what it asks for', () => {
    let promised = 0;
    for (const pattern of patterns) {
      for (const wish of wishesOf(pattern)) {
        const [words = ''] = waysToSay(wish);
        for (const resource of proposalOf(`a ${pattern.nouns[0]}${necessities(pattern, [wish])} ${words}`).resources) {
          for (const check of resource.checks) {
            const asked = valueAt(resource.properties, check.pointer);
            if (check.exists === true) expect(asked, `${words}: ${check.pointer}`).toBeDefined();
            else expect(asked, `${words}: ${check.pointer}`).toEqual(check.equals);
            promised++;
          }
        }
      }
    }
    expect(promised).toBeGreaterThanOrEqual(40);
  });

  it('uses only types that exist and can be read back', () => {
    for (const { says } of sentences) {
      for (const { type } of proposalOf(says).resources) {
        const known = types.type(type);
        expect(known.ok, type).toBe(true);
        expect(known.ok && known.value.unreadable === true, type).toBe(false);
      }
    }
    for (const entry of knowledge.controls.values()) for (const type of Object.keys(entry.types)) expect(type === '*' || types.type(type).ok, type).toBe(true);
    for (const type of knowledge.naming.keys()) expect(types.type(type).ok, type).toBe(true);
  });

  it('keeps its facts about regions within the regions that are known', () => {
    expect([...knowledge.regions.keys()].filter((region) => !types.regions().includes(region))).toEqual([]);
  });

  it('refuses whatever sentence an unknown word is put into, or says what it took the word for', () => {
    const understood = sentences.map((sentence) => sentence.says).filter((says) => !says.startsWith('{') && !says.includes('"') && !says.includes('\n'));
    const unknown = fc.stringMatching(/^[a-z]{4,9}$/).filter((word) => !knowledge.phrases.begins(word) && !knowledge.units.has(word) && !isWrapper(word));
    fc.assert(
      fc.property(fc.constantFrom(...understood), unknown, fc.nat(), (says, word, place) => {
        const words = says.split(' ');
        words.splice(place % (words.length + 1), 0, word);
        const proposed = propose(words.join(' '));
        const told = proposed.ok && proposed.value.evidence.some(({ words: read }) => read.includes(word));
        expect(!proposed.ok || told, words.join(' ')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never fails otherwise than by a problem with code, place and fix, whatever the words are', () => {
    const vocabulary = [
      ...new Set([
        ...sentences.flatMap((sentence) => sentence.says.split(/[\s"{}]+/)),
        'not',
        'without',
        'or',
        'all',
        'it',
        'off',
        'the',
        ',',
        '.',
        '3',
        '0',
        'zzz',
        '"x y"',
      ]),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 14 }), (words) => {
        const proposed = propose(words.join(' '));
        if (proposed.ok) {
          const desired = expandOf(proposed.value);
          expect(desired.ok ? [] : desired.problems.filter((problem) => problem.code !== 'GRAPH_CONFLICT')).toEqual([]);
        } else {
          expect(proposed.problems.length).toBeGreaterThan(0);
          for (const problem of proposed.problems)
            expect(problem).toMatchObject({ code: expect.any(String), at: expect.any(String), message: expect.any(String), fix: expect.stringMatching(/./) });
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is deterministic, and does not depend on the order in which the knowledge base is read', () => {
    const root = join(import.meta.dirname, '..', '..', 'knowledge');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yaml'))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
    const reversed = loadKnowledge([...files].reverse());
    if (!reversed.ok) throw new Error('the knowledge base does not load');
    for (const { says } of sentences) {
      if (says.startsWith('{')) continue;
      const again = resolveByRules({ intent: says }, { ...context, knowledge: reversed.value });
      expect(again.ok && canonicalJson(again.value)).toBe(canonicalJson(proposalOf(says)));
    }
  });
});
