import type { JsonObject } from '../../kernel/json.ts';
import type { Spoken } from './read-schedule.ts';

/** What a text lets in and out, each with the stretch that says it. */
export interface SaidRules {
  readonly ingress: readonly Spoken<JsonObject>[];
  readonly egress: readonly Spoken<JsonObject>[];
  /** Ports that are let in, of which nobody said from where. */
  readonly open: readonly Spoken<JsonObject>[];
}

interface Found {
  readonly kind: 'port' | 'peer' | 'direction' | 'break' | 'deny';
  readonly start: number;
  readonly end: number;
  readonly rule: JsonObject;
  readonly outward?: boolean;
}

const address = String.raw`\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?`;
const anywhere = String.raw`any\s?where|everywhere|any\s+(?:ip(?:v4)?(?:\s+address(?:es)?)?|source|address|location)|all\s+(?:ips?|ip\s+addresses|sources|ipv4(?:\s+addresses)?)|everyone|everybody|(?:the\s+)?(?:whole\s+|public\s+|entire\s+)?(?:internet|world)`;

/**
 * The rules of a security group that a text spells out: ports ("port 443", "allows 443 from …", "from port 80 to port 80", "ports 8000-8080", "ssh") and where they lead to or come from (a block of addresses, "anywhere"). A port goes with the
 * next place, several in a row with the same one. `ports` are the names that services go by. What something denies is no rule of a security group: then nothing is read.
 */
export function rulesIn(text: string, ports: Readonly<Record<string, { readonly port: number; readonly protocol: string }>>): SaidRules {
  const found = foundIn(text, ports);
  const none: SaidRules = { ingress: [], egress: [], open: [] };
  if (found.some(({ kind }) => kind === 'deny') || !found.some(({ kind }) => kind === 'port')) return none;
  const ingress: Spoken<JsonObject>[] = [];
  const egress: Spoken<JsonObject>[] = [];
  const open: Spoken<JsonObject>[] = [];
  let outward = false;
  let waiting: Found[] = [];
  let last: Found | null = null;
  const give = (port: Found, peer: Found): void => {
    const [start, end] = [Math.min(port.start, peer.start), Math.max(port.end, peer.end)];
    (outward ? egress : ingress).push({ value: { ...port.rule, ...peer.rule }, start, end });
  };
  const flush = (): void => {
    for (const port of waiting) {
      if (last !== null) give(port, last);
      else if (outward) egress.push({ value: { ...port.rule, CidrIp: '0.0.0.0/0' }, start: port.start, end: port.end });
      else open.push({ value: port.rule, start: port.start, end: port.end });
    }
    waiting = [];
  };
  for (const one of found) {
    if (one.kind === 'break' || one.kind === 'direction') {
      flush();
      last = null;
      if (one.kind === 'direction') outward = one.outward === true;
    } else if (one.kind === 'port') {
      if (last !== null && waiting.length === 0) last = null;
      waiting.push(one);
    } else {
      for (const port of waiting) give(port, one);
      if (waiting.length > 0) waiting = [];
      last = one;
    }
  }
  flush();
  return { ingress, egress, open };
}

function foundIn(text: string, ports: Readonly<Record<string, { readonly port: number; readonly protocol: string }>>): Found[] {
  const found: Found[] = [];
  const taken = (start: number, end: number): boolean => found.some((one) => one.start < end && start < one.end);
  const scan = (pattern: RegExp, make: (match: RegExpExecArray) => Omit<Found, 'start' | 'end'> | null): void => {
    for (const match of text.matchAll(pattern)) {
      const made = taken(match.index, match.index + match[0].length) ? null : make(match);
      if (made !== null) found.push({ ...made, start: match.index, end: match.index + match[0].length });
    }
  };
  const port = (from: number, to: number, protocol: string): Omit<Found, 'start' | 'end'> | null =>
    from > to || to > 65_535 ? null : { kind: 'port', rule: { IpProtocol: protocol, FromPort: from, ToPort: to } };
  scan(
    /\b(?:den(?:y|ies|ied|ying)|block(?:s|ed|ing)?|reject(?:s|ed|ing)?|except|forbid(?:s|den)?|not\s+allow(?:s|ed)?|no\s+(?:inbound|outbound|ingress|egress|incoming|outgoing))\b/giu,
    () => ({ kind: 'deny', rule: {} }),
  );
  scan(
    /\bfrom\s+port\s+(\d{1,5})\s+to\s+(?:port\s+)?(\d{1,5})(?:\s+(?:with|using|over|on)\s+(?:the\s+)?(?:protocol\s+)?(tcp|udp)(?:\s+protocol)?)?/giu,
    ([, from, to, protocol]) => port(Number(from), Number(to), protocol?.toLowerCase() ?? 'tcp'),
  );
  scan(/\b(?:(tcp|udp)\s+)?ports?\s+(\d{1,5})\s*(?:-|–|to|through)\s*(\d{1,5})\b/giu, ([, protocol, from, to]) =>
    port(Number(from), Number(to), protocol?.toLowerCase() ?? 'tcp'),
  );
  scan(/\ball\s+(?:traffic|protocols|ports)\b|\b(?:all|any)\s+(?:inbound|outbound|ingress|egress|incoming|outgoing)\s+traffic\b/giu, (match) => {
    found.push(...directionIn(match));
    return { kind: 'port', rule: { IpProtocol: '-1' } };
  });
  for (const list of text.matchAll(
    /\b(?:(tcp|udp)\s+)?(?:ports?|(?:allow|permit|accept|open)(?:s|ing|ting)?(?=\s+\d[\d\s,]*(?:\s*(?:and|or|tcp|udp)\b[\d\s,]*)*\bfrom\b))\s+((?:\d{1,5}(?:\s*\([\w\s]+\))?(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+)?)+)(?:\s*(tcp|udp)\b)?/giu,
  ))
    for (const number of (list[2] ?? '').matchAll(/\d{1,5}(?:\s*\([\w\s]+\))?/gu)) {
      const start = list.index + list[0].indexOf(list[2] ?? '') + number.index;
      const first = number.index === 0 ? list.index : start;
      const made = taken(first, start + number[0].length)
        ? null
        : port(Number.parseInt(number[0], 10), Number.parseInt(number[0], 10), (list[1] ?? list[3] ?? 'tcp').toLowerCase());
      if (made !== null) found.push({ ...made, start: first, end: start + number[0].length });
    }
  const names = Object.keys(ports).sort((a, b) => b.length - a.length);
  if (names.length > 0)
    scan(
      new RegExp(
        String.raw`\b(${names.map((name) => name.replaceAll(' ', String.raw`\s+`)).join('|')})(?:\s+(?:traffic|access|connections?|requests?|port))?(?:\s*\((?:port\s+)?\d{1,5}\))?(?![\w-])`,
        'giu',
      ),
      ([, name]) => {
        const known = ports[(name ?? '').toLowerCase().replace(/\s+/gu, ' ')];
        return known === undefined ? null : port(known.port, known.port, known.protocol);
      },
    );
  scan(
    new RegExp(
      String.raw`(?:\b(?:from|to|for)\s+)?(?:(?:the|a|an|any|cidr|block|blocks?|range|ip|ips|source|address|of|with|as|=)\s+)*["']?(${address})["']?`,
      'giu',
    ),
    ([, said = '']) => ({ kind: 'peer', rule: { CidrIp: said.includes('/') ? said : `${said}/32` } }),
  );
  scan(new RegExp(String.raw`\b(?:from|to|for)\s+(?:${anywhere})\b`, 'giu'), () => ({ kind: 'peer', rule: { CidrIp: '0.0.0.0/0' } }));
  scan(/\b(inbound|ingress|incoming|outbound|egress|outgoing)\b(?:\s+(?:traffic|rules?|access|connections?))?/giu, (match) => directionIn(match)[0] ?? null);
  scan(/[.;]\s/gu, () => ({ kind: 'break', rule: {} }));
  return found.sort((a, b) => a.start - b.start);
}

function directionIn(match: RegExpExecArray): Found[] {
  const said = /inbound|ingress|incoming|outbound|egress|outgoing/iu.exec(match[0])?.[0].toLowerCase();
  return said === undefined ? [] : [{ kind: 'direction', rule: {}, outward: /^(?:out|egress)/u.test(said), start: match.index - 1, end: match.index }];
}
