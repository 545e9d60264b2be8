import type { ArgumentsOf } from '../command-table.ts';
import { lineWidth } from '../line-width.ts';
import { deploymentName } from '../meant-id.ts';
import { renderDeployment } from '../render-deployment.ts';
import { targetText } from '../render-targets.ts';
import type { Session } from '../session.ts';
import { showTable } from '../show-table.ts';
import { joined, t } from '../text.ts';

/** Of each deployment. */
const kindsShown = 4;
const askedColumns = 70;

export async function listDeployments(session: Session): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const listed = await engine.value.deployments({});
  if (!listed.ok) return session.fail(listed.problems);
  session.data(listed.value);
  const rows = listed.value.deployments.map(({ name, targets, intent, blueprint, consists, unfinished }) => {
    const where = Object.entries(targets).map(([alias, target]) => targetText({ alias, name: target }));
    const kinds = consists.map(({ kind, count }) => `${count} ${kind.replace('AWS::', '').replace('::', ' ')}`);
    const more = kinds.length - kindsShown;
    return [
      t`${name}`.styled('bold'),
      joined(where, ', '),
      t`${kinds.slice(0, kindsShown).join(', ')}${more > 0 ? ` and ${more} other ${more === 1 ? 'kind' : 'kinds'}` : ''}`,
      t`${blueprint === null ? '' : `blueprint ${blueprint}`}`,
      unfinished === undefined ? t`` : t`${unfinished.status}: ${unfinished.run}`.styled('yellow'),
      t`last: ${JSON.stringify(intent)}`.cut(askedColumns).styled('dim'),
    ];
  });
  showTable(session, rows, t`The books hold no deployment. ${t`Next:`.styled('dim')} asbuilt ask "…"    where records were lost: asbuilt deployments recover`);
  return 0;
}

export async function showDeployment(session: Session, { deployment }: ArgumentsOf<'show'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const name = await deploymentName(engine.value, deployment);
  if (!name.ok) return session.fail(name.problems);
  const shown = await engine.value.show({ deployment: name.value });
  if (!shown.ok) return session.fail(shown.problems);
  session.data(shown.value);
  if (session.json) return 0;
  const health = shown.value.targets.some(({ simulated }) => simulated) ? await engine.value.health({}) : null;
  session.show(...renderDeployment(shown.value, health?.ok === true ? (health.value.sandbox?.endpoint ?? null) : null, lineWidth(session)));
  return 0;
}
