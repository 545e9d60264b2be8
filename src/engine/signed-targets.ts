import type { Diagnostic } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { isSimulated } from '../model/is-simulated.ts';
import type { CallerIdentity, NamedTarget } from '../model/target.ts';
import { definitionOf, type PlanTarget } from '../model/target-definition.ts';
import type { EnginePorts } from './engine-ports.ts';

/** Every target with its whole definition and who we prove to be there. */
export async function signedTargets(targets: ReadonlyMap<string, NamedTarget>, ports: EnginePorts): Promise<Result<PlanTarget[]>> {
  const proved = await Promise.all(
    [...targets].map(async ([alias, named]) => {
      const identity = await ports.cloud.identify(named);
      return { alias, named, identity };
    }),
  );
  const problems: Diagnostic[] = proved.flatMap(({ identity }) => (identity.ok ? [] : identity.problems));
  if (problems.length > 0) return fail(...problems);
  return ok(proved.flatMap(({ alias, named, identity }) => (identity.ok ? [planTargetOf(alias, named, identity.value)] : [])));
}

function planTargetOf(alias: string, named: NamedTarget, identity: CallerIdentity): PlanTarget {
  const definition = definitionOf(named);
  return { alias, name: named.name, definition, identity, simulated: isSimulated(definition) };
}
