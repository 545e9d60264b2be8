import { z } from 'zod';
import { followed, keptBoundary } from './catalog.ts';
import { gateNode, onFailure } from './gate.ts';
import { json, jsonObject } from './json-schema.ts';
import { deploymentName, engineName, nodeAddress, sha256Hex, targetAlias, typeName } from './names.ts';
import { regionName } from './target.ts';
import { unitHosts } from './unit-hosts.ts';

/** Why a part of a proposal is there: the words it came from and the knowledge entry that gave them a meaning. */
export const evidence = z.object({
  /** The words of the intent, or `default` where a rule added it unasked. Of an answered question, the words that would have said it. */
  words: z.string(),
  /** `control/private@1.0.0`, `pattern/s3_bucket@1.0.0`, `naming/default@1.0.0` … */
  entry: z.string(),
  /** What it did, in one clause: "blocks all public access to bucket". */
  effect: z.string(),
});
export type Evidence = z.infer<typeof evidence>;

/** A place of a draft: one of the deployment's targets, by its alias, and one of that target's regions; the first one where it is left out. */
export const draftAt = z.object({ target: targetAlias.optional(), region: regionName.optional() }).strict();
export type DraftAt = z.infer<typeof draftAt>;

/** What the controls promise of a resource once it is live: a pointer into the live properties and what must be there. */
const draftCheck = z.object({ control: z.string(), pointer: z.string(), equals: z.json().optional(), exists: z.boolean().optional() });
const told = draftCheck.omit({ control: true }).extend({ equals: json.optional() });

/**
 * What words take away from a resource that was never asked to have it. Whether it has it is told by what is live, when it is planned: then it is ended, or refused, and otherwise nothing changes.
 */
export const ending = z.object({
  control: z.string(),
  /** As in `evidence`, with what was said there until it was known. */
  words: z.string(),
  entry: z.string(),
  otherwise: z.string(),
  /** It has it where all of these hold, or where one of `removes` is there. */
  told: z.array(told),
  effect: z.string(),
  properties: jsonObject,
  /** Members that go, whoever set them. */
  removes: z.array(z.string()),
  checks: z.array(told),
  refused: z.object({ refused: z.string(), fix: z.string() }).optional(),
});
export type Ending = z.infer<typeof ending>;

const theirs = z.object({ by: z.string(), places: z.array(z.string()).min(1) });

/** One resource of a draft; property values may hold `${node.Attribute}` expressions. */
export const draftResource = z.object({
  node: nodeAddress,
  type: typeName,
  properties: jsonObject,
  dependsOn: z.array(nodeAddress).default([]),
  retain: z.boolean().default(false),
  /** Where it lives; absent for the proposal's own target and region. */
  at: draftAt.optional(),
  /** Where the intent speaks of it, as in `intent:5`; absent for what comes along. */
  said: z.string().optional(),
  /** The node that brought it along; absent where it was asked for itself, and so is what "the bucket" can mean. */
  of: nodeAddress.optional(),
  /** What its properties were made from, by name, where a later sentence that changes it needs that: the number of its subnets. */
  slots: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** JSON pointers to what an AI agent chose in its properties, where the words say nothing; `*` for any item of a list. */
  chosen: z.array(z.string()).min(1).optional(),
  /** What an AI agent chose, by name, that decides whether it is there, how many of it there are, or at which place. */
  presence: jsonObject.optional(),
  /** The same of earlier plans, with the agent: what is made once more at another place is asked of the person again. */
  theirs: theirs.optional(),
  /** The AI agent that last wrote it, or had a hand in the words that say it. */
  hand: z.string().optional(),
  /** Of a resource of a template: its parameters that decide whether it is there, and by pointer those that decide what stands in a property, `*` for any item of a list. */
  parameters: z.object({ presence: z.array(z.string()), places: z.record(z.string(), z.array(z.string())) }).optional(),
  checks: z.array(draftCheck).default([]),
  endings: z.array(ending).min(1).optional(),
});
export type DraftResource = z.infer<typeof draftResource>;

/** One run of an engine in a draft; input values may hold `${node.Attribute}` expressions. */
export const draftUnit = z.object({
  node: nodeAddress,
  engine: engineName,
  source: sha256Hex,
  inputs: jsonObject,
  /** JSON Schemas of what it gives, by name. */
  outputs: jsonObject,
  repeatable: z.boolean(),
  /** Its source says how it is taken back. */
  undo: z.literal(true).optional(),
  hosts: unitHosts.optional(),
  /** Its plan phase says what it will change. */
  foresees: z.literal(true).optional(),
  /** Its source is that of a published version, which a person has given. */
  published: z.literal(true).optional(),
  dependsOn: z.array(nodeAddress).default([]),
  retain: z.boolean().default(false),
  at: draftAt.optional(),
  /** Names of its inputs in which something stands that an AI agent chose, where the words say nothing. */
  chosen: z.array(z.string()).min(1).optional(),
  /** As of a resource. */
  presence: jsonObject.optional(),
  theirs: theirs.optional(),
  hand: z.string().optional(),
});
export type DraftUnit = z.infer<typeof draftUnit>;

/** A value that templates of other deployments at the same place may import by its name; texts may hold `${node.Attribute}`. `by`: the AI agent that gave it, or had a hand in what it was taken from elsewhere; of what it refers to the nodes say whose they are. `stored`: of a stored parameter, the template that reads it. */
const draftExport = z.object({
  name: z.string(),
  account: z.string(),
  region: regionName,
  value: json,
  by: z.string().optional(),
  stored: nodeAddress.optional(),
});
/** Which export is meant. */
const exportPlace = draftExport.pick({ name: true, account: true, region: true });
export type DraftExport = z.infer<typeof draftExport>;

/**
 * Which blueprint a draft was made from, with which inputs, and the boundaries that it keeps. `given` is what of the inputs was given, the rest are defaults of the version; what was written before
 * that was kept has no `given`, and nothing tells which is which. `by`: of the inputs whose value an AI agent gave, or chose with the version, that agent, until a person gives them.
 */
const draftBlueprint = followed.extend({
  inputs: jsonObject,
  given: jsonObject.optional(),
  by: z.record(z.string(), z.string()).optional(),
  boundaries: z.array(keptBoundary),
});

/** The typed answer to an intent. */
export const proposal = z
  .object({
    kind: z.literal('draft'),
    deployment: deploymentName,
    target: z.string(),
    region: regionName,
    resources: z.array(draftResource),
    units: z.array(draftUnit).default([]),
    gates: z.array(gateNode).default([]),
    onFailure: onFailure.default('continue'),
    exports: z.array(draftExport).optional(),
    /** What of other deployments' exports stands in it, with the value that it had. */
    imports: z.array(draftExport).min(1).optional(),
    /** As it is kept: of which exports the values stand in it, so that whoever ends one is told. */
    imported: z.array(exportPlace).min(1).optional(),
    /** A change of what stands: every node that it does not hold stays as it is. Otherwise it holds all of the deployment. */
    patch: z.literal(true).optional(),
    /** Absent where no blueprint says what there is to be. */
    blueprint: draftBlueprint.optional(),
    evidence: z.array(evidence),
  })
  .refine(({ resources, units }) => resources.length + units.length > 0, { message: 'a draft holds at least one node', path: ['resources'] });
export type Proposal = z.infer<typeof proposal>;
