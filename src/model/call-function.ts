import { canonicalJson, type Json } from '../kernel/json.ts';

/**
 * The functions of expressions, by name, with what they give: they take apart and put together what exists only after a step, and nothing else. Each is total:
 * for arguments that it cannot work with it gives `undefined`. They mean what CloudFormation's functions of these names mean (template reference, Intrinsic functions).
 */
export const functionKinds = {
  select: 'any',
  split: 'list',
  join: 'text',
  base64: 'text',
  cidr: 'list',
  json: 'text',
  length: 'number',
  number: 'number',
} as const;
export type FunctionName = keyof typeof functionKinds;

/** Whether all of what a function is given is in what it gives, otherwise written. Any other gives a part or a measure, by which the whole could be found out piece by piece. */
export const keepsWhole: Readonly<Record<FunctionName, boolean>> = {
  select: false,
  split: false,
  join: true,
  base64: true,
  cidr: false,
  json: true,
  length: false,
  number: false,
};

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functionKinds, name);
}

/** As many as CloudFormation gives (template reference, Fn::Cidr). */
const mostBlocks = 256;

export function callFunction(name: FunctionName, args: readonly Json[]): Json | undefined {
  const [first, second, third] = args;
  switch (name) {
    case 'select':
      return args.length === 2 ? select(first as Json, second as Json) : undefined;
    case 'split':
      return args.length === 2 && typeof first === 'string' && first !== '' && typeof second === 'string' ? second.split(first) : undefined;
    case 'join':
      return args.length === 2 && typeof first === 'string' && Array.isArray(second) ? (second as readonly Json[]).map(textOf).join(first) : undefined;
    case 'base64':
      return args.length === 1 && first !== undefined ? base64(textOf(first)) : undefined;
    case 'cidr':
      return args.length >= 2 && args.length <= 3 && typeof first === 'string'
        ? cidr(first, Number(second), third === undefined ? 8 : Number(third))
        : undefined;
    case 'json':
      return args.length === 1 && first !== undefined ? canonicalJson(first) : undefined;
    case 'length':
      return args.length === 1 && Array.isArray(first) ? first.length : undefined;
    case 'number':
      return typeof first === 'number' ? first : typeof first === 'string' && /^-?\d+(\.\d+)?$/.test(first) ? Number(first) : undefined;
    default:
      return name satisfies never;
  }
}

/** Characters that a function puts between what it is given: these alone may be more than all of that, by the product of two lengths. */
export function separatorsOf(name: FunctionName, [separator, items]: readonly Json[]): number {
  return name === 'join' && typeof separator === 'string' && Array.isArray(items) ? separator.length * items.length : 0;
}

/** A value as it stands within a text. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

function select(index: Json, list: Json): Json | undefined {
  const at = typeof index === 'string' && /^\d+$/.test(index) ? Number(index) : index;
  return typeof at === 'number' && Array.isArray(list) ? (list as readonly Json[])[at] : undefined;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(text: string): string {
  const bytes: number[] = [];
  const escaped = encodeURIComponent(text.toWellFormed());
  for (let at = 0; at < escaped.length; at++) {
    if (escaped[at] === '%') {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(escaped.charCodeAt(at));
  }
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two, three] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const group = (one << 16) | ((two ?? 0) << 8) | (three ?? 0);
    encoded += digits.charAt(group >> 18) + digits.charAt((group >> 12) & 63);
    encoded += (two === undefined ? '=' : digits.charAt((group >> 6) & 63)) + (three === undefined ? '=' : digits.charAt(group & 63));
  }
  return encoded;
}

/** Blocks of an address range, one after the other: `count` of them, each with `bits` bits for hosts. */
function cidr(block: string, count: number, bits: number): string[] | undefined {
  const [address = '', prefixText = ''] = block.split('/');
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  const parsed = addressOf(address);
  if (parsed === undefined || !Number.isInteger(count) || count < 1 || count > mostBlocks || !Number.isInteger(bits) || bits < 1) return undefined;
  const { width, value } = parsed;
  const room = width - prefix;
  if (!(room >= 0) || bits > room || BigInt(count) << BigInt(bits) > 1n << BigInt(room)) return undefined;
  const base = (value >> BigInt(room)) << BigInt(room);
  return Array.from({ length: count }, (_, index) => `${addressText(base + (BigInt(index) << BigInt(bits)), width)}/${width - bits}`);
}

function addressOf(text: string): { readonly width: 32 | 128; readonly value: bigint } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const octets = text.split('.').map(Number);
    return octets.some((octet) => octet > 255) ? undefined : { width: 32, value: octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n) };
  }
  const halves = text.split('::');
  if (halves.length > 2 || !/^[0-9a-f:]+$/i.test(text)) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = halves.length === 2 ? [...before, ...Array(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after] : before;
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { width: 128, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) };
}

function addressText(value: bigint, width: 32 | 128): string {
  if (width === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  // The longest run of zero groups is left out (RFC 5952).
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return groups.join(':');
  const text = groups.join(':');
  return `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}
