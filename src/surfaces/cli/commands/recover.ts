import type { EngineClient } from '../../../engine/engine.ts';
import { plainName } from '../../../kernel/plain-name.ts';
import type { ResponseOf } from '../../../model/operations.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { LiveLines } from '../live-lines.ts';
import { targetText } from '../render-targets.ts';
import type { Session } from '../session.ts';
import { joined, type Text, t } from '../text.ts';

type Recovered = ResponseOf<'recover'>;

const mostReasons = 5;

export async function recoverDeployments(session: Session, { target }: ArgumentsOf<'deployments recover'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const found = await whileSearching(session, engine.value, () => engine.value.recover(target.length === 0 ? {} : { targets: [...target] }));
  if (!found.ok) return session.fail(found.problems);
  session.data(found.value);
  session.show(...lines(found.value));
  return 0;
}

function lines({ deployments, notFound, coverage }: Recovered): Text[] {
  const head =
    deployments.length === 0
      ? t`Nothing with tags of Asbuilt was found.`
      : t`${deployments.length} ${deployments.length === 1 ? 'deployment' : 'deployments'} found.`;
  return [
    head,
    ...deployments.flatMap(deploymentLines),
    ...(notFound.length === 0 ? [] : [t``, t`In the books and not found:`.styled('yellow')]),
    ...notFound.map(({ deployment, node, type, identifier }) => t`  ${deployment}  ${node ?? '?'}  ${type}  ${plainName(identifier)}`),
    ...coverageLines(coverage),
    ...(deployments.length === 0
      ? []
      : [t``, t`${t`Next:`.styled('dim')} ask for the same again, and what has no tags is bound too; the plan shows what differs`]),
  ];
}

function deploymentLines({ name, targets, blueprint, resources, certain, uncertain }: Recovered['deployments'][number]): Text[] {
  const where = Object.entries(targets).map(([alias, target]) => targetText({ alias, name: target }));
  return [
    t``,
    t`${t`${name}`.styled('bold')}${where.length === 0 ? '' : ' → '}${joined(where, ', ')}  ${certain} of ${resources} certain${blueprint === '' ? '' : `, blueprint ${blueprint}`}`,
    ...uncertain.map(
      ({ node, type, identifier, because }) => t`  ${t`uncertain`.styled('yellow')}  ${node ?? '?'}  ${type}  ${plainName(identifier)}: ${because}`,
    ),
  ];
}

/** What was not searched, the same reasons together: each by name is in the JSON. */
function coverageLines({ read, unread }: Recovered['coverage']): Text[] {
  const resources = read.reduce((sum, each) => sum + each.resources, 0);
  const reasons = [...Map.groupBy(unread, ({ reason }) => reason)].sort(([, a], [, b]) => b.length - a.length);
  const shown = reasons.slice(0, mostReasons).map(([reason, of]) => {
    const [first] = of;
    return t`  ${first?.scope ?? ''}${of.length > 1 ? ` and ${of.length - 1} more` : ''}: ${reason}`;
  });
  const more = reasons.length - shown.length;
  return [
    t``,
    t`${resources} resources were read.${unread.length === 0 ? '' : ' Not searched:'}`,
    ...shown,
    ...(more > 0 ? [t`  and ${more} other ${more === 1 ? 'reason' : 'reasons'}, with --json`] : []),
  ];
}

/** Shows on a terminal how far the search has come. */
async function whileSearching<T>(session: Session, engine: EngineClient, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const drawn = new LiveLines(session.io);
  const watching = session.live ? watchSearch(engine, drawn, done.signal) : Promise.resolve();
  try {
    return await work();
  } finally {
    done.abort();
    await watching;
    drawn.clear();
  }
}

async function watchSearch(engine: EngineClient, drawn: LiveLines, signal: AbortSignal): Promise<void> {
  for await (const event of engine.events(null, signal)) {
    if (signal.aborted) return;
    if (event.kind === 'search') drawn.draw([t`${t`Searching ${event.target} ${event.region}:`.styled('dim')} ${event.done} of ${event.total} types`]);
  }
}
