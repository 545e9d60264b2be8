import type { Code } from '../../src/kernel/codes.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import type { Submission } from '../../src/ports/cloud.ts';
import { Died } from './died.ts';
import { type Act, type Request, type ScriptedCloud, sendingOf } from './scripted-cloud.ts';

const said = (code: Code) => problem(code, `the cloud says ${code}`, 'see the script');
const lostReply = said('CLOUD_UNKNOWN_OUTCOME');

/** Something happens, and then the act: the honest thing where none is named. */
export const ahead =
  (happens: (request: Request, cloud: ScriptedCloud) => unknown, act: Act = honestly): Act =>
  async (request, cloud) => {
    await happens(request, cloud);
    return act(request, cloud);
  };

/** The act, the honest thing where none is named, and then something happens before anybody hears of it. */
export const behind =
  (happens: (request: Request, cloud: ScriptedCloud) => unknown, act: Act = honestly): Act =>
  async (request, cloud) => {
    const answer = await act(request, cloud);
    await happens(request, cloud);
    return answer;
  };

export const honestly: Act = (request) => request.honest();

/** It takes effect, and the reply is lost. */
export const loses: Act = async (request) => {
  await request.honest();
  return { status: 'unknown', problem: lostReply };
};

/** The request is lost on its way: no effect, and no reply. */
export const swallows: Act = () => ({ status: 'unknown', problem: lostReply });

/** This sending had no effect, and why. */
export const refuses =
  (code: Code): Act =>
  () => ({ status: 'failed', problem: said(code) });

/** The operation itself has ended as failed, without effect. */
export const ends =
  (code: Code): Act =>
  () => ({ status: 'failed', problem: said(code), over: true });

/** The operation has ended as failed, and nobody says what came of it; whether it took effect is for the case to say. */
export const endsUnclear =
  (effect: 'took effect' | 'had none'): Act =>
  async (request) => {
    if (effect === 'took effect') await request.honest();
    return { status: 'unknown', problem: said('CLOUD_INVALID'), over: true };
  };

/** It is made, does not become what it should be, and stays. */
export const leavesBehind: Act = async (request, cloud) => {
  const made = (await request.honest()) as Submission & { identifier?: string };
  return { status: 'failed', problem: said('CLOUD_INVALID'), identifier: made.identifier ?? cloud.things.keys().next().value ?? '', over: true };
};

/** Accepted, under way for so long, and done. */
export const takes =
  (seconds: number): Act =>
  async (request, cloud) => {
    const { mutation, permit } = sendingOf(request);
    const done = await cloud.carryOut(mutation, permit);
    if (done.status === 'failed') return done;
    if (done.status === 'pending') return { ...done, handle: { ...done.handle, seconds } };
    return { status: 'pending', handle: cloud.handle(mutation, identifierOf(done), seconds) };
  };

/** Accepted, under way for so long, and at last failed for good, without effect. */
export const failsAfter =
  (seconds: number, code: Code): Act =>
  (request, cloud) => ({
    status: 'pending',
    handle: cloud.handle(sendingOf(request).mutation, '', seconds, { status: 'failed', problem: said(code), over: true }),
  });

/** Says that it is done, and does nothing. */
export const lies: Act = ({ mutation }) => ({
  status: 'done',
  identifier: mutation?.op === 'create' ? String(mutation.properties['Name']) : mutation?.identifier,
});

/** Does something else than was asked, and says that it is done; or whatever the act has to say of it. */
export const does =
  (otherwise: JsonObject, act: Act = honestly): Act =>
  async (request, cloud) => {
    const answer = await act(request, cloud);
    const { mutation } = request;
    const thing = cloud.thing(mutation?.op === 'create' ? String(mutation.properties['Name']) : (mutation?.identifier ?? ''));
    if (thing !== undefined) thing.properties = { ...thing.properties, ...otherwise };
    return answer;
  };

/** The engine's process ends before it hears of what it sent. */
export const diesAfter: Act = async (request) => {
  await request.honest();
  throw new Died();
};

/** The engine's process ends before anything has left it. */
export const dies: Act = () => {
  throw new Died();
};

/** A read from a copy that does not know of the thing yet. */
export const notYet: Act = () => ok({ kind: 'absent' });

/** A read from a copy that is older than what was written. */
export const stale =
  (older: JsonObject): Act =>
  async (request) => {
    const read = (await request.honest()) as { value: { properties: JsonObject } };
    return ok({ kind: 'live', properties: { ...read.value.properties, ...older } });
  };

/** A read, listing or identification that brings no answer. */
export const fails =
  (code: Code): Act =>
  () =>
    fail(said(code));

function identifierOf(submission: Submission): string {
  return 'identifier' in submission ? (submission.identifier ?? '') : '';
}

/** Somebody removes another thing while this is asked. */
export const forgets = (name: string): Act => ahead((_, cloud) => cloud.remove(name));

/** A creation of several calls that is refused after the first: what was made is there, and lacks the rest. */
export const stopsHalfway =
  (code: Code): Act =>
  async (request, cloud) => {
    const { mutation, permit } = sendingOf(request);
    const begun = await cloud.carryOut(mutation, permit);
    const identifier = begun.status === 'pending' ? String(begun.handle['identifier']) : identifierOf(begun);
    return { status: 'failed', problem: said(code), identifier, part: true };
  };

/** The network delivers it twice, and nobody hears of the second. */
export const doubles: Act = async (request, cloud) => {
  const answer = await request.honest();
  cloud.apply(sendingOf(request).mutation);
  return answer;
};
