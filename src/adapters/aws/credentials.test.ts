import { describe, expect, it } from 'vitest';
import type { Clock } from '../../ports/clock.ts';
import { renewing } from './credentials.ts';

const start = Date.UTC(2030, 0, 1);
const minutes = (n: number) => start + n * 60_000;

function setUp(lifetimeMinutes: number) {
  let now = start;
  let fetched = 0;
  const clock: Clock = { now: () => now, sleep: async () => {} };
  const state = { failing: false };
  const credentials = renewing(async () => {
    if (state.failing) throw new Error('the token service is away');
    fetched++;
    return { accessKeyId: `key-${fetched}`, secretAccessKey: 's', expiration: new Date(now + lifetimeMinutes * 60_000) };
  }, clock);
  return { credentials, state, at: (n: number) => (now = minutes(n)), fetched: () => fetched };
}

describe('renewing credentials', () => {
  it('fetches once for everyone who asks at the same time', async () => {
    const { credentials, fetched } = setUp(60);
    await Promise.all([credentials.current(), credentials.current(), credentials.current()]);
    await credentials.current();
    expect(fetched()).toBe(1);
  });

  it('renews before they expire', async () => {
    const { credentials, at } = setUp(60);
    await credentials.current();
    at(54);
    expect((await credentials.current()).accessKeyId).toBe('key-1');
    at(56);
    expect((await credentials.current()).accessKeyId).toBe('key-2');
  });

  it('goes on with what is still valid when renewing fails, and fails when it is not', async () => {
    const { credentials, at, state } = setUp(60);
    await credentials.current();
    state.failing = true;
    at(56);
    expect((await credentials.current()).accessKeyId).toBe('key-1');
    at(61);
    await expect(credentials.current()).rejects.toThrow('the token service is away');
  });

  it('throws refused credentials away once, however many calls met the refusal', async () => {
    const { credentials, fetched } = setUp(60);
    const refused = await credentials.current();
    credentials.discard(refused);
    await credentials.current();
    credentials.discard(refused);
    expect((await credentials.current()).accessKeyId).toBe('key-2');
    expect(fetched()).toBe(2);
  });
});
