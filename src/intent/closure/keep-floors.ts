import type { Json } from '../../kernel/json.ts';
import { type Floor, valueFloors } from '../../model/value-floors.ts';
import { answered, type Closing, explain, placeOf, typeRef } from './closing.ts';
import { nodesIn, type Part } from './drafting.ts';

const leave = 'leave it';

/**
 * Keeps what one resource is given above what another has that it works with: a queue hides a message for as long as its function may run. Of a new one that is a default; of one that stands, or for which another
 * value is said, it is asked. `asked`: the nodes that the draft speaks of; where nothing of the two changes, nothing is asked. Gives the nodes that stand and are changed by an answer.
 */
export function keepFloors(closing: Closing, asked: ReadonlySet<string>): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const part of closing.drafting.parts) {
    const floor = valueFloors[part.type.name];
    const [low, high] = floor === undefined ? [] : [leadsTo(closing, part, floor.low), leadsTo(closing, part, floor.high)];
    const spoken = [high, low, part].find((one) => one != null && (!one.stands || asked.has(one.node)));
    if (floor === undefined || low == null || high == null || spoken == null) continue;
    const [has, needs] = [amountOf(low, floor.low), amountOf(high, floor.high)];
    if (has === null || needs === null) continue;
    const fits = Math.min(floor.most, needs * floor.times);
    if (!low.stands && low.properties[floor.low.property] === undefined) {
      if (has < fits) give(low, floor, fits);
      if (has < fits)
        explain(
          closing,
          low,
          typeRef(part),
          `gives {node} ${floor.low.property} of ${fits} ${floor.unit}, ${floor.times} times what ${high.node} has: ${floor.because}`,
        );
    } else if (has < needs) {
      const slot = `${low.node}.${floor.low.property}`;
      const answer = answered(closing, spoken, slot);
      if (answer === null) ask(closing, spoken, slot, { low, high, floor, has, needs, fits });
      else {
        const { value, by } = answer;
        const number = /^\d{1,6}$/u.test(value) ? Number(value) : null;
        if (number !== null) {
          give(low, floor, number);
          changed.add(low.node);
          if (by !== undefined) low.chosen.add(`/${floor.low.property}`);
        }
        const effect = number === null ? `leaves ${floor.low.property} of ${low.node} at ${has}` : `sets ${floor.low.property} of ${low.node} to ${number}`;
        closing.evidence.push({ words: value, entry: `answer/${slot}`, effect });
      }
    }
  }
  return changed;
}

function leadsTo(closing: Closing, { properties }: Part, { by, type }: Floor['low']): Part | null {
  const [node] = nodesIn(properties[by] ?? null);
  const found = node === undefined ? undefined : closing.drafting.at(node);
  return found?.type.name === type ? found : null;
}

function amountOf({ properties }: Part, { property, unset }: Floor['low']): number | null {
  const value: Json = properties[property] ?? unset;
  return typeof value === 'number' ? value : null;
}

function give(low: Part, { low: { property } }: Floor, value: number): void {
  low.properties = { ...low.properties, [property]: value };
}

interface TooLow {
  readonly low: Part;
  readonly high: Part;
  readonly floor: Floor;
  readonly has: number;
  readonly needs: number;
  readonly fits: number;
}

function ask(closing: Closing, spoken: Part, slot: string, { low, high, floor, has, needs, fits }: TooLow): void {
  const values = [
    [String(fits), `sets it to ${fits} ${floor.unit}, ${floor.times} times that, as AWS recommends`],
    [leave, `leaves ${low.node} as it is`],
  ] as const;
  closing.questions.push({
    at: placeOf(spoken),
    slot,
    text: `${floor.low.property} of ${low.node} is ${has} ${floor.unit}, less than ${floor.high.property} of ${high.node} (${needs}): ${floor.because}. What is it to be?`,
    options: values.map(([value, text], index) => ({ letter: String.fromCharCode(97 + index), value, text })),
    open: true,
    default: String(fits),
    because: null,
  });
}
