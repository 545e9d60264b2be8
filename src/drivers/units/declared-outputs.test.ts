import { describe, expect, it } from 'vitest';
import type { NodeAddress } from '../../model/names.ts';
import type { SecretValues } from '../../ports/secrets.ts';
import { declaredOutputs } from './declared-outputs.ts';

const secrets = { without: (text: string) => text.replaceAll('hunter2', '(secret)') } as unknown as SecretValues;
const unit = { node: 'seed' as NodeAddress, outputs: { said: { type: 'string' }, rows: { type: 'array' } } };

describe('the outputs of a unit', () => {
  it('are those that it declares, as it gave them', () => {
    expect(declaredOutputs(unit, { said: 'done', rows: [{ id: 1 }], more: 'x' }, secrets)).toEqual({ ok: true, value: { said: 'done', rows: [{ id: 1 }] } });
  });

  it('are refused by name where one holds a secret, at any depth, and never changed', () => {
    const refused = (gave: Parameters<typeof declaredOutputs>[1]) => declaredOutputs(unit, gave, secrets);
    expect(refused({ said: 'pw hunter2', rows: [] })).toMatchObject({
      problems: [{ code: 'UNIT_FAILED', at: 'seed', message: expect.stringContaining('said') }],
    });
    expect(refused({ said: 'x', rows: [{ of: 'hunter2' }] })).toMatchObject({ problems: [{ message: expect.stringContaining('rows') }] });
    expect(JSON.stringify(refused({ said: 'pw hunter2', rows: [] }))).not.toContain('hunter2');
  });

  it('may hold a secret that nobody is given', () => {
    expect(declaredOutputs(unit, { said: 'x', rows: [], more: 'hunter2' }, secrets)).toMatchObject({ ok: true });
  });
});
