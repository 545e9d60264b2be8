import type { EngineClient } from '../../../engine/engine.ts';
import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { comeToPlan } from '../come-to-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { lineWidth } from '../line-width.ts';
import { showAndOffer } from '../offer-plan.ts';
import { renderDeployment } from '../render-deployment.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

const usualSentence = 'Create a private, encrypted S3 bucket in us-east-1 with logging enabled.';

/** The target that `up --sandbox` adds. `start` names it always, so that it never reaches a real account. */
const sandboxTarget = 'sandbox';

/** How many times faster than AWS the sandbox of a first look is: a bucket in two seconds, not in half a minute. */
const firstLookSpeed = 20;

/** The whole line once, on the sandbox: start what is not running, ask, plan, approve, apply, follow, read afresh, show. */
export async function start(session: Session, { sentence, yes }: ArgumentsOf<'start'>): Promise<number> {
  const ready = await engineWithSandbox(session);
  if (!ready.ok) return session.fail(ready.problems);
  const { engine, endpoint } = ready.value;
  const proposed = await comeToPlan(session, engine, () =>
    engine.ask({ intent: { intent: sentence ?? usualSentence }, targets: { [sandboxTarget]: sandboxTarget } }),
  );
  if (typeof proposed === 'number') return proposed;
  const { plan } = proposed;
  const code = await showAndOffer(session, engine, plan, { yes, names: [], demonstration: true });
  if (code !== 0) return code;
  const shown = await engine.show({ deployment: plan.deployment });
  if (!shown.ok) return session.fail(shown.problems);
  session.show(t``, ...renderDeployment(shown.value, endpoint, lineWidth(session)));
  session.data(shown.value);
  const missing = shown.value.resources.filter(({ live }) => !live);
  if (missing.length === 0) return 0;
  const names = missing.map(({ node }) => node).join(', ');
  return session.fail([
    problem('VERIFY_FAILED', `a fresh read does not find ${names}`, 'ask the same again: the plan shows what is missing', { at: plan.deployment }),
  ]);
}

async function engineWithSandbox(session: Session): Promise<Result<{ readonly engine: EngineClient; readonly endpoint: string }>> {
  const running = await healthOf(session);
  if (!running.ok && running.problems[0]?.code !== 'ENGINE_NOT_RUNNING') return running;
  if (!running.ok) {
    session.say(t`Starting the engine and the sandbox (simulated AWS, ${firstLookSpeed} times as fast) …`.styled('dim'));
    const started = await session.doors.host.up({ sandbox: true, port: null, speed: firstLookSpeed });
    if (!started.ok) return started;
  }
  const ready = running.ok ? running : await healthOf(session);
  if (!ready.ok) return ready;
  const { engine, endpoint } = ready.value;
  if (endpoint === null) return fail(problem('TARGET_UNKNOWN', 'the engine that runs has no sandbox', 'asbuilt down, then start again'));
  return ok({ engine, endpoint });
}

async function healthOf(session: Session): Promise<Result<{ readonly engine: EngineClient; readonly endpoint: string | null }>> {
  const connected = await session.connect();
  if (!connected.ok) return connected;
  const health = await connected.value.health({});
  return health.ok ? ok({ engine: connected.value, endpoint: health.value.sandbox?.endpoint ?? null }) : health;
}
