import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../ports/events.ts';
import { eventStream, localEvents } from './event-stream.ts';

const run = (status: 'running' | 'succeeded', id = 'r_1'): EngineEvent => ({ kind: 'run', run: id, status });

async function collect(stream: AsyncIterable<EngineEvent>): Promise<EngineEvent[]> {
  const seen: EngineEvent[] = [];
  for await (const event of stream) seen.push(event);
  return seen;
}

describe('eventStream', () => {
  it('gives the events of one run and ends with it', async () => {
    const events = localEvents();
    const collected = collect(eventStream(events, 'r_1', async () => false, new AbortController().signal));
    await Promise.resolve();
    await Promise.resolve();
    events.emit(run('running', 'r_2'));
    events.emit(run('running'));
    events.emit({ kind: 'plan', phase: 'reading', deployment: 'web', done: 1, total: 2 });
    events.emit(run('succeeded'));
    events.emit(run('running'));
    expect(await collected).toEqual([run('running'), run('succeeded')]);
  });

  it('ends at once for a run that is over', async () => {
    expect(await collect(eventStream(localEvents(), 'r_1', async () => true, new AbortController().signal))).toEqual([]);
  });

  it('ends when the listener goes, and stops listening', async () => {
    const events = localEvents();
    const abort = new AbortController();
    const collected = collect(eventStream(events, null, async () => false, abort.signal));
    await Promise.resolve();
    abort.abort();
    expect(await collected).toEqual([]);
  });

  it('drops the oldest events of a reader that is too slow', async () => {
    const events = localEvents();
    const stream = eventStream(events, null, async () => false, new AbortController().signal, 2)[Symbol.asyncIterator]();
    const first = stream.next();
    events.emit(run('running', 'r_1'));
    await first;
    for (const id of ['r_2', 'r_3', 'r_4']) events.emit(run('running', id));
    expect((await stream.next()).value).toEqual(run('running', 'r_3'));
  });
});

it('goes on when a listener throws', () => {
  const events = localEvents();
  const seen: EngineEvent[] = [];
  events.listen(() => {
    throw new Error('a surface’s bug');
  });
  events.listen((event) => seen.push(event));
  events.emit(run('running'));
  events.emit(run('succeeded'));
  expect(seen).toHaveLength(2);
});
