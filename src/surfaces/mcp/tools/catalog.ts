import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { ok } from '../../../kernel/result.ts';
import type { RequestOf } from '../../../model/operations.ts';
import { pageOf, placesIn } from '../page.ts';
import { type Quote, quoteAbout } from '../quote.ts';
import { receiptOf } from '../receipt.ts';
import { planOverview } from '../show-plan.ts';
import { cursor, idempotencyKey, tool } from '../tool.ts';
import { fresh, tellPlan } from './planning.ts';

export const searchCatalog = tool({
  name: 'search_catalog',
  title: 'Search the catalog',
  operation: 'catalog',
  world: false,
  detail: 'Prefer one of them to an intent of your own.',
  input: { text: z.string().optional().describe('what is wanted; all without it'), cursor },
  output: z.object({ entries: z.array(z.object({ name: z.string(), version: z.string(), kind: z.string(), status: z.string(), about: z.string() })) }),
  async call({ text, cursor: from }, { engine, caller }) {
    const listed = await engine.catalog(text === undefined ? {} : { text }, caller);
    if (!listed.ok) return listed;
    const quote = quoteAbout();
    const { entries } = listed.value;
    const page = pageOf(
      entries,
      placesIn(entries),
      ({ name, version, kind, status, description }) => ({ name, version, kind, status, about: quote(description, 200) }),
      from,
    );
    if (!page.ok) return page;
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: entries.length === 0 ? 'Nothing there: plan the intent.' : 'Look at one of them.',
      next_tool: entries.length === 0 ? 'create_plan' : 'get_blueprint',
      data: { entries: page.value.rows },
      cursor: page.value.cursor,
    });
  },
});

const inputRow = z.object({ name: z.string(), type: z.string(), required: z.boolean(), default: z.string().optional(), about: z.string().optional() });

export const getBlueprint = tool({
  name: 'get_blueprint',
  title: 'Look at a blueprint',
  operation: 'catalogVersion',
  world: false,
  detail: 'Its inputs, outputs, parts and boundary.',
  input: { name: z.string(), version: z.string().optional().describe('a version or range; else the highest') },
  output: z.object({
    name: z.string(),
    version: z.string(),
    status: z.string(),
    about: z.string(),
    inputs: z.array(inputRow),
    outputs: z.array(z.string()),
    parts: z.array(z.object({ node: z.string(), is: z.string() })),
    boundary: z.array(z.string()),
    deployments: z.array(z.string()),
  }),
  async call(given, { engine, caller }) {
    const shown = await engine.catalogVersion(given as RequestOf<'catalogVersion'>, caller);
    if (!shown.ok) return shown;
    const { name, version, status, description, facts, document, lock, deployments } = shown.value;
    const quote = quoteAbout();
    const nodes = document.kind === 'Blueprint' ? Object.entries(document.nodes) : [];
    const used = (node: (typeof nodes)[number][1]): string => {
      if ('gate' in node) return 'a gate';
      const locked = lock[node.use];
      return locked === undefined ? node.use : `${locked.name}@${locked.version}`;
    };
    const resources = document.kind === 'Artifact' ? Object.entries(document.resources ?? {}) : [];
    const boundary = document.kind === 'Blueprint' ? Object.entries(document.boundary) : [];
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'Plan it with its inputs. Ask your user for what you do not know.',
      next_tool: 'plan_blueprint',
      data: {
        name,
        version,
        status,
        about: quote(description, 400),
        inputs: inputRows(facts.inputs, quote),
        outputs: Object.keys(facts.later),
        parts: [
          ...nodes.map(([node, wanted]) => ({ node, is: used(wanted) })),
          ...resources.map(([node, { type }]) => ({ node, is: type })),
          ...(facts.template ?? []).map(({ id, type }) => ({ node: id, is: type })),
          ...(document.kind === 'Artifact' && document.engine.type !== 'aws' ? [{ node: name, is: document.engine.type }] : []),
        ],
        boundary: boundary.map(([what, allowed]) => quote(`${what}: ${Array.isArray(allowed) ? allowed.join(', ') : String(allowed)}`, 400)),
        deployments,
      },
    });
  },
});

export const planBlueprint = tool({
  name: 'plan_blueprint',
  title: 'Plan a blueprint',
  operation: 'planBlueprint',
  world: true,
  detail: 'Changes nothing. With deployment it takes that one to this version, else keeps its own; inputs left out stay as they were.',
  input: {
    name: z.string(),
    version: z.string().optional(),
    inputs: z.record(z.string(), z.unknown()).optional().describe('as get_blueprint says'),
    as: z.string().optional().describe('name of a new deployment, or of one by it that is changed'),
    deployment: z.string().optional().describe('one that stands'),
    target: z.string().optional().describe('from list_targets; else the default one'),
    region: z.string().optional(),
    idempotency_key: idempotencyKey,
  },
  output: planOverview,
  async call({ target, ...given }, { engine, caller }) {
    const request = { ...given, ...(target === undefined ? {} : { targets: { [target]: target } }) } as RequestOf<'planBlueprint'>;
    const planned = await engine.planBlueprint(request, caller);
    return planned.ok ? tellPlan(fresh(planned.value), caller, 'plan', quoteAbout(planned.value, given)) : planned;
  },
});

function inputRows(schema: JsonObject, quote: Quote): z.infer<typeof inputRow>[] {
  const { properties, required } = schema as Readonly<Record<string, unknown>>;
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, member]) => {
    const { type, enum: values, default: usual, description } = (isJsonObject(member) ? member : {}) as Readonly<Record<string, unknown>>;
    return {
      name: quote.called(name),
      type: quote(Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(' | ') : JSON.stringify(type ?? 'any'), 200),
      required: Array.isArray(required) && required.includes(name) && usual === undefined,
      ...(usual === undefined ? {} : { default: quote(JSON.stringify(usual), 200) }),
      ...(typeof description === 'string' ? { about: quote(description, 200) } : {}),
    };
  });
}
