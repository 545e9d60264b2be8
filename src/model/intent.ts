import { z } from 'zod';
import { gate, onFailure } from './gate.ts';
import { jsonObject } from './json-schema.ts';
import { namedAsks } from './named-asks.ts';
import { deploymentName, engineName, nodeAddress, sha256Hex } from './names.ts';
import { draftAt } from './proposal.ts';
import { unitHosts } from './unit-hosts.ts';

/** The longest intent of fields accepted, in UTF-8 bytes: a small form, not a document. */
export const intentLimit = 64 * 1024;
/** The longest text accepted that is read as words: what it takes to read one grows with the square of its length, and nobody else is answered meanwhile. */
export const sentenceLimit = 4 * 1024;

const nodeOptions = { at: draftAt.optional(), dependsOn: z.array(nodeAddress).optional(), retain: z.boolean().optional() };

/** One node of an intent that says its nodes itself: a resource, a unit or a template whose source was read and is named by its digest, or a gate. Values may hold `${node.Attribute}`. */
export const intentNode = z.union([
  z.object({ type: z.string(), properties: jsonObject.optional(), ...nodeOptions }).strict(),
  z
    .object({
      unit: engineName,
      source: sha256Hex,
      inputs: jsonObject.optional(),
      /** JSON Schemas of what it gives, by name. */
      outputs: jsonObject.optional(),
      repeatable: z.boolean().optional(),
      undo: z.boolean().optional(),
      hosts: unitHosts.optional(),
      foresees: z.boolean().optional(),
      ...nodeOptions,
    })
    .strict()
    .refine(({ unit, hosts }) => unit === 'python' || hosts === undefined, { path: ['hosts'], message: 'a procedure calls its target, and names no hosts' })
    .refine(({ unit, foresees }) => unit === 'python' || foresees !== true, { path: ['foresees'], message: 'a procedure has no plan phase' }),
  /** A CloudFormation template: its resources become nodes below this one's address. `source` holds its file, and those of its nested stacks. */
  z
    .object({
      template: z.string(),
      source: sha256Hex,
      inputs: jsonObject.optional(),
      ...nodeOptions,
    })
    .strict(),
  z.object({ gate, dependsOn: z.array(nodeAddress).optional() }).strict(),
]);

/** An intent that says its nodes itself, in place of words. */
export const nodesIntent = z
  .object({
    nodes: z.record(nodeAddress, intentNode),
    name: deploymentName,
    region: z.string().optional(),
    onFailure: onFailure.optional(),
    ...namedAsks,
  })
  .strict();
export type NodesIntent = z.infer<typeof nodesIntent>;

/** What someone wants: text, or fields. */
export const intent = z
  .object({
    intent: z.string().min(1),
    /** Control terms, as a comma-separated text or a list. */
    compliance: z.union([z.string(), z.array(z.string())]).optional(),
    region: z.string().optional(),
    account: z.string().optional(),
    /** The name of a target of targets.yaml. */
    target: z.string().optional(),
    /** The deployment to create, or to change where it stands; without it what stands is known by what is said of it, and a new one gets a name of its own. */
    name: deploymentName.optional(),
    /** The deployment to change; it stands. */
    deployment: deploymentName.optional(),
    /** Values for slots, such as `{"name": "orders"}`. */
    params: jsonObject.optional(),
    ...namedAsks,
  })
  .strict();
export type Intent = z.infer<typeof intent>;

/** An intent about what stands, whose wish stays as it is: something is asked for by name. */
export const standingIntent = z.object({ deployment: deploymentName, ...namedAsks }).strict();
export type StandingIntent = z.infer<typeof standingIntent>;
