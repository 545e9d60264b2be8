import { z } from 'zod';
import { problem } from '../../../kernel/diagnostic.ts';
import type { Json } from '../../../kernel/json.ts';
import { nearest } from '../../../kernel/nearest.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { leafRow, leavesOf } from '../leaves.ts';
import { pageOf, placesIn, viewLimit } from '../page.ts';
import { type Quote, quoteAbout } from '../quote.ts';
import { fewRegions, receiptOf, simulatedMark } from '../receipt.ts';
import { cursor, tool } from '../tool.ts';
import { inOrder } from './plans.ts';

const leavesShown = 8;

export const listTargets = tool({
  name: 'list_targets',
  title: 'List targets',
  operation: 'targets',
  world: false,
  detail: 'The accounts and regions that plans can be made for.',
  input: { cursor },
  output: z.object({
    targets: z.array(
      z.object({
        target: z.string(),
        account: z.string(),
        regions: z.array(z.string()),
        default: z.literal(true).optional(),
        simulated: z.literal(true).optional(),
      }),
    ),
  }),
  async call({ cursor: from }, { engine, caller }) {
    const listed = await engine.targets({}, caller);
    if (!listed.ok) return listed;
    const quote = quoteAbout();
    const page = pageOf(
      inOrder(listed.value.targets, ({ name }) => name),
      ({ name }) => name,
      ({ name, account, regions, usual, simulated }) => ({
        target: name,
        account,
        regions: fewRegions(regions, quote),
        ...(usual ? { default: true as const } : {}),
        ...simulatedMark(simulated),
      }),
      from,
    );
    if (!page.ok) return page;
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'Plan for one of them.',
      next_tool: 'create_plan',
      data: { targets: page.value.rows },
      cursor: page.value.cursor,
    });
  },
});

export const listDeployments = tool({
  name: 'list_deployments',
  title: 'List deployments',
  operation: 'deployments',
  world: false,
  detail: 'What stands, as our books have it.',
  input: { cursor },
  output: z.object({
    deployments: z.array(z.object({ deployment: z.string(), targets: z.array(z.string()), asked: z.string(), blueprint: z.string().optional() })),
  }),
  async call({ cursor: from }, { engine, caller }) {
    const listed = await engine.deployments({}, caller);
    if (!listed.ok) return listed;
    const quote = quoteAbout();
    const page = pageOf(
      inOrder(listed.value.deployments, ({ name }) => name),
      ({ name }) => name,
      ({ name, targets, intent, blueprint }) => ({
        deployment: name,
        targets: Object.values(targets),
        asked: quote(intent, 120),
        ...(typeof blueprint === 'string' ? { blueprint: quote.called(blueprint) } : {}),
      }),
      from,
    );
    if (!page.ok) return page;
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'Read one of them afresh.',
      next_tool: 'get_deployment',
      data: { deployments: page.value.rows },
      cursor: page.value.cursor,
    });
  },
});

const liveRow = z.object({
  node: z.string(),
  type: z.string(),
  where: z.string(),
  identifier: z.string(),
  live: z.boolean(),
  foreign: z.literal(true).optional(),
  /** Its creation had no answer: where it is not live, nobody knows whether it is there. */
  doubtful: z.literal(true).optional(),
  incomplete: z.literal(true).optional(),
  /** Nothing proves that it is ours: its tags are gone, or it was found when its creation had no answer. */
  unproven: z.enum(['untagged', 'disputed', 'alike']).optional(),
  /** What of it is not as it was last applied, by place: changed from outside. */
  changed: z.array(z.string()).optional(),
  values: z.array(leafRow),
  more: z.number().int().optional(),
});

const changedShown = 8;

function changedOf(differences: readonly { readonly path: string }[], quote: Quote): { readonly changed?: string[] } {
  const more = differences.length - changedShown;
  const paths = differences.slice(0, changedShown).map(({ path }) => quote.called(path, 60));
  return differences.length === 0 ? {} : { changed: more > 0 ? [...paths, `and ${more} more`] : paths };
}

function pageOfLeaves(leaves: readonly (() => z.infer<typeof leafRow>)[], from: string | undefined) {
  return pageOf(leaves, placesIn(leaves), (leaf) => leaf(), from, viewLimit);
}

export const getDeployment = tool({
  name: 'get_deployment',
  title: 'Read a deployment afresh',
  operation: 'show',
  world: true,
  detail:
    'Its resources as the provider shows them now, and what of each is not as it was last applied (`changed`). Values where people keep secrets are withheld.',
  input: { deployment: z.string(), node: z.string().optional().describe('only this one'), cursor },
  output: z.object({
    deployment: z.string(),
    resources: z.array(liveRow),
    units: z.array(z.object({ node: z.string(), outputs: z.array(leafRow), may_have_run: z.string().optional() })).optional(),
  }),
  async call({ deployment, node, cursor: from }, { engine, caller }) {
    const shown = await engine.show({ deployment: deployment as Parameters<typeof engine.show>[0]['deployment'] }, caller);
    if (!shown.ok) return shown;
    const { resources, units, targets } = shown.value;
    const quote = quoteAbout(shown.value);
    const wanted = resources.filter((resource) => node === undefined || resource.node === node);
    const names = [...resources, ...units].map((each) => each.node as string);
    if (node !== undefined && !names.includes(node)) {
      const [likely] = nearest(node.slice(0, 200), names, 1);
      const fix = likely === undefined ? 'leave node out to see all of them' : `did you mean ${JSON.stringify(likely)}?`;
      return fail(problem('INPUT_INVALID', `${deployment} has no node ${JSON.stringify(node.slice(0, 200))}`, fix, { at: 'node' }));
    }
    const told = (resource: (typeof wanted)[number], values: readonly z.infer<typeof leafRow>[], more: number): z.infer<typeof liveRow> => ({
      node: quote.called(resource.node),
      type: quote.called(resource.type, 80),
      where: quote.called(`${resource.target} ${resource.account}/${resource.region}`, 120),
      identifier: quote.called(resource.identifier),
      live: resource.live,
      ...(resource.foreign ? { foreign: true as const } : {}),
      ...(resource.doubtful === true ? { doubtful: true as const } : {}),
      ...(resource.incomplete === true ? { incomplete: true as const } : {}),
      ...(resource.unproven === undefined ? {} : { unproven: resource.unproven }),
      ...changedOf(resource.differences ?? [], quote),
      values: [...values],
      ...(more > 0 ? { more } : {}),
    });
    const valuesOf = ({ properties }: (typeof wanted)[number]) => leavesOf((properties ?? {}) as Json, [], quote);
    const [only] = wanted;
    // Of one resource all values are told, in pages; of many, some of each.
    const one = node === undefined || only === undefined ? null : pageOfLeaves(valuesOf(only), from);
    if (one !== null && !one.ok) return one;
    const few = (resource: (typeof wanted)[number]) => {
      const leaves = valuesOf(resource);
      return told(
        resource,
        leaves.slice(0, leavesShown).map((leaf) => leaf()),
        leaves.length - leavesShown,
      );
    };
    const page =
      one === null || only === undefined
        ? pageOf(wanted, placesIn(wanted), few, from, viewLimit)
        : ok({ rows: [told(only, one.value.rows, 0)], cursor: one.value.cursor });
    if (!page.ok) return page;
    const places = targets.map(({ alias, name, simulated }) => {
      const here = resources.filter((resource) => resource.target === alias);
      const regions = [...new Set(here.map(({ region }) => region))].sort();
      return { target: quote.called(name), account: here[0]?.account ?? '', regions: fewRegions(regions, quote), ...simulatedMark(simulated) };
    });
    const outputs = units
      .filter((unit) => node === undefined || unit.node === node)
      .map((unit) => ({
        node: quote.called(unit.node),
        outputs: leavesOf(unit.outputs as Json, [], quote)
          .slice(0, leavesShown)
          .map((leaf) => leaf()),
        ...(unit.mayHaveRun === undefined ? {} : { may_have_run: unit.mayHaveRun }),
      }));
    return ok({
      receipt: receiptOf(caller, 'read', quote, { targets: places }),
      next: 'Plan what should be otherwise.',
      next_tool: 'create_plan',
      data: { deployment: shown.value.deployment, resources: page.value.rows, ...(outputs.length === 0 ? {} : { units: outputs }) },
      cursor: page.value.cursor,
    });
  },
});

export const listAudit = tool({
  name: 'list_audit',
  title: 'List the audit log',
  operation: 'audit',
  world: false,
  detail: 'Who did what, oldest first.',
  input: { from: z.number().int().min(1).optional().describe('begin at this entry') },
  output: z.object({
    entries: z.array(z.object({ seq: z.number().int(), at: z.string(), kind: z.string(), actor: z.string(), subject: z.string() })),
    next_from: z.number().int().nullable(),
  }),
  async call({ from }, { engine, caller }) {
    const listed = await engine.audit({ from: from ?? 1 }, caller);
    if (!listed.ok) return listed;
    const quote = quoteAbout();
    const { entries } = listed.value;
    const page = pageOf(
      entries,
      ({ seq }) => String(seq).padStart(15, '0'),
      ({ seq, at, kind, actor, subject }) => ({ seq, at, kind, actor: quote.called(actor, 80), subject: quote.called(subject, 80) }),
      undefined,
    );
    if (!page.ok) return page;
    const last = page.value.rows.at(-1);
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'For what follows give next_from.',
      next_tool: last === undefined ? null : 'list_audit',
      data: { entries: page.value.rows, next_from: last === undefined ? null : last.seq + 1 },
    });
  },
});

export const verifyAudit = tool({
  name: 'verify_audit',
  title: 'Check the audit log',
  operation: 'verifyAudit',
  world: false,
  detail: '',
  input: {},
  output: z.object({ entries: z.number().int(), head: z.string(), first: z.string().nullable(), last: z.string().nullable() }),
  async call(_, { engine, caller }) {
    const verified = await engine.verifyAudit({}, caller);
    if (!verified.ok) return verified;
    return ok({ receipt: receiptOf(caller, 'read', quoteAbout()), next: 'No entry was changed, removed or reordered.', next_tool: null, data: verified.value });
  },
});

export const getHealth = tool({
  name: 'get_health',
  title: 'How the engine is',
  operation: 'health',
  world: false,
  detail: '',
  input: {},
  output: z.object({ version: z.string(), uptime_seconds: z.number(), runs_can_go_on: z.boolean(), simulated: z.boolean() }),
  async call(_, { engine, caller }) {
    const health = await engine.health({}, caller);
    if (!health.ok) return health;
    const { version, uptimeSeconds, restate, sandbox } = health.value;
    return ok({
      receipt: receiptOf(caller, 'read', quoteAbout()),
      next: 'Look at the targets.',
      next_tool: 'list_targets',
      data: { version, uptime_seconds: Math.round(uptimeSeconds), runs_can_go_on: restate, simulated: sandbox !== null },
    });
  },
});
