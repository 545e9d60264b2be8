import { z } from 'zod';
import { closureContent } from './closure-rules.ts';
import { json, jsonObject } from './json-schema.ts';
import { nodeAddress, typeName } from './names.ts';

/** Names of entries, slots and local resources of the knowledge base. */
const localName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower case letters, digits and _, beginning with a letter');

/** Words as a person writes them: lower case, single spaces; a hyphen counts as a space. */
const words = z.string().regex(/^[^\sA-Z]+( [^\sA-Z]+)*$/, 'lower case words with single spaces');

const metadata = z
  .object({
    name: localName,
    version: z.string().regex(/^\d+\.\d+\.\d+$/, 'three numbers, such as 1.0.0'),
    description: z.string().min(1),
    owner: z.string().min(1),
    /** Where the facts in the entry come from. */
    source: z.string().min(1),
    /** A draft counts once somebody has reviewed it; of what is retired the words mean nothing any more. */
    status: z.enum(['draft', 'active', 'retired']).default('active'),
    /** When somebody last looked whether it is still right; a review here is noted beside the entry instead. */
    reviewedOn: z.iso.date().optional(),
  })
  .strict();

/** What is looked at once the resource is live: a pointer into its properties and what must be there. */
const check = z
  .object({ pointer: z.string().startsWith('/'), equals: json.optional(), exists: z.boolean().optional() })
  .strict()
  .refine((value) => (value.equals === undefined) !== (value.exists === undefined), { message: 'a check has either equals or exists' });
export type KnowledgeCheck = z.infer<typeof check>;

/** A further resource that a pattern or a control brings along. Names of other resources in templates are the keys of the same map. */
const typedCompanion = z
  .object({
    type: typeName,
    /** The node's name; `{owner}` is the main resource's node, `{suffix}` what tells that one from others of its kind. */
    node: z.string().optional(),
    properties: jsonObject.default({}),
    dependsOn: z.array(z.string()).default([]),
    /** Only where this slot has a value other than 0. */
    when: localName.optional(),
    /** As many as this slot's number; templates then know `${each.number}`, `${each.zone}`, `${each.block}`. */
    repeat: localName.optional(),
    /** `${each.block}` is the (from + index)-th of `into` equal parts of the address block in a slot. */
    blocks: z
      .object({ slot: localName, into: z.number().int().min(1), from: z.number().int().min(0) })
      .strict()
      .optional(),
    /** It carries the name that a person gave the main resource. */
    named: z.boolean().default(false),
    /** Why it is there, in one clause. */
    effect: z.string().optional(),
    checks: z.array(check).default([]),
  })
  .strict();

const patternCompanion = z
  .object({
    /** A whole resource of that pattern, with its own good practice. */
    pattern: localName,
    node: z.string().optional(),
    properties: jsonObject.default({}),
    /** One for the whole deployment; if the intent names exactly one resource of that pattern, it is that one. */
    shared: z.boolean().default(false),
    /** Controls it has in any case. */
    controls: z.array(localName).default([]),
    /** Controls it has where the main resource has them. */
    inherits: z.array(localName).default([]),
    /** Controls that both have, or neither. */
    same: z.array(localName).default([]),
    /** Values of its slots. */
    slots: z.record(localName, json).default({}),
    resources: z.record(localName, typedCompanion).default({}),
    effect: z.string().optional(),
  })
  .strict();

export type TypedCompanion = z.infer<typeof typedCompanion>;
export type PatternCompanion = z.infer<typeof patternCompanion>;
const companion = z.union([typedCompanion, patternCompanion]);
export type Companion = TypedCompanion | PatternCompanion;

/** Why something that has a meaning is not done, and what to ask for instead. */
const refusal = z.object({ refused: z.string().min(1), fix: z.string().min(1) }).strict();

/** The range a control demands of a slot. */
const demand = z.object({ minimum: z.number().int().optional(), maximum: z.number().int().optional(), message: z.string().min(1) }).strict();

/** What a control does to one resource type. A list under a key that ends in `+` is added to the list that is there. */
const controlEffect = z
  .object({
    /** What it does, in one clause; `{node}` is the resource's node, `{slots.x}` the value of a slot. */
    effect: z.string().min(1),
    properties: jsonObject.default({}),
    resources: z.record(localName, companion).default({}),
    dependsOn: z.array(z.string()).default([]),
    requires: z.record(localName, demand).default({}),
    checks: z.array(check).default([]),
    retain: z.boolean().optional(),
    /** What "without" it does; refused where it is absent. */
    without: z
      .union([
        z
          .object({
            effect: z.string().min(1),
            properties: jsonObject.default({}),
            checks: z.array(check).default([]),
            /** How it is ended where it stands; as on a new resource where that is absent. `removes` are members that are taken out of what is asked of it. */
            ends: z
              .union([
                z
                  .object({
                    effect: z.string().min(1),
                    properties: jsonObject.default({}),
                    removes: z.array(z.string().min(1)).default([]),
                    checks: z.array(check).default([]),
                  })
                  .strict(),
                refusal,
              ])
              .optional(),
          })
          .strict(),
        refusal,
      ])
      .optional(),
  })
  .strict();
export type ControlEffect = z.infer<typeof controlEffect>;

export const controlEntry = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Control'),
    metadata,
    words: z
      .object({
        /** What stands before a noun or after "is": encrypted. */
        adjectives: z.array(words).default([]),
        /** What stands after "with" or "without": encryption. */
        nouns: z.array(words).default([]),
        /** Single words that say the contrary: unencrypted. */
        opposites: z.array(words).default([]),
      })
      .strict(),
    /** The control that "not …" means, where there is one. */
    opposite: localName.optional(),
    /** The more general control that this one takes the place of. */
    refines: localName.optional(),
    contradicts: z.array(localName).default([]),
    /** By resource type; `*` for every type without an entry of its own. */
    types: z.record(z.union([typeName, z.literal('*')]), z.union([controlEffect, refusal])),
    /** What it sets on every other type that has a property so called: `property` is matched with the name of the property, `without` is what the contrary sets. */
    families: z.array(z.object({ property: z.string().min(1), on: z.string().optional(), value: json, without: json.optional() }).strict()).default([]),
  })
  .strict();
export type ControlEntry = z.infer<typeof controlEntry>;

/** What is asked where nobody said a value and none can be known. */
const slotQuestion = z
  .object({
    /** A sentence; `{words}` stands for the words of what it is about. */
    question: z.string().min(1),
    /** It is asked together with the question of this slot only; otherwise the slot's default holds. */
    with: localName.optional(),
    options: z
      .array(z.object({ value: z.string().min(1), text: z.string().min(1) }).strict())
      .min(1)
      .max(9),
    /** One of the options' values. */
    default: z.string(),
    /** A slot whose value this one cannot have. */
    unlike: localName.optional(),
    /** Why silence takes the default; absent where it is arbitrary, and silence does not take it. */
    because: z.string().min(1).optional(),
  })
  .strict();
export type SlotQuestion = z.infer<typeof slotQuestion>;

const slotBase = {
  description: z.string().min(1),
  required: z.boolean().default(false),
  /** It means something only together with this control, or with a value for this other slot. */
  needs: z.union([z.object({ control: localName }).strict(), z.object({ slot: localName }).strict()]).optional(),
  /** Ways to say it; `{value}` stands for the value. */
  phrases: z.array(z.string().min(1)).default([]),
  /** What a value does, where that is more than the slot's name says; `{value}` stands for the value. */
  says: z.string().min(1).optional(),
  /** Laid over the main resource's properties when the slot has a value. */
  properties: jsonObject.default({}),
};

export const slot = z.discriminatedUnion('type', [
  z
    .object({
      ...slotBase,
      type: z.literal('integer'),
      /** The value is said as a length of time and kept in this unit. */
      unit: z.enum(['seconds', 'minutes', 'hours', 'days']).optional(),
      minimum: z.number().int().optional(),
      maximum: z.number().int().optional(),
      allowed: z.array(z.number().int()).optional(),
      default: z.number().int().optional(),
      /** `${slots.…}` is the value times this. */
      factor: z.number().int().min(1).default(1),
      /** The number of zones over which what these slots count is spread: by default as many as the largest of them, within what the region has. */
      spreads: z.array(localName).optional(),
      /** The slot counts parts of the thing: "two public subnets". `plural` is how many a plural without a number means. */
      part: z
        .object({ adjective: words, noun: words, plural: z.number().int().min(1) })
        .strict()
        .optional(),
    })
    .strict(),
  z
    .object({
      ...slotBase,
      type: z.literal('text'),
      pattern: z.string().optional(),
      /** What the pattern demands, in words. */
      form: z.string().optional(),
      /** `ipv4-block`: an address block whose address is its first, such as 10.0.0.0/16. */
      format: z.literal('ipv4-block').optional(),
      maxLength: z.number().int().optional(),
      /** Words that say what the value is and may stand ahead of it: "the attribute order_id". None of them is a value, unless in quotes or behind "named". */
      introducedBy: z.array(words).default([]),
      default: z.string().optional(),
      ask: slotQuestion.optional(),
    })
    .strict(),
  z
    .object({
      ...slotBase,
      type: z.literal('choice'),
      /** Value by the words that mean it. */ choices: z.record(words, z.string()),
      default: z.string().optional(),
      ask: slotQuestion.optional(),
    })
    .strict(),
]);
export type Slot = z.infer<typeof slot>;

export const patternEntry = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Pattern'),
    metadata,
    type: typeName,
    node: nodeAddress,
    /** In the singular; the plural is formed by rule. */
    nouns: z.array(words).min(1),
    /** Words that may stand before the noun and mean nothing more: "sqs" before "queue". */
    qualifiers: z.array(words).default([]),
    /** What it makes, in one clause; `{node}` is the node. */
    effect: z.string().min(1),
    slots: z.record(localName, slot).default({}),
    properties: jsonObject.default({}),
    resources: z.record(localName, typedCompanion).default({}),
  })
  .strict();
export type PatternEntry = z.infer<typeof patternEntry>;

/** How the physical name of a type is formed. */
const namingRule = z
  .object({
    /** The property that holds the name; absent where only a Name tag tells resources apart. */
    property: z.string().optional(),
    tag: z.literal('Name').optional(),
    /** `{deployment}`, `{node}`, `{digest}` (8 hex digits over account, region, deployment and node). */
    form: z.string().min(1),
    /** Where `_` is not allowed it becomes `-`. */
    dashes: z.boolean().default(false),
    minLength: z.number().int().min(1).default(1),
    maxLength: z.number().int(),
    pattern: z.string(),
    /** What the pattern demands, in words. */
    rule: z.string().min(1),
    /** Put before a name that a person gives, unless it is there. */
    prefix: z.string().optional(),
    /** Put after every name when the property is set. */
    suffix: z.object({ when: z.string(), text: z.string() }).strict().optional(),
  })
  .strict()
  .refine((value) => (value.property === undefined) !== (value.tag === undefined), { message: 'a naming rule has either property or tag' });
export type NamingRule = z.infer<typeof namingRule>;

export const namingEntry = z
  .object({ apiVersion: z.literal('asbuilt.dev/v1'), kind: z.literal('Naming'), metadata, types: z.record(typeName, namingRule) })
  .strict();
export type NamingEntry = z.infer<typeof namingEntry>;

/** What people ask for that nothing here does, and what to do instead. */
export const noteEntry = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Note'),
    metadata,
    words: z.array(words).min(1),
    says: z.string().min(1),
    fix: z.string().min(1),
  })
  .strict();
export type NoteEntry = z.infer<typeof noteEntry>;

export const vocabularyEntry = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Vocabulary'),
    metadata,
    /** Words that ask for something to be made. */
    verbs: z.array(words).default([]),
    /** Words that carry no meaning of their own. */
    fillers: z.array(words).default([]),
    /** Links that give a thing something: with, using. */
    havings: z.array(words).default([]),
    /** Words that relate what follows to what came before in another way: in, for. Between two resources no link is understood. */
    links: z.array(words).default([]),
    /** Words after a control that confirm it: enabled, on. Like a link they may also lead to what it is said of: versioning on the bucket. */
    affirmations: z.array(words).default([]),
    /** Words that add one thing to another: and. */
    joiners: z.array(words).default([]),
    /** Words that offer a choice: or. */
    choosers: z.array(words).default([]),
    /** Words before a control that take it away. */
    negations: z.array(words).default([]),
    /** Words after a control that take it away: disabled. */
    denials: z.array(words).default([]),
    /** Words that make what follows hold for every resource: all, both. */
    scopes: z.array(words).default([]),
    pronouns: z
      .object({ one: z.array(words).default([]), many: z.array(words).default([]) })
      .strict()
      .optional(),
    /** Articles of something new: a, an. */
    articles: z.array(words).default([]),
    /** Articles of something new beside what is there already: another, a second. */
    others: z.array(words).default([]),
    /** Articles of something named before: the. */
    definite: z.array(words).default([]),
    /** Words that point at something that exists already: my, existing. */
    existing: z.array(words).default([]),
    counts: z.record(words, z.number().int().min(1)).default({}),
    /** Seconds by unit of time, in the singular. */
    units: z.record(words, z.number().int().min(1)).default({}),
    /** Words before a name: named, called. */
    naming: z.array(words).default([]),
    /** By the name of a part of the world, the region that is taken there where nobody says which. */
    places: z.record(words, z.string()).default({}),
    /** By region: names people give it, and the letters of its availability zones. */
    regions: z.record(z.string(), z.object({ names: z.array(words).default([]), zones: z.array(z.string().regex(/^[a-z]$/)).min(1) }).strict()).default({}),
  })
  .strict();
export type VocabularyEntry = z.infer<typeof vocabularyEntry>;

/** What people call services and resource types, beside the words that a type's name is made of. The same words may name several: which is meant is found in the sentence. */
export const lexiconEntry = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Lexicon'),
    metadata,
    /** By the middle part of the types' names: the service's spoken names, and the last part of the type that its name alone stands for. */
    services: z.record(z.string().regex(/^[A-Za-z0-9]+$/), z.object({ words: z.array(words).default([]), main: z.string().optional() }).strict()).default({}),
    /** By type, in the singular. */
    types: z.record(typeName, z.array(words).min(1)).default({}),
    /** Words that stand for a type only where its service is spoken of: they are said of many things. */
    weak: z.record(typeName, z.array(words).min(1)).default({}),
    /** Words that hint at a type where nothing else is named: which resource is meant is asked. */
    hints: z.record(typeName, z.array(words).min(1)).default({}),
    /** By the name of a property of any type: its value, and what people call that. The words around it that say no more (latest, AMI, LTS) need not be told. */
    values: z.record(z.string().min(1), z.record(z.string().min(1), z.array(words).min(1))).default({}),
    /** By type, what a number of something is of it: by pointer, what is counted. "A cluster with 3 nodes" */
    counts: z.record(typeName, z.record(z.string().startsWith('/'), z.array(words).min(1))).default({}),
    /** By type and pointer: by what the product is called, the versions that the property takes of it. A version that begins as one of them does is a later part of it: 16.3 of 16. */
    versions: z.record(typeName, z.record(z.string().startsWith('/'), z.record(words, z.array(z.string().regex(/^\d+(\.(?:\d+|x))*$/)).min(1)))).default({}),
    /** By the name that a service goes by on a network: its port. */
    ports: z.record(words, z.object({ port: z.number().int().min(0).max(65_535), protocol: z.enum(['tcp', 'udp']).default('tcp') }).strict()).default({}),
    /** Names of types that are words of every day: they count only right behind their service. */
    common: z.array(words).default([]),
  })
  .strict();
export type LexiconEntry = z.infer<typeof lexiconEntry>;

/** A resource that a joint of two others needs; one of its type that the draft has for the same ends takes its place. */
const joint = z
  .object({
    type: typeName,
    /** `{from}` and `{to}` are the nodes at the ends. */
    node: z.string().min(1),
    properties: jsonObject.default({}),
    /** It has to be there before what begins at `from` works. */
    first: z.boolean().default(false),
    /** Other resources of the joint that have to be there before it. */
    after: z.array(localName).default([]),
  })
  .strict();

/** How two resources of which a text speaks together are joined. Templates know `${from.Attribute}`, `${to.Attribute}`, the joint's own resources and `${place.…}`. */
const relation = z
  .object({
    from: typeName,
    to: typeName,
    /** Beginnings of words of which one has to stand in a sentence with both ends; where there are none, two such resources always belong together. */
    words: z.array(z.string().min(1)).default([]),
    /** Words between the two that say it by themselves, whole: "in", "behind". A relation that has them is said by nothing else than these and its `words`. */
    links: z.array(words).default([]),
    /** The words are what `from` does to `to`: the other way round they say it in the passive only, "started by". */
    active: z.boolean().default(false),
    effect: z.string().min(1),
    /** Laid over `from`. */
    properties: jsonObject.default({}),
    resources: z.record(localName, joint).default({}),
  })
  .strict();
export type Relation = z.infer<typeof relation>;

export const relationsEntry = z
  .object({ apiVersion: z.literal('asbuilt.dev/v1'), kind: z.literal('Relations'), metadata, relations: z.array(relation).min(1) })
  .strict();

/** What resources need and bring along beside what is said of them. */
export const closureEntry = z.object({ apiVersion: z.literal('asbuilt.dev/v1'), kind: z.literal('Closure'), metadata, ...closureContent }).strict();
export type ClosureEntry = z.infer<typeof closureEntry>;

/** A named group of controls: what of a standard is kept by what stands here, and what is not. */
export const complianceEntry = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Compliance'),
    metadata,
    /** What it is called in an intent's `compliance`. */
    words: z.array(words).min(1),
    /** By the standard's own name of a rule: the types that it is about, and the controls that keep it there. */
    rules: z.record(z.string().min(1), z.object({ title: z.string().min(1), types: z.array(typeName).min(1), controls: z.array(localName).min(1) }).strict()),
    /** What of the standard it does not see to, in a sentence. */
    uncovered: z.string().min(1),
  })
  .strict();
export type ComplianceEntry = z.infer<typeof complianceEntry>;

export const knowledgeEntry = z.discriminatedUnion('kind', [
  controlEntry,
  patternEntry,
  namingEntry,
  noteEntry,
  vocabularyEntry,
  lexiconEntry,
  relationsEntry,
  closureEntry,
  complianceEntry,
]);
export type KnowledgeEntry = z.infer<typeof knowledgeEntry>;
