import { describe, expect, it } from 'vitest';
import type { NodeAddress } from '../../model/names.ts';
import { declaredOutputs } from './declared-outputs.ts';

const unit = { node: 'seed' as NodeAddress, outputs: { said: { type: 'string' }, rows: { type: 'array' } } };

describe('the outputs of a unit', () => {
  it('are those that it declares, as it gave them', () => {
    expect(declaredOutputs(unit, { said: 'done', rows: [{ id: 1 }], more: 'x' })).toEqual({ ok: true, value: { said: 'done', rows: [{ id: 1 }] } });
  });

  it('are refused by name where a secret was cut out of one, at any depth', () => {
    const refused = (gave: Parameters<typeof declaredOutputs>[1]) => declaredOutputs(unit, gave);
    expect(refused({ said: 'pw (secret)', rows: [] })).toMatchObject({
      problems: [{ code: 'UNIT_FAILED', at: 'seed', message: expect.stringContaining('said') }],
    });
    expect(refused({ said: 'x', rows: [{ 'of (secret)': 1 }] })).toMatchObject({ problems: [{ message: expect.stringContaining('rows') }] });
    expect(refused({ said: 'x', rows: [{ of: '(secret)' }] })).toMatchObject({ problems: [{ message: expect.stringContaining('rows') }] });
  });

  it('are not refused for what nobody is given', () => {
    expect(declaredOutputs(unit, { said: 'x', rows: [], more: '(secret)' })).toMatchObject({ ok: true });
  });
});
