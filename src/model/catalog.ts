import { z } from 'zod';
import { isJsonObject } from '../kernel/json.ts';
import { onFailure } from './gate.ts';
import { json, jsonObject } from './json-schema.ts';
import { engineName, instant, sha256Hex, typeName } from './names.ts';
import { unitHosts } from './unit-hosts.ts';

/** Names of artifacts, blueprints, and what stands within one: `private_bucket`. */
export const localName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'a name is lower-case letters, digits and _, and begins with a letter')
  .max(64);

/** A version: three numbers. What is published under one never changes. */
export const versionNumber = z.string().regex(/^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/, 'a version is three numbers, such as 1.0.0');

/** `name`, `name@1.2.0`, or `name@` and a range. */
export const useText = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9_]*(?:@.+)?$/, 'not the form of a use, such as network@^1.4');

const metadata = z
  .object({
    name: localName,
    version: versionNumber,
    owner: z.string().min(1).max(200),
    description: z.string().min(1).max(1000),
    /** What people may call it, beside its name and the words of its description. */
    words: z.array(z.string().min(1).max(60)).max(40).default([]),
  })
  .strict();

/** One resource of an artifact of engine `aws`; values may hold `${…}`. */
export const artifactResource = z
  .object({
    type: typeName,
    properties: jsonObject.default({}),
    /** Other resources of the artifact that must be there first. */
    dependsOn: z.array(localName).default([]),
    retain: z.boolean().default(false),
    /** It is only there where this holds. */
    when: z.string().optional(),
  })
  .strict();
export type ArtifactResource = z.infer<typeof artifactResource>;

const anyInputs = jsonObject.default({ type: 'object', properties: {} });
const file = z.string().min(1).max(500);

const anyEngine = z.enum(['aws', ...engineName.options]);

/** Engines whose sources are imported and described, and that nothing runs. */
export const describedOnly: ReadonlySet<unknown> = new Set(['terraform', 'helm']);

function unknownEngine({ input }: { readonly input?: unknown }): string | undefined {
  const type = isJsonObject(input) ? input['type'] : undefined;
  if (describedOnly.has(type)) return `${String(type)} is described only: nothing runs it yet, so it cannot be published`;
  const runs = anyEngine.options.join(', ');
  return type === undefined ? `it says no type, of ${runs}` : `there is no engine ${JSON.stringify(type)}: it is one of ${runs}`;
}

const unitEngine = {
  source: file,
  /** It may be run again when nobody knows how its last run ended. */
  repeatable: z.boolean().default(false),
  /** Its source says how what it did is taken back, and that is done when it is removed. */
  undo: z.boolean().default(false),
};

/**
 * Where the parts of an artifact come from: its own `resources` or a CloudFormation template (aws), a folder of code (python), or one with a procedure of AWS CLI calls (aws-cli). Paths are relative to the document. What is published has the template's
 * name among the files of `source`, and `source` by its digest; no document writes a `source` of engine aws.
 */
const engine = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('aws'), template: file.optional(), source: sha256Hex.optional() }).strict(),
    /** `foresees`: its plan phase says what it will change. */
    z.object({ type: z.literal('python'), ...unitEngine, hosts: unitHosts.optional(), foresees: z.boolean().optional() }).strict(),
    z.object({ type: z.literal('aws-cli'), ...unitEngine }).strict(),
  ],
  { error: unknownEngine },
);

/** One unit of infrastructure with typed inputs and outputs. `inputs` and `outputs` are JSON Schemas (2020-12) of objects; `provides` says, for engine `aws`, what each output is. */
export const artifact = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Artifact'),
    metadata,
    engine,
    inputs: anyInputs,
    outputs: anyInputs,
    resources: z.record(localName, artifactResource).optional(),
    /** Controls of the knowledge base that it keeps: their checks are made of its resources. */
    controls: z.array(localName).default([]),
    provides: jsonObject.default({}),
  })
  .strict();
export type Artifact = z.infer<typeof artifact>;

/** What a blueprint may touch. Types may hold `*`; what is left out is not bounded. */
export const boundary = z
  .object({
    types: z.array(z.string().min(1)).min(1).optional(),
    accounts: z.array(z.string().min(1)).min(1).optional(),
    regions: z.array(z.string().min(1)).min(1).optional(),
    engines: z.array(anyEngine).optional(),
    /** The most resources that it may consist of. */
    resources: z.number().int().min(1).optional(),
  })
  .strict();
export type Boundary = z.infer<typeof boundary>;

const dependsOn = z.array(localName).default([]);

/** A node of a blueprint that is made of a catalog's artifact or blueprint. */
const useNode = z
  .object({
    use: useText,
    with: jsonObject.default({}),
    when: z.string().optional(),
    forEach: z.union([z.string(), z.array(json), jsonObject]).optional(),
    at: z
      .object({ target: z.string().min(1).optional(), region: z.string().min(1).optional() })
      .strict()
      .optional(),
    dependsOn,
    retain: z.boolean().optional(),
  })
  .strict();
export type UseNode = z.infer<typeof useNode>;

/** A gate: what is waited for before what depends on it begins. */
const blueprintGate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), ask: z.string().min(1).max(300) }).strict(),
  z.object({ kind: z.literal('until'), value: z.string(), equals: json, withinSeconds: z.number().int().min(1).max(86_400) }).strict(),
]);
const gateNode = z.object({ gate: blueprintGate, dependsOn, when: z.string().optional() }).strict();
export type BlueprintGate = z.infer<typeof gateNode>;

/** A versioned composition of artifacts and other blueprints. */
export const blueprint = z
  .object({
    apiVersion: z.literal('asbuilt.dev/v1'),
    kind: z.literal('Blueprint'),
    metadata,
    inputs: anyInputs,
    boundary: boundary.default({}),
    nodes: z.record(localName, z.union([useNode, gateNode])),
    onFailure: onFailure.default('continue'),
    /** JSON Schema of what `outputs` gives is not needed: it follows from the expressions. */
    outputs: jsonObject.default({}),
    checks: z.array(z.object({ assert: z.string().min(1), message: z.string().min(1).max(300) }).strict()).default([]),
  })
  .strict();
export type Blueprint = z.infer<typeof blueprint>;

export const catalogDocument = z.discriminatedUnion('kind', [artifact, blueprint]);
export type CatalogDocument = z.infer<typeof catalogDocument>;

/** Which version a `use` came to when the blueprint was published: by the text of the `use`. */
export const lock = z.record(useText, z.object({ name: localName, version: versionNumber, digest: sha256Hex }).strict());
export type Lock = z.infer<typeof lock>;

/** What is known of a version to those who use it. It follows from the document and what that uses, and is no part of the digest. */
export const versionFacts = z.object({
  /** The JSON Schemas of its inputs and outputs, every reference written out. */
  inputs: jsonObject,
  outputs: jsonObject,
  /** Inputs that must be known when a plan is made. */
  mustKnow: z.array(z.string()),
  /** By output: `true` where it exists only after a step; else the inputs with which it does. */
  later: z.record(z.string(), z.union([z.literal(true), z.array(z.string())])),
  types: z.array(z.string()),
  /** What stands in the template of an artifact: names as it has them. */
  template: z.array(z.object({ id: z.string(), type: z.string(), conditional: z.boolean() })).optional(),
  engines: z.array(anyEngine),
  /** The calls of a procedure, in their order: service and operation as the AWS CLI has them. */
  calls: z.array(z.string()).optional(),
  /** Resources of which no condition decides. */
  resources: z.number().int(),
  controls: z.array(z.string()),
  /** IAM actions by which its resources are made, read, changed and removed, where the schemas of their types say them. */
  permissions: z.array(z.string()),
  /** Its types whose permissions no schema says. */
  permissionsUnknown: z.array(z.string()),
});
export type VersionFacts = z.infer<typeof versionFacts>;

/** What is published. Its digest is that of document and lock. Of an artifact, `source` names what stands beside the document by its digest. */
export const publishedContent = z.object({
  document: catalogDocument,
  /** The document as it was written, but that what it names beside itself is named by its digest: what the version's digest is of, with its lock. */
  written: jsonObject,
  lock,
  facts: versionFacts,
});
export type PublishedContent = z.infer<typeof publishedContent>;

export const versionStatus = z.enum(['published', 'deprecated', 'withdrawn']);
export const visibility = z.enum(['agents', 'people']);

/** One line of the catalog. */
export const catalogLine = z.object({
  kind: z.enum(['Artifact', 'Blueprint']),
  name: localName,
  version: versionNumber,
  status: versionStatus,
  /** `people` alone, or AI agents too. */
  visibleTo: visibility,
  digest: sha256Hex,
  owner: z.string(),
  description: z.string(),
  publishedAt: instant,
  /** Why it was deprecated or withdrawn; null before. */
  why: z.string().nullable(),
});
export type CatalogLine = z.infer<typeof catalogLine>;

/** Which blueprint a deployment follows, with what it was given. */
export const followed = z.object({ name: localName, version: versionNumber, digest: sha256Hex });

/** A boundary that is kept below an address; '' for the whole deployment. */
export const keptBoundary = z.object({ of: z.string(), under: z.string(), boundary });
export type KeptBoundary = z.infer<typeof keptBoundary>;
