import type { EngineClient } from '../../engine/engine.ts';
import type { Result } from '../../kernel/result.ts';
import type { ResponseOf } from '../../model/operations.ts';
import type { Question } from '../../model/question.ts';
import { LiveLines } from './live-lines.ts';
import type { Session } from './session.ts';
import { t } from './text.ts';

type Asked = ResponseOf<'ask'>;
type Proposed = Extract<Asked, { readonly kind: 'proposal' }>;

/** The exit code of a question that stays open. */
const answerNeeded = 5;

/** How often one question is put before it stays open: a terminal whose input has ended says nothing for ever. */
const mostAttempts = 3;

/**
 * Asks, puts the questions that this raises to the person where there is one, and resolves to the proposal; or to the exit code, where it comes to
 * something else: 5 for a question that stays open, 1 for a refusal.
 */
export async function comeToPlan(session: Session, engine: EngineClient, ask: () => Promise<Result<Asked>>): Promise<Proposed | number> {
  for (let next = ask; ; ) {
    const asked = await whileReading(session, engine, next);
    if (!asked.ok) return session.fail(asked.problems);
    const came = asked.value;
    session.data(came);
    switch (came.kind) {
      case 'proposal':
        return came;
      case 'refusal':
        if (!session.json) await session.fail(came.problems);
        return 1;
      case 'answer':
        if (!session.json) (await import('./show-answer.ts')).showAnswer(session, came);
        return 0;
      case 'question': {
        const { renderQuestions, answerCommand } = await import('./render-questions.ts');
        session.show(...renderQuestions(came.questions), t``);
        const answers = session.interactive && session.io.agent === null ? await askPerson(session, came.questions) : null;
        if (answers === null) {
          session.show(t`${t`Next:`.styled('dim')} ${answerCommand(came.id, came.questions)}`);
          return answerNeeded;
        }
        next = () => engine.answer({ id: came.id, answers });
        break;
      }
      default:
        return came satisfies never;
    }
  }
}

/** A person's answers by the number of the question; null where one stays open. */
async function askPerson(session: Session, questions: readonly Question[]): Promise<Record<string, string> | null> {
  const answers: Record<string, string> = {};
  for (const [index, question] of questions.entries()) {
    const letters = question.options.map(({ letter }) => letter).join('/');
    const usual = question.options.find(({ value }) => value === question.default)?.letter ?? '';
    const hint = question.because === null ? t`` : t`, Enter for ${usual}`;
    let given: string | null = null;
    for (let attempt = 0; attempt < mostAttempts && given === null; attempt++) {
      const said = (await session.ask(t`${index + 1} [${letters}${question.open ? ' or a value' : ''}${hint}]`)) || (question.because === null ? '' : usual);
      const known = question.options.some(({ letter, value }) => letter === said || value === said);
      if (known || (question.open && said !== '')) given = said;
      else
        session.show(
          t`${said === '' ? 'Nothing is taken for granted here' : `${JSON.stringify(said)} is no answer to that`}: ${letters}. To say it otherwise, leave with Ctrl-C and ask again in other words.`.styled(
            'yellow',
          ),
        );
    }
    if (given === null) return null;
    answers[String(index + 1)] = given;
  }
  return answers;
}

/** Shows on a terminal how far the reading of what is live has come while the engine works. */
async function whileReading(session: Session, engine: EngineClient, work: () => Promise<Result<Asked>>): Promise<Result<Asked>> {
  const asked = new AbortController();
  const lines = new LiveLines(session.io);
  session.leaving = () => {
    lines.clear();
    return [t`Nothing is changed. A plan that is made after all is found in: asbuilt plans list`];
  };
  const watching = session.live ? watchReading(engine, lines, asked.signal) : Promise.resolve();
  try {
    return await work();
  } finally {
    asked.abort();
    await watching;
    lines.clear();
    session.leaving = () => [];
  }
}

async function watchReading(engine: EngineClient, lines: LiveLines, signal: AbortSignal): Promise<void> {
  for await (const event of engine.events(null, signal)) {
    if (signal.aborted) return;
    if (event.kind === 'plan') lines.draw([t`${t`Reading ${event.deployment}:`.styled('dim')} ${event.done} of ${event.total} resources`]);
  }
}
