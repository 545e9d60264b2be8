import { isJsonObject, type Json } from '../kernel/json.ts';
import { meansEverybody } from '../model/lets-in.ts';

/**
 * Words of property names that decide who may reach a thing, what protects it, and how long it and its traces are kept. After AWS Security Hub's controls for
 * identity, network, encryption, logging and recovery; a word too many asks a person once too often, and one too few does not ask.
 */
const words: ReadonlySet<string> = new Set(
  `access acl acls allow allowed anonymous assume audit auth authentication authorization authorizer backup backups boundary certificate certificates cidr cipher ciphers
  cors credential credentials deletion deny egress encrypt encrypted encryption external firewall grant grants iam identity immutable ingress ip ips kms lock log logging
  logs mfa mutability ownership password passwords permission permissions policies policy principal principals private privilege privileged protect protection public
  publicly recovery retain retention role roles root rotate rotation scan scanning secret secrets security session sse ssh ssl tls token tokens trail trust trusted
  unauthenticated versioning`.split(/\s+/),
);

/** Whether a value at a place (the segments of its pointer) is one of security: by a word in a name on the way, or since it opens something to everybody. */
export function isOfSecurity(place: readonly string[], value: Json): boolean {
  return place.some((name) => wordsOf(name).some((word) => words.has(word))) || opens(value);
}

function opens(value: Json): boolean {
  if (typeof value === 'string') return meansEverybody(value);
  if (Array.isArray(value)) return (value as readonly Json[]).some(opens);
  return isJsonObject(value) && Object.entries(value).some(([name, member]) => isOfSecurity([name], member));
}

/** `KmsMasterKeyId` is kms, master, key and id; `SSEEnabled` is sse and enabled. */
function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}
