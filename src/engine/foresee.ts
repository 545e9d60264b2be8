import { crossedByOne } from '../catalog/boundary.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { isJsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Member } from '../model/member.ts';
import type { Change, PlanBody, UnitChange } from '../model/plan.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import { phaseInputs, type TypeOfReference } from '../plan/envelope/phase-inputs.ts';
import { readMembers } from '../plan/envelope/read-members.ts';
import { withMembers } from '../plan/envelope/with-members.ts';
import { memberChanges } from '../policy/member-changes.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { SentSource } from './source-for.ts';

/**
 * The plan with what its units say they will change, asked of each that can say it and is planned to run. FORESIGHT_FAILED where one does not say it as it should, BOUNDARY_CROSSED where it would touch what its
 * blueprint may not. An AI agent may send any source: where nothing keeps that from this machine, it is not run to make a plan.
 */
export async function foreseeUnits(plan: PlanBody, sources: readonly SentSource[], agent: string | null, ports: EnginePorts): Promise<Result<PlanBody>> {
  const said = new Map<string, readonly Member[]>();
  const typeOf = typesOf(plan.changes, ports);
  for (const change of plan.changes) {
    if (change.kind !== 'unit' || change.action !== 'run' || change.foresees !== true) continue;
    if (agent !== null && plan.engines.some(({ engine, loose }) => engine === change.engine && loose === true)) return fail(unconfined(change));
    const bundle = sources.find(({ digest }) => digest === change.source)?.bundle;
    const members = await membersOf(change, change.inputs ?? {}, plan, typeOf, ports, { sent: bundle, byAgent: agent !== null });
    if (!members.ok) return members;
    said.set(change.node, members.value);
  }
  return ok(said.size === 0 ? plan : withMembers(plan, said));
}

/** What a unit says it will change, with these inputs. FORESIGHT_FAILED, BOUNDARY_CROSSED, or what `Foresight` says. */
export async function membersOf(
  change: UnitChange,
  inputs: JsonObject,
  plan: Pick<PlanBody, 'targets' | 'blueprint'>,
  typeOf: TypeOfReference,
  ports: EnginePorts,
  { sent, byAgent = false }: { readonly sent?: SourceBundle | undefined; readonly byAgent?: boolean } = {},
): Promise<Result<readonly Member[]>> {
  const at = change.node;
  const source = sent ?? (await ports.store.source(change.source));
  if (source === null)
    return fail(problem('INPUT_INVALID', `the source of ${at} is not in the records any more`, 'plan again: ask with the same intent', { at }));
  const answered = await ports.foresight.ask({ node: at, source, inputs: phaseInputs(inputs, typeOf), place: change.at, byAgent });
  if (!answered.ok) return answered;
  const read = readMembers(answered.value, inputs);
  if (!read.ok)
    return fail(
      problem(
        'FORESIGHT_FAILED',
        `${at}: its plan phase does not say what it will change: ${read.why}`,
        'let it write {"members": […]}, as docs/how-to/say-beforehand-what-a-unit-changes.md has it',
        {
          at,
        },
      ),
    );
  const outside = memberChanges({ ...change, members: [...read.members] }, plan.targets).flatMap((one) => crossedByOne(plan.blueprint?.boundaries ?? [], one));
  return outside.length > 0 ? fail(...outside) : ok(read.members);
}

/** The types of what the nodes of a plan give. */
function typesOf(changes: readonly Change[], { types }: EnginePorts): TypeOfReference {
  const byNode = new Map<string, Change>(changes.map((change) => [change.node, change]));
  return ({ node, attribute }) => {
    const change = byNode.get(node);
    if (change?.kind === 'unit') {
      const schema = change.outputs[attribute];
      return isJsonObject(schema) && typeof schema['type'] === 'string' ? schema['type'] : 'any';
    }
    const found = change === undefined ? null : types.type(change.type);
    if (found?.ok !== true) return 'any';
    const shape = (found.value.attributes[attribute.replaceAll('.', '/')] ?? found.value.properties[attribute])?.shape;
    switch (shape?.kind) {
      case 'string':
      case 'integer':
      case 'number':
      case 'boolean':
      case 'array':
        return shape.kind;
      case 'object':
      case 'map':
        return 'object';
      default:
        return 'any';
    }
  };
}

function unconfined({ node, engine }: UnitChange) {
  const message = `${node} says what it changes by running its source, and nothing on this machine keeps ${engine} from its files: for an AI agent that is not done`;
  return problem('FORESIGHT_FAILED', message, 'install bubblewrap (asbuilt doctor), or let a person plan', { at: node });
}
