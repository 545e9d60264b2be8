import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { granted, Stage } from './stage.ts';

/** By their aliases the second one comes first. */
const targets = { zeta: 'main', alpha: 'other' };

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

async function built(plan: Plan): Promise<void> {
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

const placed = (plan: Plan) => plan.changes.map(({ node, action, at }) => `${action} ${node} at ${at.target}`).sort();

describe('a deployment that stands at several targets is planned again where it stands, with what names none at the first', () => {
  it('from its intent file', async () => {
    const box = (name: string, at?: string) => ({ type: 'AWS::Toy::Box', properties: { Name: name }, ...(at === undefined ? {} : { at: { target: at } }) });
    const asked = async (more: { readonly targets?: typeof targets } = {}) => {
      const answer = granted(await stage.engine.ask({ intent: { name: 'web', nodes: { a: box('a'), b: box('b', 'alpha') } }, ...more }));
      if (answer.kind !== 'proposal') throw new Error(JSON.stringify(answer));
      return answer.plan;
    };
    await built(await asked({ targets }));
    expect(placed(await asked())).toEqual(['none a at zeta', 'none b at alpha']);
  });

  it('is named where one of its things is taken for a deployment', async () => {
    const nodes = { a: { type: 'AWS::Toy::Box', properties: { Name: 'a' } } };
    const answer = granted(await stage.engine.ask({ intent: { name: 'web', nodes } }));
    if (answer.kind !== 'proposal') throw new Error(JSON.stringify(answer));
    await built(answer.plan);
    const named = [
      { code: 'DEPLOYMENT_UNKNOWN', message: 'a is no deployment: so is called a of deployment web', fix: expect.stringContaining('asbuilt show web') },
    ];
    expect(await stage.engine.show({ deployment: 'a' as never })).toMatchObject({ problems: named });
    expect(await stage.engine.destroy({ deployment: 'a' as never })).toMatchObject({ problems: named });
    expect(await stage.engine.show({ deployment: 'b' as never })).toMatchObject({
      problems: [{ fix: expect.stringContaining('asbuilt deployments recover') }],
    });
  });

  it('from its blueprint', async () => {
    const head = (kind: string, name: string) =>
      `apiVersion: asbuilt.dev/v1\nkind: ${kind}\nmetadata: { name: ${name}, version: 1.0.0, owner: us, description: a thing }\n`;
    const one = `${head('Artifact', 'one')}engine: { type: aws }\ninputs: { type: object, required: [name], properties: { name: { type: string } } }\nresources: { box: { type: "AWS::Toy::Box", properties: { Name: "\${inputs.name}" } } }\n`;
    const web = `${head('Blueprint', 'web')}nodes:\n  a: { use: one, with: { name: a } }\n  b: { use: one, with: { name: b }, at: { target: alpha } }\n`;
    granted(await stage.engine.publish({ files: [one, web].map((text, index) => ({ path: `${index}.yaml`, text })) }));
    await built(granted(await stage.engine.planBlueprint({ name: 'web', targets })));
    expect(placed(granted(await stage.engine.planBlueprint({ name: 'web' })))).toEqual(['none a.box at zeta', 'none b.box at alpha']);
  });
});
