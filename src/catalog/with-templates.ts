import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { GateNode } from '../model/gate.ts';
import { nodeAddress } from '../model/names.ts';
import { resourceWith, type TemplateDrafts, unitWith, waitingFor } from './cloudformation/template-drafts.ts';
import type { Expanded } from './expand-blueprint.ts';
import { parseExpression } from './expression.ts';

/** The parts of a version with what its templates came to among them, and with their outputs where they are used. */
export function withTemplates({ templates, resources, units, gates, boundaries }: Expanded, drafts: TemplateDrafts): Result<Omit<Expanded, 'templates'>> {
  if (templates.length === 0) return ok({ resources, units, gates, boundaries });
  const after = (names: readonly string[]) => waitingFor(names, drafts);
  const made = templates.flatMap(({ node, checksOf }) =>
    (drafts.resources.get(node) ?? []).map((resource) => ({
      ...resource,
      dependsOn: after(resource.dependsOn),
      checks: [...resource.checks, ...checksOf(resource.type)],
    })),
  );
  const held: GateNode[] = [];
  for (const gate of gates) {
    const waits = heldBy(gate, drafts);
    if (!waits.ok) return waits;
    held.push({ ...waits.value, dependsOn: after(gate.dependsOn) });
  }
  return ok({
    resources: [...resources.map((resource) => ({ ...resourceWith(resource, drafts), dependsOn: after(resource.dependsOn) })), ...made],
    units: units.map((unit) => ({ ...unitWith(unit, drafts), dependsOn: after(unit.dependsOn) })),
    gates: held,
    boundaries,
  });
}

/** A gate that waits for an output of a template waits for the attribute that it is. */
function heldBy(gate: GateNode, { outputs }: TemplateDrafts): Result<GateNode> {
  if (gate.gate.kind !== 'until') return ok(gate);
  const { node, attribute } = gate.gate;
  const given = outputs.get(node)?.get(attribute.replace(/^outputs\./, ''));
  if (given === undefined) return ok(gate);
  const read = parseExpression(typeof given === 'string' ? given : '', gate.node);
  const [only, ...more] = read.ok ? read.value : [];
  if (typeof only !== 'object' || !('attribute' in only) || more.length > 0)
    return fail(
      problem(
        'EXPRESSION_INVALID',
        `${gate.node} waits for ${node}.${attribute}, which is no single attribute`,
        'wait for an output that is one attribute of a resource',
        {
          at: gate.node,
        },
      ),
    );
  return ok({ ...gate, gate: { ...gate.gate, node: nodeAddress.parse(only.node), attribute: only.attribute } });
}
