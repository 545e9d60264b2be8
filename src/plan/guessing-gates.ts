import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { Gate, GateNode } from '../model/gate.ts';
import { hidesAt } from '../model/hides-at.ts';
import { hidingAt } from '../model/secret-place.ts';
import { isToldWhole } from '../model/withhold.ts';
import type { Keeps } from './kept-references.ts';
import type { PlanningInput } from './planning-input.ts';
import { attributePointer } from './read-attribute.ts';

type Until = Extract<Gate, { kind: 'until' }>;

/**
 * CALLER_NOT_ALLOWED for each gate that an AI agent gives and that opens where something hidden has the value that it says: whether it opened would tell whether it has. One that a person gave before is no
 * agent's, as long as what it looks at was hidden then too.
 */
export function guessingGates({ gates = [], gatesAnew, bindings, observed }: PlanningInput, keeps: Keeps): Diagnostic[] {
  if (gatesAnew === undefined) return [];
  const wasHidden = ({ node, attribute }: Until): boolean => {
    const [binding, live] = [bindings.get(node), observed.get(node)];
    if (binding?.kind === 'unit') return binding.secret === true || hidesAt(binding.outputs, attribute.split('.'));
    return live?.kind === 'live' && hidesAt(live.properties, attribute.split('.'), live.identifier);
  };
  return gates.flatMap(({ node, gate }: GateNode) => {
    if (gate.kind !== 'until' || !looksAtHidden(gate, keeps)) return [];
    if (!gatesAnew.has(node) && (isHiddenPlace(gate) || wasHidden(gate))) return [];
    const message = `the gate ${node} would tell whether ${gate.node}.${gate.attribute}, which is hidden, is what an AI agent says`;
    return [problem('CALLER_NOT_ALLOWED', message, 'wait for a value that is told, or let a person ask for the gate', { at: node })];
  });
}

function looksAtHidden(gate: Until, keeps: Keeps): boolean {
  return isHiddenPlace(gate) || keeps(gate.node, gate.attribute) || !isToldWhole(gate.equals, hidingAt(segmentsOf(attributePointer(gate.attribute))));
}

/** Whether the place alone hides what stands there, whatever it is. */
function isHiddenPlace({ attribute }: Until): boolean {
  return hidesAt({}, attribute.split('.'));
}
