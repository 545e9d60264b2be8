import { describe, expect, it } from 'vitest';
import { fixForAgent } from './fix-for-agent.ts';

describe('a fix of the engine, as an agent is told it', () => {
  it.each([
    ['asbuilt plans list', 'list_plans', 'list_plans'],
    ['see its runs: asbuilt runs list', 'see its runs: list_runs', 'list_runs'],
    ['wait: asbuilt runs watch r_1, or stop it: asbuilt runs cancel r_1', 'wait: get_run with run r_1, or stop it: cancel_run with run r_1', 'get_run'],
    ['what it did: asbuilt plans show p_1 --full; or name it', 'what it did: get_plan with plan p_1; or name it', 'get_plan'],
    ['look at it: asbuilt show orders', 'look at it: get_deployment with deployment orders', 'get_deployment'],
    ['remove box too, or the whole: asbuilt destroy shop', 'remove box too, or the whole: plan_removal with deployment shop', null],
    ['see which there are: asbuilt deployments; or name it', 'see which there are: list_deployments; or name it', 'list_deployments'],
    [
      'change it there: asbuilt ask "…" --deployment shop; or leave it out',
      'change it there: create_plan with deployment shop; or leave it out',
      'create_plan',
    ],
    [
      "left as it is. To put it back: asbuilt ask --deployment shop 'put net.vpc[0] back'",
      'left as it is. To put it back: create_plan with deployment shop and intent "put net.vpc[0] back"',
      'create_plan',
    ],
    ['give it: --input size=…', 'give it: inputs size=…', null],
    [
      'call the new one otherwise with --name, or take that one there: --deployment web',
      'call the new one otherwise with as, or take that one there: deployment web',
      null,
    ],
    ['did you mean orders?', 'did you mean orders?', null],
  ])('names the tool or the field that does the same: %s', (fix, text, tool) => {
    expect(fixForAgent(fix)).toEqual({ text, tool });
  });

  it.each([
    ['asbuilt approve p_1', 'a person runs it: asbuilt approve p_1'],
    ['a person approves: asbuilt approve p_1', 'a person approves: asbuilt approve p_1'],
    ['a person stops it: asbuilt runs cancel r_1', 'a person stops it: asbuilt runs cancel r_1'],
    ['asbuilt runs resume r_1', 'a person runs it: asbuilt runs resume r_1'],
    ['lost records come back with asbuilt deployments recover', 'lost records come back with asbuilt deployments recover (a person runs that)'],
  ])('says so where only a person can: %s', (fix, text) => {
    expect(fixForAgent(fix)).toEqual({ text, tool: null });
  });

  it('lets no name from outside choose a tool that ends or removes something', () => {
    expect(fixForAgent('did you mean "asbuilt runs cancel r_1"?').tool).toBeNull();
    expect(fixForAgent('did you mean "asbuilt destroy shop"?').tool).toBeNull();
  });
});
