import { z } from 'zod';
import { json, jsonObject } from './json-schema.ts';
import { type ReferenceRoot, readReferences } from './procedure-references.ts';

/** Where a procedure stands in its source. */
export const procedureFile = 'procedure.yaml';

/** What steps cannot be called: the other things that `${…}` begins with. */
export const reservedRoots: ReadonlySet<string> = new Set<ReferenceRoot>(['inputs', 'outputs', 'token']);

/** Whether an operation, as the AWS CLI has it, changes nothing: services begin the names of those so. */
export function isReading(operation: string): boolean {
  return /^(batch-get|check|describe|detect|estimate|filter|get|head|list|lookup|preview|query|scan|search|select|simulate|test|validate|view|wait)(-|$)/.test(
    operation,
  );
}

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'a name is lower-case letters, digits and _, and begins with a letter')
  .max(64);

/** What others know what it gives by, as with any unit. */
const outputName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name is letters, digits and _, and begins with a letter')
  .max(64);

const references = 'not the form of a reference, such as ${inputs.name} or ${create.id}; what is computed belongs into the blueprint';
const word = z
  .string()
  .min(1)
  .max(8192)
  .refine((text) => readReferences(text) !== null, references);

/** What the AWS CLI is started with: service, operation, and options. No shell reads them. */
const words = z.array(word).min(2, 'the words of a call are its service, its operation and its options, in a list').max(200);

/** A JMESPath expression over a call's reply, as `--query` takes it. It holds no reference: what is asked is the author's alone to say. */
const query = z
  .string()
  .min(1)
  .max(2048)
  .refine((text) => !text.includes('${'), 'a query holds no reference');

const call = {
  aws: words,
  /** What `--cli-input-json` takes: values that are read as nothing but values, and the only place for a secret. It is handed over through a pipe. */
  input: jsonObject.optional(),
};

/** A read of what a step is for. It holds where its query gives `equals`; without that, where it gives anything but null, false and what is empty. That the thing is not there is no fault. */
const holds = z.object({ ...call, query, equals: json.optional() }).strict();

const step = z
  .object({
    name,
    ...call,
    /** What it gives to those after it, by name: a query over its reply; over that of `holds`, where it has one. */
    gives: z.record(name, query).default({}),
    /** Asked before: where it holds, the step is not taken. Asked after: where it does not hold then, the step has failed. */
    holds: holds.optional(),
  })
  .strict();
export type ProcedureStep = z.infer<typeof step>;

const steps = z.array(step).min(1).max(100);

/** Calls of the AWS CLI, one after the other, in which later ones use what earlier ones gave. */
export const procedure = z
  .object({
    steps,
    /** What it gives, by name: values with `${inputs.name}` and `${step.given}`. */
    outputs: z.record(outputName, json).default({}),
    /** How what it did is taken back, in its order. It knows `${outputs.name}` of the run that is taken back, and what its own steps give. */
    undo: steps.optional(),
  })
  .strict();
export type Procedure = z.infer<typeof procedure>;
