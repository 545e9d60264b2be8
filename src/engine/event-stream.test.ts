import { describe, expect, it } from 'vitest';
import type { EngineEvent, RecordedEvent } from '../ports/events.ts';
import { eventStream, localEvents } from './event-stream.ts';

let seq = 0;
const run = (status: 'running' | 'succeeded', id = 'r_1'): RecordedEvent => ({ kind: 'run', run: id, status, seq: ++seq });
const nothing = async () => [];

async function collect(stream: AsyncIterable<EngineEvent>): Promise<EngineEvent[]> {
  const seen: EngineEvent[] = [];
  for await (const event of stream) seen.push(event);
  return seen;
}

describe('eventStream', () => {
  it('gives the events of one run and ends with it', async () => {
    const events = localEvents();
    const collected = collect(eventStream(events, 'r_1', async () => false, nothing, new AbortController().signal));
    await Promise.resolve();
    await Promise.resolve();
    const [begun, ended] = [run('running'), run('succeeded')];
    events.emit(run('running', 'r_2'));
    events.emit(begun);
    events.emit({ kind: 'plan', phase: 'reading', deployment: 'web', done: 1, total: 2 });
    events.emit(ended);
    events.emit(run('running'));
    expect(await collected).toEqual([begun, ended]);
  });

  it('ends at once for a run that is over', async () => {
    expect(await collect(eventStream(localEvents(), 'r_1', async () => true, nothing, new AbortController().signal))).toEqual([]);
  });

  it('ends when the listener goes, and stops listening', async () => {
    const events = localEvents();
    const abort = new AbortController();
    const collected = collect(eventStream(events, null, async () => false, nothing, abort.signal));
    await Promise.resolve();
    abort.abort();
    expect(await collected).toEqual([]);
  });

  it('gives what was recorded first, and each event once although it came meanwhile', async () => {
    const events = localEvents();
    const [first, second, third] = [run('running'), run('running'), run('succeeded')];
    const recorded = async () => {
      events.emit(second);
      events.emit(third);
      return [first, second];
    };
    expect(await collect(eventStream(events, 'r_1', async () => false, recorded, new AbortController().signal))).toEqual([first, second, third]);
    expect(
      await collect(
        eventStream(
          events,
          'r_1',
          async () => true,
          async () => [first, third],
          new AbortController().signal,
        ),
      ),
    ).toEqual([first, third]);
  });

  it('drops the oldest events of a reader that is too slow', async () => {
    const events = localEvents();
    const stream = eventStream(events, null, async () => false, nothing, new AbortController().signal, 2)[Symbol.asyncIterator]();
    const first = stream.next();
    events.emit(run('running', 'r_1'));
    await first;
    const later = ['r_2', 'r_3', 'r_4'].map((id) => run('running', id));
    for (const event of later) events.emit(event);
    expect((await stream.next()).value).toEqual(later[1]);
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
