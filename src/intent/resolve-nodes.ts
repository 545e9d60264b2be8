import { noTemplates, resourceWith, type TemplateDrafts, unitWith, waitingFor } from '../catalog/cloudformation/template-drafts.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { innermost } from '../model/innermost-issue.ts';
import type { NodesIntent } from '../model/intent.ts';
import { nodeAddress } from '../model/names.ts';
import { type Proposal, proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';

/** The proposal of an intent that says its nodes itself: nothing is added to it and nothing is understood. */
export function resolveNodes({ name, nodes, region, onFailure }: NodesIntent, target: NamedTarget, templates: TemplateDrafts = noTemplates): Result<Proposal> {
  const resources: object[] = [];
  const units: object[] = [];
  const gates: object[] = [];
  const befores = (names: readonly string[] = []): string[] => waitingFor(names, templates);
  for (const [address, node] of Object.entries(nodes)) {
    if ('template' in node) {
      resources.push(...(templates.resources.get(address) ?? []).map((resource) => ({ ...resource, dependsOn: befores(resource.dependsOn) })));
      continue;
    }
    if ('gate' in node) {
      gates.push({ node: nodeAddress.parse(address), dependsOn: befores(node.dependsOn), gate: node.gate });
      continue;
    }
    const { at, dependsOn, retain = false } = node;
    const common = { node: nodeAddress.parse(address), dependsOn: befores(dependsOn), retain, ...(at === undefined ? {} : { at }) };
    if ('type' in node) resources.push(resourceWith({ ...common, type: node.type, properties: node.properties ?? {} }, templates));
    else {
      const { unit, source, inputs, outputs = {}, repeatable = false, undo = false, hosts, foresees = false } = node;
      const said = { ...(undo ? { undo } : {}), ...(hosts === undefined ? {} : { hosts }), ...(foresees ? { foresees } : {}) };
      units.push(unitWith({ ...common, engine: unit, source, inputs: inputs ?? {}, outputs, repeatable, ...said }, templates));
    }
  }
  const [first] = Object.entries(nodes).filter(([, node]) => 'template' in node);
  if (first !== undefined && resources.length + units.length === 0)
    return fail(
      problem(
        'TEMPLATE_UNSUPPORTED',
        `not supported: with these inputs the template of ${first[0]} makes nothing`,
        'write what it gives where it is needed, or give other inputs',
        {
          at: first[0],
        },
      ),
    );
  const made = proposal.safeParse({
    kind: 'draft',
    deployment: name,
    target: target.name,
    region: region ?? target.regions[0],
    resources,
    units,
    gates,
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(templates.exports.length === 0 ? {} : { exports: templates.exports }),
    ...(templates.imports.length === 0 ? {} : { imports: templates.imports }),
    evidence: templates.evidence,
  });
  if (made.success) return ok(made.data);
  return fail(
    ...made.error.issues
      .flatMap((issue) => innermost(issue))
      .map(({ path, message }) => problem('INPUT_INVALID', `${path.map(String).join('.')}: ${message}`, 'correct the intent file', { at: 'intent file' })),
  );
}
