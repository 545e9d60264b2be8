import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { Order } from '../../ports/driver.ts';

const look = 'look at what it did, then plan again';

export function notRepeatable(order: Order): Diagnostic {
  const at = order.step.node;
  return problem('UNIT_FAILED', `${at} has run before and does not say that it may run again`, look, { at });
}

export function interrupted(order: Order): Diagnostic {
  const at = order.step.node;
  return problem('UNIT_INTERRUPTED', `${at} was begun, and nothing tells how it ended`, look, { at });
}

/** Nobody knows what came of a part of it; another attempt would do all of it again. */
export function unclear(order: Order, message: string, cause?: string): Diagnostic {
  const at = order.step.node;
  return problem('UNIT_INTERRUPTED', `${at}: ${message}`, look, { at, ...(cause === undefined || cause === '' ? {} : { cause }) });
}

export function tooLong(order: Order): Diagnostic {
  const at = order.step.node;
  return problem('UNIT_INTERRUPTED', `${at} ran for more than an hour and was ended`, look, { at });
}

export function sourceGone(order: Order): Diagnostic {
  const at = order.step.node;
  const message = `the source of ${at} is not in the records any more, or has become another than was signed`;
  return problem('INPUT_INVALID', message, 'plan again: ask with the same intent', { at });
}

/** What ended with a failure may run again only where it says so. */
export function unitFailed(order: Order, message: string, cause?: string): Diagnostic {
  const { change, run, step } = order;
  const again = change.kind === 'unit' && change.repeatable;
  return problem('UNIT_FAILED', `${step.node}: ${message}`, again ? `asbuilt runs resume ${run}` : look, {
    at: step.node,
    ...(cause === undefined || cause === '' ? {} : { cause }),
  });
}

export function firstOf(problems: readonly Diagnostic[]): Diagnostic {
  return problems[0] ?? problem('INTERNAL', 'a failure without a problem', 'report this');
}
