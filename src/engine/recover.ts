import { nameIn } from '../intent/standing.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import { all as allOf, fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { Binding } from '../model/observed.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Doubt, Write } from '../ports/store.ts';
import type { Carrier } from '../ports/survey.ts';
import { isChild } from './bind-found.ts';
import { crossedCarriers } from './crossed-names.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTarget } from './find-target.ts';
import { placeKey, reachOfTarget } from './places.ts';
import { type Rebuilt, rebuildBooks, type Seen } from './rebuild-books.ts';

type Recovered = ResponseOf<'recover'>;

/** How many regions of a target are named one by one. */
const regionsNamed = 5;

/**
 * Rebuilds lost books from what is live at the targets: what carries our tags is bound, what belongs to it without tags is kept below it, and what could not be
 * told apart is said and left alone. Nothing is sent that changes anything, and what the books know already stays as it is. Besides runs this is what
 * writes the books; the audit log says so, deployment by deployment.
 */
export async function recover({ targets: named }: RequestOf<'recover'>, caller: Caller, ports: EnginePorts): Promise<Result<Recovered>> {
  const targets = named === undefined || named.length === 0 ? every(ports) : allOf(named.map((name) => findTarget(name, ports)));
  if (!targets.ok) return targets;
  const searched: Seen[] = [];
  const unread: Coverage['unread'] = [];
  const read: Coverage['read'] = [];
  const problems: Diagnostic[] = [];
  for (const [target, region] of placesOf(targets.value, ports.defaultTarget)) {
    const seen = await search(target, region, ports);
    if (!seen.ok) {
      problems.push(...seen.problems);
      unread.push({
        scope: `all of ${target.target.account}/${region} at ${target.name}`,
        reason: seen.problems.map(({ code, message }) => `${code}: ${message}`).join('; '),
      });
      continue;
    }
    searched.push(seen.value.seen);
    read.push(...seen.value.coverage.read);
    unread.push(...seen.value.coverage.unread);
  }
  if (searched.length === 0) return fail(...problems);
  for (const { name, target, regions } of targets.value)
    unread.push({
      scope: `every other region of ${target.account}`,
      reason: `only the regions of target ${name} were searched: ${regions.length > regionsNamed ? `${regions.length} of them` : regions.join(', ')}`,
    });
  const busy = new Set((await ports.store.liveRuns()).map(({ deployment }) => deployment));
  const books = await ports.store.allBindings();
  const crossed = await crossedCarriers(searched, ports);
  const whole = rebuildBooks(searched, withoutRetagged(books, searched), (type, properties) => nameIn(type, properties, ports.knowledge), crossed);
  const rebuilt: Rebuilt = { ...whole, bindings: whole.bindings.filter(({ deployment }) => !busy.has(deployment)) };
  for (const deployment of busy)
    unread.push({ scope: deployment, reason: 'a run of it is under way, and the books are the run’s; recover again when it has ended' });
  if (rebuilt.deployments.size > 0)
    unread.push({ scope: 'units', reason: 'a unit leaves nothing that could be searched for: where a wish holds one, it runs again' });
  await ports.store.commit(await writesOf(rebuilt, books, searched, caller, ports));
  return ok({ deployments: summaries(rebuilt), notFound: notFound(books, searched, ports), coverage: { read, unread } } as Recovered);
}

/** The books without what was bound by its tags alone and bears those of another node by now, where another thing bears its own: it is bound as it is tagged now. */
function withoutRetagged(books: readonly Binding[], searched: readonly Seen[]): readonly Binding[] {
  const carriers = searched.flatMap((seen) => seen.carriers);
  return books.filter((binding) => {
    if (binding.kind !== 'resource' || binding.rebuilt === undefined || isChild(binding)) return true;
    const { deployment, node, type, identifier, at } = binding;
    const isIt = (one: Carrier) => one.type === type && one.identifier === identifier && one.place.account === at.account;
    const bears = ({ tags }: Carrier) => tags.deployment === deployment && tags.node === node && tags.type === type;
    return !carriers.some((one) => isIt(one) && !bears(one)) || !carriers.some((one) => bears(one) && !isIt(one));
  });
}

/** Every target there is; TARGET_UNKNOWN, or what is wrong with targets.yaml, where there is none. */
function every(ports: EnginePorts): Result<NamedTarget[]> {
  const usual = findTarget(undefined, ports);
  return usual.ok ? ok([...ports.targets()]) : usual;
}

/** Every place of the targets once, whatever the targets are called; the default target's first. */
function placesOf(targets: readonly NamedTarget[], first: string | null): (readonly [NamedTarget, string])[] {
  const places = new Map<string, readonly [NamedTarget, string]>();
  for (const target of [...targets].sort((a, b) => Number(b.name === first) - Number(a.name === first))) {
    const reach = reachOfTarget(target);
    for (const region of target.regions) if (!places.has(placeKey(reach, region))) places.set(placeKey(reach, region), [target, region]);
  }
  return [...places.values()];
}

/**
 * What is ours at a place. A target's first region, where also what has no region shows, is listed type by type; a further one only where its index of tags names
 * something of ours, or cannot be asked: a target may have dozens, and most are empty.
 */
async function search(target: NamedTarget, region: string, ports: EnginePorts): Promise<Result<{ readonly seen: Seen; readonly coverage: Coverage }>> {
  const place = { account: target.target.account, region };
  const identity = await ports.cloud.identify(target);
  if (!identity.ok) return identity;
  const driver = ports.drivers.resource;
  if (region !== target.regions[0]) {
    const index = await driver.tagged(target, place);
    if (index.ok && index.value.length === 0) {
      const reason = 'its index of tags names nothing of ours, so its types were not listed one by one';
      const nothing = { target, region, listed: false, carriers: [], unexplained: [], dependents: [] };
      return ok({ seen: nothing, coverage: { read: [], unread: [{ scope: `${place.account}/${region}`, reason }] } });
    }
  }
  const survey = await driver.survey(target, place, (done, total) => {
    if (done % 25 === 0 || done === total) ports.events.emit({ kind: 'search', target: target.name, region, done, total });
  });
  if (!survey.ok) return survey;
  const { carriers, unexplained, read, unread } = survey.value;
  const dependents = carriers.length === 0 ? { found: [], unread: [] } : await driver.dependents(target, place, carriers);
  return ok({
    seen: { target, region, listed: true, carriers, unexplained, dependents: dependents.found },
    coverage: { read, unread: [...unread, ...dependents.unread] },
  });
}

async function writesOf(
  { bindings, deployments, doubts }: Rebuilt,
  books: readonly Binding[],
  searched: readonly Seen[],
  caller: Caller,
  ports: EnginePorts,
): Promise<Write[]> {
  const at = now(ports);
  const records = new Map((await ports.store.deployments()).map((record) => [record.name, record]));
  // Of what the books hold may be lost what it belongs to.
  const alone = books.filter(({ deployment }) => !records.has(deployment)).map((binding) => ({ binding, known: true }));
  const byDeployment = Map.groupBy([...alone, ...bindings.map((binding) => ({ binding, known: false }))], ({ binding }) => binding.deployment);
  const writes: Write[] = [];
  for (const [name, all] of byDeployment) {
    const record = records.get(name);
    const bound = all.flatMap(({ binding, known }) => (known || binding.kind !== 'resource' ? [] : [binding]));
    const targets = { ...Object.fromEntries(all.map(({ binding }) => [binding.at.target, binding.at.target])), ...record?.targets };
    const intent = record?.intent ?? `recovered from tags (blueprint ${deployments.get(name)?.blueprint || 'not named'})`;
    writes.push({ kind: 'deployment', name, targets, intent }, ...bound.map((binding): Write => ({ kind: 'binding', binding })));
    const nodes = bound.map(({ node, type, identifier, at: { account, region }, rebuilt }) => ({
      node,
      type,
      identifier,
      account,
      region,
      certain: rebuilt?.under === undefined,
    }));
    writes.push({
      kind: 'audit',
      event: { at, kind: 'books.recovered', actor: caller.principal, subject: name, data: { nodes, caller: callerRecord(caller) } },
    });
  }
  for (const { target, region } of searched) {
    const here = doubts.filter((doubt) => doubt.account === target.target.account && doubt.region === region);
    writes.push({ kind: 'survey', survey: { key: placeKey(reachOfTarget(target), region), at, how: 'recovered', doubts: here } });
  }
  const data = {
    searched: searched.map(({ target, region }) => `${target.name} ${target.target.account}/${region}`),
    deployments: byDeployment.size,
    doubts: doubts.length,
    caller: callerRecord(caller),
  };
  writes.push({ kind: 'audit', event: { at, kind: 'books.searched', actor: caller.principal, subject: 'deployments', data } });
  return writes;
}

function summaries({ bindings, deployments, doubts }: Rebuilt): Recovered['deployments'] {
  return [...deployments]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { blueprint, targets, known }]) => {
      const bound = bindings.filter(({ deployment }) => deployment === name);
      const sure = bound.filter(({ rebuilt }) => rebuilt?.under === undefined);
      const below = bound.flatMap(({ node, type, at, identifier, rebuilt }) =>
        rebuilt?.under === undefined
          ? []
          : [{ deployment: name, node, type, account: at.account, region: at.region, identifier, because: `it has no tags; it belongs to ${rebuilt.under}` }],
      );
      const own = doubts.filter(({ deployment }) => deployment === name);
      return {
        name: name as Recovered['deployments'][number]['name'],
        targets: Object.fromEntries([...targets].map((target) => [target, target])),
        blueprint,
        resources: known + bound.length + own.length,
        certain: known + sure.length,
        uncertain: [...below, ...own.map((doubt: Doubt) => ({ ...doubt }))],
      };
    });
}

/** What the books name at places that were searched, and was not among what was seen. What has no tags was only looked for below what was found. */
function notFound(books: readonly Binding[], searched: readonly Seen[], { types }: Pick<EnginePorts, 'types'>): Recovered['notFound'] {
  const places = new Set(searched.filter(({ listed }) => listed).map(({ target, region }) => `${target.target.account} ${region}`));
  const seen = new Set(
    searched.flatMap(({ carriers, dependents }) => [...carriers, ...dependents].map(({ type, identifier, place }) => `${type} ${identifier} ${place.account}`)),
  );
  return books.flatMap((binding) => {
    if (binding.kind !== 'resource' || binding.doubtful === true) return [];
    const { deployment, node, type, identifier, at } = binding;
    const known = types.type(type);
    if (!known.ok || known.value.tags === undefined) return [];
    if (!places.has(`${at.account} ${at.region}`) || seen.has(`${type} ${identifier} ${at.account}`)) return [];
    return [{ deployment, node, type, account: at.account, region: at.region, identifier }];
  });
}
