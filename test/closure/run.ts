import { parseArgs } from 'node:util';
import { target } from '../../src/model/target.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { engineOver } from '../native/engine-over.ts';
import { account, closed, namedDraft, registry } from './closed-draft.ts';
import { creatableTypes, drawTypes } from './draw-types.ts';

/*
 * npm run test:closure [-- --seed N]… [-- --count N] [-- --type NAME]…: draws types from all that can be created, closes a draft of just one of each, plans and applies
 * it on a sandbox, plans again, which has to be empty, and removes it. Prints what came of them.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true, default: ['1', '2', '3'] },
    count: { type: 'string', default: '250' },
    services: { type: 'string', default: '60' },
    type: { type: 'string', multiple: true },
  },
});
const names = creatableTypes(registry);
const rounds =
  values.type !== undefined
    ? [{ title: 'named', types: values.type }]
    : values.seed.map((seed) => ({
        title: `seed ${seed}`,
        types: values.count === 'all' ? names : drawTypes(names, Number(seed), Number(values.count), Number(values.services)),
      }));

const sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
const named = { name: 'sandbox', regions: ['us-east-1'], target: target.parse({ account, region: 'us-east-1', endpoint: sandbox.endpoint, simulated: true }) };
const over = await engineOver(named, { retry: 200, consistency: 200, slice: 200 });
let broken = 0;
try {
  for (const { title, types } of rounds) {
    const failures: string[] = [];
    let accepted = 0;
    let asked = 0;
    let resources = 0;
    for (const [index, name] of types.entries()) {
      try {
        const made = await take(name, `${title.replace(/\W/g, '_')}_${index}`);
        resources += made.resources;
        if (made.asked) asked++;
        else accepted++;
      } catch (error) {
        failures.push(`  ${name}: ${(error instanceof Error ? error.message : String(error)).slice(0, 400)}`);
      }
    }
    const services = new Set(types.map((name) => name.split('::')[1])).size;
    process.stdout.write(
      `${title}: ${types.length} types of ${services} services, ${resources} resources: ${accepted} accepted, ${asked} accepted with the defaults of one question, ${failures.length} failed\n${failures.join('\n')}${failures.length > 0 ? '\n' : ''}`,
    );
    broken += failures.length;
  }
} finally {
  await over.close();
  await sandbox.close();
  registry.close();
}
process.exitCode = broken === 0 ? 0 : 1;

async function take(name: string, deployment: string): Promise<{ asked: boolean; resources: number }> {
  const type = registry.type(name);
  if (!type.ok) throw new Error(type.problems[0]?.message);
  const { resources, questions } = closed([namedDraft('x1', type.value, 'x1')], { deployment });
  const plan = await over.plan(deployment, resources);
  const run = await over.apply(plan);
  if (run.status !== 'succeeded')
    throw new Error(`apply: ${run.nodes.flatMap(({ node, error }) => (error == null ? [] : [`${node}: ${JSON.stringify(error)}`])).join('; ')}`);
  const again = await over.plan(deployment, resources);
  const moved = again.changes.filter(({ action }) => action !== 'none');
  if (moved.length > 0)
    throw new Error(`not empty when it is planned again: ${JSON.stringify(moved.map(({ node, action, reason }) => ({ node, action, reason })))}`);
  const removal = await over.engine.destroy({ deployment: plan.deployment });
  if (!removal.ok) throw new Error(`destroy: ${JSON.stringify(removal.problems)}`);
  const gone = await over.apply(removal.value);
  if (gone.status !== 'succeeded')
    throw new Error(`destroy: ${gone.nodes.flatMap(({ node, error }) => (error == null ? [] : [`${node}: ${JSON.stringify(error)}`])).join('; ')}`);
  if (questions.length > 1) throw new Error(`${questions.length} questions: ${questions.map(({ slot }) => slot).join(', ')}`);
  return { asked: questions.length > 0, resources: resources.length };
}
