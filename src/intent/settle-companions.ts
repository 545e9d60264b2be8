import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Evidence } from '../model/proposal.ts';
import type { Answer, Question } from '../model/question.ts';
import type { SettledCompanion, SettledControl } from './ask.ts';
import { companionOf } from './companion-said.ts';
import { quote } from './not-understood.ts';
import { settleControls } from './settle-controls.ts';
import { valueOfMention } from './slot-value.ts';
import type { Group } from './understood.ts';

/** What both a thing and what comes along with it have to have, as the answer to whether both are to. */
const both = 'both';

/**
 * What is said of what the controls of a group bring along. A control that both have to have and only the companion was said to is asked about; where the answer is
 * that both are to, it is among `alsoOwner`.
 */
export function settleCompanions(
  group: Group,
  controls: readonly SettledControl[],
  knowledge: KnowledgeBase,
  answers: readonly Answer[],
  problems: Diagnostic[],
  remarks: Evidence[],
  questions: Question[],
): { readonly companions: ReadonlyMap<string, SettledCompanion>; readonly alsoOwner: readonly SettledControl[] } {
  const companions = new Map<string, SettledCompanion>();
  const alsoOwner: SettledControl[] = [];
  for (const said of group.companions) {
    const pattern = knowledge.patterns.get(said.pattern);
    const companion = companionOf(said.control, group, knowledge);
    if (pattern === undefined || companion === null || (said.controls.length === 0 && said.slots.length === 0 && said.names === null)) continue;
    const own: Group = {
      words: said.words,
      at: said.at,
      pattern: said.pattern,
      count: 1,
      points: 'either',
      names: null,
      controls: said.controls,
      slots: said.slots,
      companions: [],
      partNames: new Map(),
      properties: {},
      told: [],
    };
    const settled = settleControls(own, [], knowledge, { stands: null, draft: [] }, problems, remarks);
    const slots = new Map(
      said.slots.flatMap((mention) => {
        const meant = mention.slots.find((slot) => slot.pattern === said.pattern);
        const slot = meant === undefined ? undefined : pattern.slots[meant.slot];
        if (meant === undefined || slot === undefined) return [];
        const value = valueOfMention(meant.slot, slot, meant.choice, mention);
        if (!value.ok) problems.push(...value.problems);
        return value.ok ? [[meant.slot, { value: value.value, said: mention }] as const] : [];
      }),
    );
    for (const control of settled) {
      const { name } = control.entry.metadata;
      if (!control.positive || !companion.same.includes(name) || controls.some(({ entry }) => entry.metadata.name === name)) continue;
      const answer = answers.find(({ at, slot }) => at === control.mention.at && slot === name)?.value;
      if (answer === both) alsoOwner.push(control);
      else if (answer === undefined) questions.push(sameQuestion(control, group, said.words));
    }
    const kept = settled.filter(({ entry, mention }) => answers.find(({ at, slot }) => at === mention.at && slot === entry.metadata.name)?.value !== 'neither');
    const [name] = said.names?.names ?? [];
    companions.set(said.control, { controls: kept, slots, name: name === undefined || said.names === null ? null : { name, said: said.names } });
  }
  return { companions, alsoOwner };
}

function sameQuestion({ entry, mention }: SettledControl, group: Group, words: string): Question {
  const { name } = entry.metadata;
  return {
    at: mention.at,
    slot: name,
    text: `${quote(mention.words)} is said of ${quote(words)} alone, and ${quote(group.words)} has to be the same. Are both to be?`,
    options: [
      { letter: 'a', value: both, text: `both are ${mention.words}` },
      { letter: 'b', value: 'neither', text: `neither is ${mention.words}` },
    ],
    open: false,
    default: both,
    because: 'it was said of one, and it works only with both',
  };
}
