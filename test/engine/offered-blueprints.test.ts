import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asked } from '../../src/engine/come-to.ts';
import type { EnginePorts } from '../../src/engine/engine-ports.ts';
import { blueprintsFor, offerOf, planChosen } from '../../src/engine/offer-blueprint.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { Plan } from '../../src/model/plan.ts';
import { context } from '../intent/real-context.ts';
import { granted, Stage } from './stage.ts';

const person: Caller = { principal: 'ada', via: 'cli', agent: null, may: new Set(['read', 'plan', 'decide', 'run']) };
const head = (kind: string, name: string, description: string) =>
  `apiVersion: asbuilt.dev/v1\nkind: ${kind}\nmetadata: { name: ${name}, version: 1.0.0, owner: us, description: ${description} }\n`;
const box = `${head('Artifact', 'one', 'a box')}engine: { type: aws }
inputs: { type: object, required: [env], properties: { env: { type: string } } }
resources: { box: { type: "AWS::Toy::Box", properties: { Name: "\${inputs.env}-orders" } } }
`;
const orders = `${head('Blueprint', 'orders', 'an intake of orders')}inputs: { type: object, required: [env], properties: { env: { type: string, enum: [dev, prod] } } }
nodes: { intake: { use: one, with: { env: "\${inputs.env}" } } }
`;

let stage: Stage;
let ports: EnginePorts;
beforeEach(async () => {
  stage = new Stage();
  const { resolver, knowledge } = {
    resolver: { ...stage.ports.resolver, mentions: async () => ({ ok: false, problems: [] }) as never },
    knowledge: context.knowledge,
  };
  ports = { ...stage.ports, resolver, knowledge };
  granted(await stage.engine.publish({ files: [box, orders].map((text, index) => ({ path: `${index}.yaml`, text })) }));
});
afterEach(() => stage.close());

async function stands(request: object): Promise<void> {
  const plan = granted(await stage.engine.planBlueprint({ name: 'orders', ...request }));
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

const asked = (more: Partial<Asked> = {}): Asked => {
  const [main] = stage.targets;
  if (main === undefined) throw new Error('the stage has no target');
  return { intent: { intent: 'an intake of orders for dev' }, targets: new Map([['main', main]]), answers: [], placed: false, ...more };
};
const answered = (value: string) => ({ answers: [{ at: 'intent:1', slot: 'blueprint', value }] });
const offered = async (more: Partial<Asked> = {}) =>
  offerOf(await blueprintsFor(asked({ intent: { intent: 'an intake of orders' }, ...more }), person, ports), []);
const planOf = async (value: string): Promise<Plan> => {
  const chosen = await planChosen(asked(answered(value)), person, ports);
  if (chosen === null) throw new Error(`${value} chooses nothing`);
  const came = granted(chosen);
  if (came.kind !== 'plan') throw new Error(JSON.stringify(came));
  return came.plan;
};
const told = ({ deployment, changes }: Plan) => [deployment, ...changes.map(({ node, action, at }) => `${action} ${node} at ${at.target}`)];

describe('a blueprint that is offered for a sentence', () => {
  it('is planned as it is called where nothing stands', async () => {
    expect((await offered())?.options.map(({ value }) => value)).toEqual(['orders@1.0.0', 'draft']);
    expect(told(await planOf('orders@1.0.0'))).toEqual(['orders', 'create intake.box at main']);
  });

  it('is offered new beside what stands under its name, and as a change of that, which is told', async () => {
    await stands({ inputs: { env: 'prod' }, targets: { other: 'other' } });
    const question = await offered();
    expect(question?.text).toBe('The catalog has a blueprint for this, and orders stands at other. What is to be planned?');
    expect(question?.options.map(({ value }) => value)).toEqual(['orders@1.0.0 as orders_2', 'orders@1.0.0 in orders', 'draft']);
    expect(question?.options[1]?.text).toContain('changes orders, which stands at other');
    expect(question?.default).toBe('orders@1.0.0 as orders_2');
    expect(told(await planOf('orders@1.0.0 as orders_2'))).toEqual(['orders_2', 'create intake.box at main']);
  });

  it('changes what stands where it stands, although no target is named, and the plan says what it changes', async () => {
    await stands({ inputs: { env: 'prod' }, targets: { other: 'other' } });
    const plan = await planOf('orders@1.0.0 in orders');
    expect(told(plan)).toEqual(['orders', expect.stringMatching(/ intake\.box at other$/)]);
    expect(plan.evidence).toContainEqual(
      expect.objectContaining({ words: 'orders', effect: expect.stringMatching(/^stands at other \(1 part\), and is what this plan changes/) }),
    );
    expect(plan.evidence).toContainEqual(expect.objectContaining({ words: 'orders', effect: 'has env "prod" now, and gets "dev"' }));
  });

  it('is no change of what came to stand since it was offered', async () => {
    await stands({ inputs: { env: 'prod' } });
    expect(await planChosen(asked(answered('orders@1.0.0')), person, ports)).toMatchObject({ ok: false, problems: [{ code: 'GRAPH_CONFLICT', at: 'orders' }] });
  });

  it('is offered as a change alone where the intent names what stands, and not at all where that is no deployment of it', async () => {
    await stage.build({ small: {} });
    await stands({ inputs: { env: 'prod' }, as: 'shop_orders' });
    const values = async (name: string) =>
      (await offered({ intent: { intent: 'an intake of orders', name: name as never } }))?.options.map(({ value }) => value);
    expect(await values('shop_orders')).toEqual(['orders@1.0.0 in shop_orders', 'draft']);
    expect(await values('shop')).toBeUndefined();
  });

  it('can be refused where the words mean nothing else', async () => {
    const published = await blueprintsFor(asked(), person, ports);
    expect(offerOf(published, [], true)?.options.map(({ value }) => value)).toEqual(['orders@1.0.0', 'none']);
    expect(await planChosen(asked(answered('none')), person, ports)).toBeNull();
  });
});
