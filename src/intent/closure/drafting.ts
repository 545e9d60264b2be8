import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { DraftResource } from '../../model/proposal.ts';
import type { ResourceType } from '../../model/resource-type.ts';

/** Something that is live and no part of the deployment: it is referred to by its values. */
export interface Existing {
  readonly type: string;
  /** Its properties and attributes, as they were read. */
  readonly properties: JsonObject;
  /** How a person would call it: its identifier, or its name. */
  readonly called: string;
}

/** A resource of the draft while it is closed. */
export interface Part {
  readonly node: string;
  readonly type: ResourceType;
  properties: JsonObject;
  readonly resource: DraftResource;
  /** Where it holds what an AI agent answered, by JSON pointer. */
  readonly chosen: Set<string>;
  /** Nodes that an AI agent picked for it, of several that would do. */
  readonly picked: Set<string>;
  /** What brought it along; null for one of the draft. */
  readonly owner: Part | null;
  /** It stands already: others may refer to it, and nothing is added to it. */
  readonly stands: boolean;
  /** Whose it is alone; null for one that others may share. */
  readonly only: Part | null;
  /** Which of the parts of the rules it was made as. */
  readonly made: string | null;
}

/** What a reference leads to. */
export type Referent = Part | Existing;

/** The resources of a draft, with who refers to whom. */
export class Drafting {
  readonly parts: Part[] = [];
  readonly #byNode = new Map<string, Part>();
  readonly #byType = new Map<string, Part[]>();
  readonly #uses = new Map<string, Set<string>>();

  add(part: Part): void {
    this.parts.push(part);
    this.#byNode.set(part.node, part);
    const alike = this.#byType.get(part.type.name);
    if (alike === undefined) this.#byType.set(part.type.name, [part]);
    else alike.push(part);
    this.notice(part);
    for (const other of part.resource.dependsOn) this.use(part.node, other);
  }

  of(type: string): readonly Part[] {
    return this.#byType.get(type) ?? [];
  }

  at(node: string): Part | undefined {
    return this.#byNode.get(node);
  }

  /** Takes note of what the properties of a part refer to. */
  notice(part: Part): void {
    for (const node of nodesIn(part.properties)) this.use(part.node, node);
  }

  use(node: string, other: string): void {
    const known = this.#uses.get(node);
    if (known === undefined) this.#uses.set(node, new Set([other]));
    else known.add(other);
  }

  uses(node: string): ReadonlySet<string> {
    return this.#uses.get(node) ?? none;
  }

  /** Whether one refers to the other, by however many steps. */
  reaches(from: string, to: string): boolean {
    const open = [from];
    const seen = new Set(open);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === to) return true;
      for (const next of this.uses(node)) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return false;
  }

  /** A node's name that is not taken. */
  free(wanted: string): string {
    const base = wanted.length > 120 ? wanted.slice(0, 120).replace(/_+$/, '') : wanted;
    let node = base;
    for (let number = 2; this.#byNode.has(node); number++) node = `${base}_${number}`;
    return node;
  }
}

export const roleType = 'AWS::IAM::Role';

const none: ReadonlySet<string> = new Set();

/** Nodes that expressions in a value refer to. */
export function nodesIn(value: Json): string[] {
  if (typeof value === 'string') {
    if (!value.includes('${')) return [];
    return [...value.matchAll(/(?<!\$)\$\{([a-z][a-z0-9_]*(?:\[[^\]]*\])?)\./g)].map((match) => match[1] ?? '');
  }
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(nodesIn);
  return isJsonObject(value) ? Object.values(value).flatMap(nodesIn) : [];
}

export function isPart(referent: Referent): referent is Part {
  return 'node' in referent;
}
