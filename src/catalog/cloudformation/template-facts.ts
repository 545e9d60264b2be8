import type { Json } from '../../kernel/json.ts';
import type { Result } from '../../kernel/result.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Place } from '../../model/target.ts';

/** What a template may ask of where it is made, as far as it was read. */
export interface TemplateFacts {
  /** The values of SSM parameters; null for one that is not there. */
  readonly stored: ReadonlyMap<string, string | null>;
  /** The availability zones of regions, sorted. */
  readonly zones: ReadonlyMap<string, readonly string[]>;
  /** What other deployments export there; null for a name that none exports. */
  readonly exported: ReadonlyMap<string, Json | null>;
}

/** What has to be read before a template can be translated: `translateTemplates` says it, and is asked again with it. */
export interface TemplateNeeds {
  readonly stored: ReadonlySet<string>;
  readonly zones: ReadonlySet<string>;
  readonly exported: ReadonlySet<string>;
}

/** Where, and as part of what, templates are made. */
export interface TemplateWorld {
  readonly deployment: string;
  readonly place: Place;
  readonly types: { type(name: string): Result<ResourceType> };
}

/** That something is needed which was not read. It is thrown and noted; what else is needed comes to light in the same go. */
export class Unread extends Error {}

/** Collects what is needed. */
export class Reading {
  readonly stored = new Set<string>();
  readonly zones = new Set<string>();
  readonly exported = new Set<string>();
  readonly #facts: TemplateFacts;

  constructor(facts: TemplateFacts) {
    this.#facts = facts;
  }

  /** Whether anything was read of stored parameters. */
  get holdsStored(): boolean {
    return this.#facts.stored.size > 0;
  }

  storedValue(name: string): string | null {
    const value = this.#facts.stored.get(name);
    if (value !== undefined) return value;
    this.stored.add(name);
    throw new Unread(name);
  }

  zonesOf(region: string): readonly string[] {
    const zones = this.#facts.zones.get(region);
    if (zones !== undefined) return zones;
    this.zones.add(region);
    throw new Unread(region);
  }

  exportedElsewhere(name: string): Json | null {
    const value = this.#facts.exported.get(name);
    if (value !== undefined) return value;
    this.exported.add(name);
    throw new Unread(name);
  }

  get complete(): boolean {
    return this.stored.size === 0 && this.zones.size === 0 && this.exported.size === 0;
  }
}

/** `aws`, `aws-cn`, `aws-us-gov`, … by the region's name (AWS General Reference, partitions). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}

export function urlSuffixOf(region: string): string {
  const partition = partitionOf(region);
  if (partition === 'aws-cn') return 'amazonaws.com.cn';
  if (partition === 'aws-iso') return 'c2s.ic.gov';
  if (partition === 'aws-iso-b') return 'sc2s.sgov.gov';
  return partition === 'aws-eusc' ? 'amazonaws.eu' : 'amazonaws.com';
}
