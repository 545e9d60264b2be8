import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../kernel/digest.ts';
import type { JsonObject } from '../kernel/json.ts';
import { hideSecrets } from './hide-secrets.ts';

const keyed = (text: string) => sha256(`key ${text}`);
const db = { $secret: [{ name: 'db' }], digest: keyed('hunter2') };

describe('hideSecrets', () => {
  it('shows what is live as the secret where it is that, and as a digest where it is not', () => {
    expect(hideSecrets({ Password: 'hunter2', Name: 'web' }, [{ Password: db, Name: 'web' }], keyed)).toEqual({ Password: db, Name: 'web' });
    expect(hideSecrets({ Password: 'hunter3' }, [{ Password: db }], keyed)).toEqual({ Password: { $hidden: keyed('hunter3') } });
  });

  it('finds the place in lists of another order, keeps what a wish gives in plain, and hides what is beside it', () => {
    const wish = {
      Env: [
        { Name: 'STAGE', Value: 'prod' },
        { Name: 'DB', Value: db },
      ],
    };
    const live = {
      Env: [
        { Name: 'DB', Value: 'hunter2' },
        { Name: 'STAGE', Value: 'prod' },
        { Name: 'OLD', Value: 'hunter1' },
      ],
    };
    expect(hideSecrets(live, [wish], keyed)).toEqual({
      Env: [
        { Name: 'DB', Value: db },
        { Name: 'STAGE', Value: 'prod' },
        { Name: 'OLD', Value: { $hidden: keyed('hunter1') } },
      ],
    });
  });

  it('hides what the books say that a secret stood there, and a document that came back as text', () => {
    expect(hideSecrets({ Password: 'former' }, [{}, { Password: { ...db, digest: keyed('former') } }], keyed)).toEqual({
      Password: { ...db, digest: keyed('former') },
    });
    expect(hideSecrets({ Document: '{"p":"hunter2"}' }, [{ Document: { p: db } }], keyed)).toEqual({ Document: { $hidden: keyed('{"p":"hunter2"}') } });
  });

  it('leaves what has no secret the very same object', () => {
    const live = { Name: 'web' };
    expect(hideSecrets(live, [{ Name: 'web' }, {}], keyed)).toBe(live);
  });

  it('lets no value through, wherever a wish has a secret', () => {
    const key = fc.constantFrom('A', 'B', 'C');
    const path = fc.array(fc.oneof(key, fc.constant(0)), { minLength: 1, maxLength: 4 });
    const at = (steps: readonly (string | number)[], value: unknown): unknown => {
      const [step, ...rest] = steps;
      if (step === undefined) return value;
      return typeof step === 'number' ? [at(rest, value)] : { [step]: at(rest, value) };
    };
    fc.assert(
      fc.property(path, fc.string({ minLength: 8 }), (steps, value) => {
        const places = { Top: at(steps, db) } as JsonObject;
        const shown = hideSecrets({ Top: at(steps, `live ${value}`) } as JsonObject, [places], keyed);
        expect(JSON.stringify(shown)).not.toContain(JSON.stringify(`live ${value}`).slice(1, -1));
      }),
    );
  });
});
