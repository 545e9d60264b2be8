import { networkOf } from '../kernel/ip-network.ts';

/** Whether two texts are spellings of one thing, told by their form and by what the property is called. */
export function sameSpelling(name: string, desired: string, live: string): boolean {
  return sameNetwork(name, desired, live) || sameTime(desired, live) || sameDomain(name, desired, live) || sameText(desired, live);
}

// `CustomerAddress: 169.254.1.2/30` is an address with its prefix length: there the host is what matters.
function sameNetwork(name: string, desired: string, live: string): boolean {
  const keepHost = /Address$/.test(name);
  const wanted = networkOf(desired, keepHost);
  return wanted !== null && wanted === networkOf(live, keepHost);
}

const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

function sameTime(desired: string, live: string): boolean {
  const wanted = timeOf(desired);
  return wanted !== null && wanted === timeOf(live);
}

/** One text for all spellings of a rate, a cron expression or a moment. */
function timeOf(text: string): string | null {
  const rate = /^\s*rate\(\s*(\d{1,9})\s+(minute|hour|day)s?\s*\)\s*$/.exec(text);
  if (rate !== null) return `rate ${Number(rate[1]) * (minutes[rate[2] as string] as number)}`;
  if (/^\s*cron\(.{1,256}\)\s*$/.test(text)) return text.trim().replace(/\s+/g, ' ').replace('( ', '(').replace(' )', ')');
  const moment = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (moment === null) return null;
  const [, start, seconds = ':00', fraction = '', zone = 'Z'] = moment;
  const at = Date.parse(`${start}${seconds}${fraction}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(at) ? null : `at ${at}`;
}

/** A domain's final dot says nothing (RFC 1034 §3.1). */
function sameDomain(name: string, desired: string, live: string): boolean {
  return /domain|dns|zone|host/i.test(name) && desired !== '' && (`${desired}.` === live || desired === `${live}.`);
}

/** Line ends at the end of a text are lost on the way; in a certificate or key (RFC 7468) white space says nothing. */
function sameText(desired: string, live: string): boolean {
  if (desired.includes('-----BEGIN ') && live.includes('-----BEGIN ')) return desired.replace(/\s+/g, '') === live.replace(/\s+/g, '');
  return (/[\r\n]$/.test(desired) || /[\r\n]$/.test(live)) && desired.replace(/[\r\n]+$/, '') === live.replace(/[\r\n]+$/, '');
}
