/** A stretch of a text that gives one property its value, by the pattern of that property's name. */
export interface Spoken<V> {
  readonly value: V;
  /** Offsets in the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const clock = String.raw`(?:at\s+)?(?:(?<hour>\d{1,2})(?::(?<minute>\d{2}))?\s*(?<half>am|pm)?|(?<named>midnight|noon))(?:\s*(?:o'clock|hours|hrs))?(?:\s*(?<zone>utc|gmt|z)\b)?`;
const day = String.raw`(?:every\s*day|each\s+day|daily|everyday|once\s+(?:a|per)\s+day)`;
const week = String.raw`(?:every|each|on)\s+(?<weekday>${days.join('|')}|weekday|work\s?day)s?`;
/** What makes a time another one: a zone that is not read, or a day of the month. */
const other = /^\s*(?:(?:and|or|,)\s*(?:at\s+)?\d|[A-Z]{2,4}T\b|cest|cet|pst|est|pdt|edt|local|in the\s+\w+\s+time|on\s+the\s+\d|[+-]\d)/u;

/** `rate(5 minutes)`, `cron(0 7 * * ? *)`: when something is to happen by the words of a text, as EventBridge writes it; null where it says none that is certain. */
export function scheduleIn(text: string): Spoken<string> | null {
  const literal = /\b(?:rate|cron)\([^)]{3,60}\)/u.exec(text);
  if (literal !== null) return at(literal, literal[0]);
  const timed =
    new RegExp(String.raw`\b(?:${day}|${week})\s*,?\s+at\s+${clock}(?![\w:])`, 'iu').exec(text) ??
    new RegExp(String.raw`\b${clock}\s+(?:${day}|${week})(?![\w:])`, 'iu').exec(text);
  if (timed !== null) {
    const time = timeOf(timed.groups ?? {});
    return time === null || other.test(text.slice(timed.index + timed[0].length)) ? null : at(timed, `cron(${time} ${dayOf(timed.groups?.['weekday'])})`);
  }
  const every =
    /\b(?:every|each|once (?:every|per|an?))\s+(?:(?<count>\d{1,4}|two|three|five|ten|fifteen|thirty)\s+)?(?<unit>minute|min|hour|hr|day|week)s?\b(?!\s*(?:,|and)?\s*(?:at|except|but|between|from)\b)/iu.exec(
      text,
    );
  if (every !== null) {
    const count = countOf(every.groups?.['count']);
    return count < 1 ? null : at(every, rate(count, (every.groups?.['unit'] ?? '').toLowerCase()));
  }
  const often = /\b(hourly|daily|everyday|weekly)\b(?!\s+(?:at|except|but|between|backup|report|limit|budget|cost|metric))/iu.exec(text);
  if (often === null) return null;
  return at(often, { hourly: 'rate(1 hour)', weekly: 'rate(7 days)' }[often[1]?.toLowerCase() ?? ''] ?? 'rate(1 day)');
}

/** A rate as the cron expression that comes to the same; null where none does: every 7 minutes does not begin anew with each hour. */
export function asCron(expression: string): string | null {
  const found = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (found === null) return expression;
  const count = Number(found[1]);
  if (found[2] === 'minute') return 60 % count === 0 && count < 60 ? `cron(0/${count} * * * ? *)` : null;
  if (found[2] === 'hour') return 24 % count === 0 && count < 24 ? `cron(0 0/${count} * * ? *)` : null;
  return count === 1 ? 'cron(0 0 * * ? *)' : null;
}

/** Whether a text speaks of when something happens, be it that nobody can read it. */
export function speaksOfTime(text: string): boolean {
  return /\b(?:every|each)\s+(?:other\s+|\d+\s+|\w+\s+)?(?:second|minute|hour|day|week|month|quarter|year|night|morning|weekday|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b|\b(?:hourly|daily|everyday|nightly|weekly|monthly|yearly)\b|\btwice\s+an?\s/iu.test(
    text,
  );
}

function at(found: RegExpExecArray, value: string): Spoken<string> {
  return { value, start: found.index, end: found.index + found[0].length };
}

function timeOf({ hour, minute, half, named }: Record<string, string | undefined>): string | null {
  if (named !== undefined) return named.toLowerCase() === 'noon' ? '0 12' : '0 0';
  const told = Number(hour);
  const hours = half === undefined ? told : (told % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return hours > 23 || (half !== undefined && (told < 1 || told > 12)) || Number(minute ?? 0) > 59 ? null : `${Number(minute ?? 0)} ${hours}`;
}

function dayOf(weekday: string | undefined): string {
  if (weekday === undefined) return '* * ? *';
  const index = days.indexOf(weekday.toLowerCase());
  return index < 0 ? '? * MON-FRI *' : `? * ${days[index]?.slice(0, 3).toUpperCase()} *`;
}

const words: Readonly<Record<string, number>> = { two: 2, three: 3, five: 5, ten: 10, fifteen: 15, thirty: 30 };

function countOf(said: string | undefined): number {
  return said === undefined ? 1 : (words[said.toLowerCase()] ?? Number(said));
}

function rate(count: number, unit: string): string {
  const whole = { min: 'minute', hr: 'hour' }[unit] ?? unit;
  const [number, name] = whole === 'week' ? [count * 7, 'day'] : [count, whole];
  return `rate(${number} ${name}${number === 1 ? '' : 's'})`;
}
