import { z } from 'zod';
import { json } from './json-schema.ts';
import { nodeAddress } from './names.ts';

/** What a run waits for before what depends on the gate begins: a person who opens it, or a node that gives a value within so many seconds. */
export const gate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), ask: z.string().min(1).max(300) }).strict(),
  z
    .object({ kind: z.literal('until'), node: nodeAddress, attribute: z.string().min(1), equals: json, withinSeconds: z.number().int().min(1).max(86_400) })
    .strict(),
]);
export type Gate = z.infer<typeof gate>;

/** A gate of a draft or deployment: an address that other nodes may depend on, and what has to be over before it is come to. */
export const gateNode = z.object({ node: nodeAddress, dependsOn: z.array(nodeAddress), gate }).strict();
export type GateNode = z.infer<typeof gateNode>;

/** What a failed step does to the rest of its run: what does not depend on it goes on, or nothing else begins. */
export const onFailure = z.enum(['continue', 'stop']);

/** The nodes that a gate comes after. */
export function befores({ dependsOn, gate: waits }: GateNode): readonly string[] {
  return [...new Set(waits.kind === 'until' ? [...dependsOn, waits.node] : dependsOn)];
}
