import type { JsonObject } from '../../kernel/json.ts';

/** A stretch of a text; `end` is exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a text lets in and out, with the stretches that say it: the words between them belong to no rule. */
export interface SaidRules {
  readonly ingress: readonly JsonObject[];
  readonly egress: readonly JsonObject[];
  /** Ports that are let in, of which nobody said from where. */
  readonly open: readonly JsonObject[];
  readonly spans: readonly Span[];
}

type Ports = Readonly<Record<string, { readonly port: number; readonly protocol: string }>>;

interface Found extends Span {
  /** `label`: the name of a port whose number is said beside it. */
  readonly kind: 'port' | 'peer' | 'direction' | 'break' | 'label';
  readonly rule: JsonObject;
  readonly outward?: boolean;
  /** Of a port: its number is said, and not its service. */
  readonly numbered?: boolean;
  /** The word that leads to it. */
  readonly lead?: string;
}

const address = String.raw`\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?![\d/]|\.\d)`;
const anywhere = String.raw`any\s?where|everywhere|any\s+(?:ip(?:v4)?(?:\s+address(?:es)?)?|source|address|location)|all\s+(?:ips?|ip\s+addresses|sources|ipv4(?:\s+addresses)?)|everyone|everybody|(?:the\s+)?(?:whole\s+|public\s+|entire\s+)?(?:internet|world)`;

/**
 * The rules of a security group that a text spells out: ports ("port 443", "allows 443 from …", "from port 80 to port 80", "ports 8000-8080", "ssh", "ssh on port 2222") and where they lead to or come from (a block of addresses,
 * "anywhere"). A port goes with the next place, several in a row with the same one; after a place that no port has, with that. `ports` are the names that services go by. What is said beside the rules may take one of them back or
 * narrow it ("but not", "in the office"): whoever takes them sees to it that every word outside of `spans` is read (`settleRules`).
 */
export function rulesIn(text: string, ports: Ports): SaidRules {
  const ingress: JsonObject[] = [];
  const egress: JsonObject[] = [];
  const open: JsonObject[] = [];
  const spans: Span[] = [];
  const opens = /\b(?:open|expos|accessible|available|reachable)/iu.test(text);
  let outward = false;
  let waiting: Found[] = [];
  /** A place of which ports may follow, and the last one, whose ports are said. */
  let ahead: Found | null = null;
  let last: Found | null = null;
  const give = (port: Found, peer: Found): void => {
    (outward ? egress : ingress).push({ ...port.rule, ...peer.rule });
    spans.push(port, peer);
  };
  const flush = (): void => {
    for (const port of waiting) {
      if (outward) egress.push({ ...port.rule, CidrIp: '0.0.0.0/0' });
      else open.push(port.rule);
      spans.push(port);
    }
    [waiting, ahead, last] = [[], null, null];
  };
  for (const one of foundIn(text, ports)) {
    if (one.kind === 'break' || one.kind === 'direction') {
      flush();
      if (one.kind === 'direction') outward = one.outward === true;
    } else if (one.kind === 'label') spans.push(one);
    else if (one.kind === 'port') {
      const beside = one.numbered === true && /^(?:on|over|via|at|using|through)$/u.test(one.lead ?? '');
      // "HTTP from anywhere on port 8080": which port the first one means is not said.
      if (beside && last !== null) continue;
      if (beside && waiting.at(-1)?.numbered !== true) spans.push(...waiting.splice(-1));
      if (ahead !== null) give(one, ahead);
      else waiting.push(one);
    } else if (one.lead === 'to' && !outward && !opens) continue;
    else if (waiting.length > 0) {
      for (const port of waiting) give(port, one);
      [waiting, last] = [[], one];
    } else if (last === null) ahead = one;
  }
  flush();
  return { ingress, egress, open, spans: spans.sort((a, b) => a.start - b.start) };
}

function foundIn(text: string, ports: Ports): Found[] {
  const found: Found[] = [];
  type Made = Omit<Found, 'start' | 'end'>;
  const add = (start: number, end: number, made: Made | null): void => {
    if (made !== null && !found.some((one) => one.start < end && start < one.end)) found.push({ ...made, start, end });
  };
  const scan = (pattern: RegExp, make: (match: RegExpExecArray) => Made | null): void => {
    for (const match of text.matchAll(pattern)) add(match.index, match.index + match[0].length, make(match));
  };
  const port = (from: number, to: number, protocol: string | undefined, numbered = true): Made | null =>
    from > to || to > 65_535 ? null : { kind: 'port', rule: { IpProtocol: protocol?.toLowerCase() ?? 'tcp', FromPort: from, ToPort: to }, numbered };
  scan(
    /\bfrom\s+port\s+(\d{1,5})\s+to\s+(?:port\s+)?(\d{1,5})(?:\s+(?:with|using|over|on)\s+(?:the\s+)?(?:protocol\s+)?(tcp|udp)(?:\s+protocol)?)?/giu,
    ([, from, to, protocol]) => port(Number(from), Number(to), protocol),
  );
  scan(/\b(?:(tcp|udp)\s+)?ports?\s+(\d{1,5})\s*(?:-|–|to|through)\s*(\d{1,5})\b/giu, ([, protocol, from, to]) => port(Number(from), Number(to), protocol));
  const names = Object.keys(ports).sort((a, b) => b.length - a.length);
  const name = `(?:${names.map((one) => one.replaceAll(' ', String.raw`\s+`)).join('|')})`;
  const named = String.raw`\b(?<!\()${name}(?![\w-])(?:\s+(?:traffic|access|connections?|requests?))?`;
  const onPort = String.raw`\s+(?:(?:on|over|via|using|at|to)\s+)?(?:the\s+)?(?=(?:(?:tcp|udp)\s+)?port`;
  const label = (match: RegExpExecArray): Made => {
    found.push(...directionIn(match));
    return { kind: 'label', rule: {} };
  };
  const all = String.raw`\ball\s+(?:traffic|protocols|ports)\b|\b(?:all|any)\s+(?:inbound|outbound|ingress|egress|incoming|outgoing)\s+traffic\b`;
  scan(new RegExp(String.raw`(?:${all})${onPort}s?\s+\d)`, 'giu'), label);
  scan(new RegExp(all, 'giu'), (match) => {
    found.push(...directionIn(match));
    return { kind: 'port', rule: { IpProtocol: '-1' } };
  });
  // Which number is whose is said where there are as many as names.
  scan(new RegExp(String.raw`${named}(?:\s*(?:,\s*(?:and\s+)?|and\s+)${named})+${onPort}s\s+(\d[\d\s,]*(?:and\s+\d+)?))`, 'giu'), ([words, numbers = '']) => ({
    kind: words.match(new RegExp(named, 'giu'))?.length === numbers.match(/\d+/gu)?.length ? 'label' : 'break',
    rule: {},
  }));
  scan(new RegExp(String.raw`${named}${onPort}s?\s+\d)`, 'giu'), label);
  scan(
    new RegExp(String.raw`${named}(?:\s+port)?(?:\s*\((?:(?:tcp\s+)?port\s+)?(\d{1,5})\))?(?:\s+(?:over|using|via)\s+(tcp|udp)\b)?`, 'giu'),
    ([words, number, protocol]) => {
      const known = ports[new RegExp(`^${name}`, 'iu').exec(words)?.[0].toLowerCase().replace(/\s+/gu, ' ') ?? ''];
      const said = Number(number ?? known?.port);
      return known === undefined ? null : port(said, said, protocol ?? known.protocol, number !== undefined);
    },
  );
  const number = String.raw`\d{1,5}(?:\s*\(${name}\))?`;
  for (const list of text.matchAll(
    new RegExp(
      String.raw`\b(?:(?:(tcp|udp)\s+)?(?:ports?|(?:allow|permit|accept|open)(?:s|ing|ting)?(?=\s+\d[\d\s,]*(?:\s*(?:and|or|tcp|udp)\b[\d\s,]*)*\bfrom\b))|(tcp|udp))\s+((?:${number}(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+)?)+)(?:(?<=[\d)])[\s/]*(tcp|udp)\b)?`,
      'giu',
    ),
  )) {
    const [said, before, alone, numbers = '', behind] = list;
    const each = [...numbers.matchAll(new RegExp(number, 'giu'))];
    for (const [index, one] of each.entries()) {
      const start = list.index + said.indexOf(numbers) + one.index;
      const end = behind !== undefined && index === each.length - 1 ? list.index + said.length : start + one[0].length;
      add(index === 0 ? list.index : start, end, port(Number.parseInt(one[0], 10), Number.parseInt(one[0], 10), before ?? alone ?? behind));
    }
  }
  scan(
    new RegExp(
      String.raw`(?:\b(from|to|for)\s+)?(?:(?:the|a|an|any|cidr|ip|ips|source|address|of|with|as|=|(?<=\b(?:the|from|to|cidr|ip|address|source)\s)(?:block|range)s?)\s+)*["']?(${address})["']?`,
      'giu',
    ),
    ([, lead, said = '']) =>
      isAddress(said) ? { kind: 'peer', rule: { CidrIp: said.includes('/') ? said : `${said}/32` }, ...(lead && { lead: lead.toLowerCase() }) } : null,
  );
  scan(new RegExp(String.raw`\b(from|to|for)\s+(?:${anywhere})\b`, 'giu'), ([, lead = '']) => ({
    kind: 'peer',
    rule: { CidrIp: '0.0.0.0/0' },
    lead: lead.toLowerCase(),
  }));
  scan(/\b(inbound|ingress|incoming|outbound|egress|outgoing)\b(?:\s+(?:traffic|rules?|access|connections?))?/giu, (match) => directionIn(match)[0] ?? null);
  scan(/[.;]\s/gu, () => ({ kind: 'break', rule: {} }));
  return ledTo(
    text,
    found.sort((a, b) => a.start - b.start),
  );
}

/** Ports with the words that lead to them; of "port 2222 for ssh", the service is no port of its own. */
function ledTo(text: string, found: readonly Found[]): Found[] {
  return found.map((one, index) => {
    const [words, joiner, lead] =
      (one.kind === 'port' && /(?:(\band|,)\s+)?\b(on|over|for|to|of|at|via|using|through|as)\s+(?:the\s+)?$/iu.exec(text.slice(0, one.start))) || [];
    if (words === undefined || lead === undefined) return one;
    const before = found[index - 1];
    const start = one.start - words.length + (joiner === undefined ? 0 : joiner.length + 1);
    // "HTTP on port 8080": the label has them already.
    if (before !== undefined && before.kind === 'label' && before.end > start) return one;
    const isLabel = one.numbered === false && before?.kind === 'port' && before.end >= start - 1 && /^(?:for|as)$/iu.test(lead);
    return { ...one, start, ...(isLabel ? { kind: 'label' as const } : {}), ...(joiner === undefined ? { lead: lead.toLowerCase() } : {}) };
  });
}

/** Whether numbers with dots are an address or a block of IPv4. */
function isAddress(said: string): boolean {
  const [octets = '', bits = '32'] = said.split('/');
  return octets.split('.').every((octet) => Number(octet) <= 255) && Number(bits) <= 32;
}

function directionIn(match: RegExpExecArray): Found[] {
  const said = /inbound|ingress|incoming|outbound|egress|outgoing/iu.exec(match[0])?.[0].toLowerCase();
  return said === undefined ? [] : [{ kind: 'direction', rule: {}, outward: /^(?:out|egress)/u.test(said), start: match.index - 1, end: match.index }];
}
