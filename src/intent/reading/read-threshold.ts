import type { JsonObject } from '../../kernel/json.ts';
import type { Spoken } from './read-schedule.ts';

const above = String.raw`above|over|exceeds?|exceeding|(?:is\s+)?(?:greater|more|higher|larger)\s+than|goes\s+(?:above|over|beyond)|>`;
const reaching = String.raw`reaches|at\s+least|greater\s+than\s+or\s+equal\s+to|>=`;
const below = String.raw`below|under|(?:is\s+)?(?:less|lower|smaller|fewer)\s+than|(?:drops|falls|goes)\s+(?:below|under)|<`;
const atMost = String.raw`at\s+most|less\s+than\s+or\s+equal\s+to|<=`;

/** When an alarm goes off, by the words of a text: "above 80 % for 10 minutes". Null where no limit is said. */
export function thresholdIn(text: string): Spoken<JsonObject> | null {
  const found = new RegExp(
    String.raw`(?<![\w])(?:(?<reaching>${reaching})|(?<atMost>${atMost})|(?<above>${above})|(?<below>${below}))\s*(?:a\s+)?(?:threshold\s+(?:of\s+)?)?(?<number>\d+(?:\.\d+)?)(?:\s*(?:%|percent\b))?` +
      String.raw`(?:\s*,?\s+for\s+(?:at\s+least\s+|more\s+than\s+)?(?<count>\d{1,4}|one|two|three|five|ten)\s+(?:(?<unit>second|minute|hour)s?\b|(?:consecutive\s+|evaluation\s+)*(?<periods>periods?|datapoints?)\b(?:\s+of\s+(?<length>\d{1,4})\s+(?<each>second|minute|hour)s?\b)?))?`,
    'iu',
  ).exec(text);
  const groups = found?.groups;
  if (found == null || groups === undefined) return null;
  const comparison = groups['reaching']
    ? 'GreaterThanOrEqualToThreshold'
    : groups['atMost']
      ? 'LessThanOrEqualToThreshold'
      : groups['above']
        ? 'GreaterThanThreshold'
        : 'LessThanThreshold';
  const value: JsonObject = { ComparisonOperator: comparison, Threshold: Number(groups['number']), ...lasting(groups) };
  return { value, start: found.index, end: found.index + found[0].trimEnd().length };
}

const seconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600 };
const counts: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, five: 5, ten: 10 };

/** For how long: in periods of five minutes where that comes out even, else of one. */
function lasting({ count, unit, periods, length, each }: Record<string, string | undefined>): JsonObject {
  const number = count === undefined ? 0 : (counts[count.toLowerCase()] ?? Number(count));
  if (number < 1) return {};
  if (periods !== undefined)
    return { EvaluationPeriods: number, ...(length === undefined ? {} : { Period: Number(length) * (seconds[each?.toLowerCase() ?? ''] ?? 60) }) };
  const total = number * (seconds[unit?.toLowerCase() ?? ''] ?? 60);
  if (total % 300 === 0) return { Period: 300, EvaluationPeriods: total / 300 };
  return total % 60 === 0 ? { Period: 60, EvaluationPeriods: total / 60 } : { Period: total, EvaluationPeriods: 1 };
}
