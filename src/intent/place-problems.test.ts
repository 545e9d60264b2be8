import { describe, expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import { placedInWritten } from './place-problems.ts';

const at = (place: string) => problem('INTENT_NOT_UNDERSTOOD', 'message', 'fix', { at: place });

describe('a problem of an order', () => {
  const written = 'encrypt jobs with a new KMS key';
  const read = 'the queue "jobs" should be encrypted with a new KMS key';

  it('is at its word in what was written', () => {
    expect(placedInWritten([at('intent:49'), at('intent:12')], written, read).map((one) => one.at)).toEqual(['intent:25', 'intent:9']);
  });

  it('is at the beginning where its word is not there, or there twice', () => {
    expect(placedInWritten([at('intent:27')], written, read).map((one) => one.at)).toEqual(['intent:1']);
    expect(placedInWritten([at('intent:1')], 'a b a', 'a c')[0]?.at).toBe('intent:1');
  });

  it('stays where it is in a text that is read as it was written, and in what is no text', () => {
    expect(placedInWritten([at('intent:9')], written, written)[0]?.at).toBe('intent:9');
    expect(placedInWritten([at('region')], written, read)[0]?.at).toBe('region');
  });
});
