import { problem } from '../../../kernel/diagnostic.ts';
import { comeToPlan } from '../come-to-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { showAndOffer } from '../offer-plan.ts';
import type { Session } from '../session.ts';

export async function answer(session: Session, given: ArgumentsOf<'answer'>): Promise<number> {
  const answers: Record<string, string> = {};
  for (const said of given.answer) {
    const [, number = 'only', value = said] = /^([1-9])=(.+)$/s.exec(said) ?? [];
    if (value === '' || Object.hasOwn(answers, number) || (number === 'only' && /^\d+=/.test(said)))
      return session.fail([
        problem(
          'USAGE',
          `${JSON.stringify(said)} is no answer`,
          'answer each question once, by its number: 1=b 2=order_id; of an only one the number can be left out',
          {
            at: '<answer…>',
          },
        ),
      ]);
    answers[number] = value;
  }
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const proposed = await comeToPlan(session, engine.value, () => engine.value.answer({ id: given.id, answers }));
  if (typeof proposed === 'number') return proposed;
  return showAndOffer(session, engine.value, proposed.plan, { yes: given.yes, names: given.confirm, demonstration: false });
}
