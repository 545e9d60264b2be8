import { sameJson } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { Proposal } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { Open } from './resolve.ts';
import type { Subject } from './subject.ts';

/**
 * Words that only say what there is to be, as "an email subscription for bob", are taken for the one that stands beside what they name. Where that one would be made anew by it, because what is said can only
 * be said when it is made, they may as well mean one more: a question then, and null where nothing is made anew.
 */
export function askBeside({ resources }: Proposal, { standing, nodes, beside }: Subject, typeOf: (name: string) => ResourceType | null): Open | null {
  const isAnew = (node: string | null): boolean => {
    const [before, after] = [standing?.draft.resources ?? [], resources].map((list) => list.find((one) => one.node === node));
    if (before === undefined || after === undefined) return false;
    const fixed = (typeOf(after.type)?.createOnly ?? []).map((pointer) => pointer.split('/*')[0] ?? pointer);
    return fixed.some((pointer) => {
      const said = valueAt(after.properties, pointer);
      return said !== undefined && !sameJson(said, valueAt(before.properties, pointer) ?? null);
    });
  };
  const questions = [...beside].flatMap(([at, question]) => ((nodes.get(at) ?? []).some(isAnew) ? [question] : []));
  return questions.length === 0 ? null : { kind: 'question', questions };
}
