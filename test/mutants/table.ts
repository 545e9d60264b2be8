import { adapters } from './adapters.ts';
import { approvals } from './approvals.ts';
import { drivers } from './drivers.ts';
import { envelopes } from './envelopes.ts';
import type { Mutant } from './mutant.ts';
import { orders } from './orders.ts';
import { plans } from './plans.ts';
import { policies } from './policies.ts';
import { runEngine } from './run-engine.ts';
import { surfaces } from './surfaces.ts';
import { useCases } from './use-cases.ts';
import { whatStands } from './what-stands.ts';
import { wishes } from './wishes.ts';

/** Every deliberate fault. */
export const mutants: readonly Mutant[] = [
  ...approvals,
  ...runEngine,
  ...useCases,
  ...whatStands,
  ...drivers,
  ...adapters,
  ...orders,
  ...plans,
  ...wishes,
  ...policies,
  ...envelopes,
  ...surfaces,
];

/** Tests in which a fault of a folder is to be seen; the first line that fits. */
const seenBy: readonly (readonly [folder: string, tests: readonly string[]])[] = [
  ['src/engine/', ['test/engine', 'src/engine', 'test/approval']],
  ['src/drivers/', ['src/drivers', 'test/engine']],
  ['src/adapters/aws/', ['src/adapters/aws', 'test/native/aws-json', 'test/native/send', 'test/native/sessions']],
  ['src/adapters/store/', ['src/adapters/store', 'test/engine']],
  ['src/adapters/keys/', ['src/adapters/keys', 'test/approval', 'test/engine']],
  ['src/adapters/', ['src/adapters']],
  ['src/plan/', ['src/plan', 'test/approval', 'test/engine']],
  ['src/policy/', ['src/policy', 'test/engine']],
  ['src/catalog/', ['src/catalog', 'test/catalog', 'test/engine']],
  ['src/intent/', ['src/intent', 'test/intent', 'src/engine']],
  ['src/kernel/', ['src/kernel', 'src/adapters/store']],
  ['src/model/routes.ts', ['test/callers', 'src/surfaces/http']],
  ['src/model/withhold.ts', ['src/surfaces/http', 'test/mcp/hostile']],
  ['src/model/secret-place.ts', ['src/model', 'src/surfaces/http', 'test/mcp/hostile']],
  ['src/model/hides-at.ts', ['src/model']],
  ['src/model/plain-data.ts', ['src/model', 'src/catalog']],
  ['src/model/is-simulated.ts', ['src/engine/key-kind-for']],
  ['src/model/replay-approvers.ts', ['src/model', 'src/adapters/keys', 'test/approval']],
  ['src/model/creation.ts', ['src/drivers/aws', 'test/engine']],
  ['src/model/tags-of.ts', ['src/model', 'src/drivers/aws', 'test/engine']],
  ['src/surfaces/http/', ['src/surfaces/http', 'test/callers']],
  ['src/surfaces/cli/', ['src/surfaces/cli', 'test/cli']],
  ['src/surfaces/mcp/', ['test/mcp/approval', 'test/mcp/bad-input', 'test/mcp/repeated-writes', 'test/mcp/resources', 'test/mcp/tools']],
  ['src/app/', ['test/callers']],
];

/** Of those tests, the ones that are run only where the others saw nothing: they take as long as all of these together. */
export const slowTests: readonly string[] = ['test/engine/deaths.test.ts'];

/** The tests that are run against a fault, as the runner takes them. */
export function testsFor({ file, tests = [] }: Mutant): readonly string[] {
  const row = seenBy.find(([folder]) => file.startsWith(folder));
  if (row === undefined) throw new Error(`no tests are named for ${file}`);
  return [...new Set([...row[1], ...tests])].sort();
}
