import type { Code } from '../../src/kernel/codes.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { FaultRule } from '../../src/sandbox/control/faults.ts';
import type { EngineHandle } from './engine-handle.ts';
import type { Ground } from './ground.ts';
import type { Random } from './random.ts';
import type { SandboxControl } from './sandbox-control.ts';

interface Scene {
  readonly handle: EngineHandle;
  readonly sandbox: SandboxControl;
  readonly ground: Ground;
}

/** What happens to a run while it is under way. */
export interface Disturbance {
  readonly kind: 'none' | 'fault' | 'outage' | 'cancel' | 'kill' | 'stale' | 'unmet' | 'foreign' | 'shift' | 'change' | 'barred';
  /** For the story. */
  readonly words?: string;
  /** Whether an outcome may honestly stay unknown. */
  readonly mayBeUnknown?: boolean;
  /** Why a run may pause, by code; it goes on once `end` is over and it is resumed. */
  readonly mayPause?: readonly Code[];
  /** Whether the provider may say that an operation failed although it had its effect. */
  readonly mayLie?: boolean;
  begin?(scene: Scene): Promise<void>;
  /** Started just before the plans are applied; says what it did. */
  watch?(scene: Scene, plans: readonly Plan[]): Promise<string>;
  end?(scene: Scene): Promise<void>;
}

type Rule = Omit<Partial<FaultRule>, 'effect'> & Pick<FaultRule, 'effect'>;

const mutations = ['CreateResource', 'UpdateResource', 'DeleteResource'] as const;
const operations = { create: 'CreateResource', update: 'UpdateResource', delete: 'DeleteResource' } as const;
const reads = ['GetResource', 'GetResourceRequestStatus', 'ListResources', 'GetCallerIdentity'] as const;

/** Draws what is to happen to the runs of some plans: faults are aimed at calls that these plans will make. */
export function drawDisturbance(random: Random, killable: boolean, plans: readonly Plan[]): Disturbance {
  const kind = random.weighted({
    none: 1,
    fault: 4,
    outage: 0.7,
    cancel: 1.5,
    kill: killable ? 6 : 0,
    stale: 3,
    unmet: 2,
    foreign: 1,
    shift: 1.5,
    change: 2.5,
    barred: 1,
  });
  const aim = aimAt(random, plans);
  const events = 2 * plans.reduce((sum, plan) => sum + plan.steps.length, 0);
  switch (kind) {
    case 'fault':
      return faulty(Array.from({ length: random.between(1, 2) }, () => drawFault(random, aim)));
    case 'outage': {
      // Until the run has given up: every reply of a kind is lost from some call on, and perhaps nothing can be read either.
      const { operation, skip } = aim();
      const deaf: Rule[] = random.chance(0.5)
        ? reads.map((read) => ({ match: { operation: read }, effect: { kind: 'drop', when: 'before' }, skip: random.between(0, 8) }))
        : [];
      const lost: Rule = { match: { operation }, effect: { kind: 'drop', when: random.pick(['before', 'after']) }, skip };
      return { ...faulty([lost, ...deaf]), kind, mayBeUnknown: true, mayPause: ['CLOUD_UNREACHABLE', 'CLOUD_UNKNOWN_OUTCOME'] };
    }
    case 'cancel':
      return {
        ...slowed(random, aim),
        kind,
        words: 'a cancel',
        watch: ({ handle }, of) =>
          atEvent(handle, of, random.between(1, events), async (run) => `cancel ${run}: ${JSON.stringify(await handle.engine.cancel({ id: run }))}`),
      };
    case 'kill':
      return {
        ...slowed(random, aim),
        kind,
        words: 'a kill',
        watch: ({ handle }, of) =>
          atEvent(handle, of, random.between(1, events), async (run) => {
            const otherBuild = random.chance(0.4);
            await handle.kill?.(otherBuild);
            return `kill the engine during ${run}${otherBuild ? ', and start that of another build' : ''}`;
          }),
      };
    case 'shift':
      return {
        ...slowed(random, aim, 60),
        kind,
        words: 'a move',
        watch: ({ handle, ground }, of) => atEvent(handle, of, random.between(1, events), () => ground.shift(random)),
      };
    case 'change': {
      const slow = slowed(random, aim, 150);
      return {
        ...slow,
        kind,
        words: 'a target that changes',
        mayPause: ['TARGET_CHANGED', 'TARGET_MISMATCH', 'CLOUD_UNREACHABLE', 'CREDENTIALS_REFUSED'],
        watch: ({ handle, ground }, of) => atEvent(handle, of, random.between(1, events), () => ground.change(random)),
        async end(scene) {
          await slow.end?.(scene);
          scene.ground.putBack();
        },
      };
    }
    case 'barred':
      return {
        kind,
        words: 'a target that has changed',
        async end({ ground }) {
          ground.putBack();
        },
      };
    case 'stale':
    case 'unmet':
    case 'foreign':
    case 'none':
      return { kind, words: kind };
    default:
      return kind satisfies never;
  }
}

type Aim = () => { readonly operation: (typeof mutations)[number]; readonly skip: number };

/** Picks one of the mutations that the plans will send: its operation, and how many of that operation come before it. */
function aimAt(random: Random, plans: readonly Plan[]): Aim {
  const sent = plans.flatMap((plan) =>
    plan.steps.flatMap((step) => (step.op === 'adopt' || step.op === 'run' || step.op === 'gate' ? [] : [operations[step.op]])),
  );
  return () => {
    const operation = sent.length === 0 ? 'CreateResource' : random.pick(sent);
    return { operation, skip: random.between(0, Math.max(0, sent.filter((one) => one === operation).length - 1)) };
  };
}

function drawFault(random: Random, aim: Aim): Rule {
  const times = random.between(1, 2);
  const aimed = aim();
  const { operation, skip } = random.chance(0.75) ? aimed : { operation: random.pick(reads), skip: random.between(0, 3) };
  const effect = random.weighted({ lost: 4, refused: 1, malformed: 2, throttle: 1, fail: 2, busy: 1, slow: 1 });
  switch (effect) {
    case 'lost':
      return { match: { operation }, effect: { kind: 'drop', when: 'after' }, skip, times };
    case 'refused':
      return { match: { operation }, effect: { kind: 'drop', when: 'before' }, skip, times };
    case 'malformed':
      return { match: { operation }, effect: { kind: 'malformed' }, skip, times };
    case 'throttle':
      return { match: { operation }, effect: { kind: 'throttle' }, skip, times };
    case 'fail': {
      const code = random.pick(['InvalidRequest', 'GeneralServiceException', 'ServiceInternalError', 'NotStabilized']);
      return {
        match: { operation: aimed.operation },
        effect: { kind: 'fail', code, message: 'Injected.', applied: random.chance(0.4) },
        skip: aimed.skip,
        times,
      };
    }
    case 'busy':
      return {
        match: { operation: aimed.operation },
        effect: { kind: 'fail', code: random.pick(['Throttling', 'ResourceConflict']), message: 'Injected.', applied: false },
        skip: aimed.skip,
        times,
      };
    case 'slow':
      return { match: { operation }, effect: { kind: 'delay', milliseconds: random.between(5, 80), seconds: 0 }, skip, times };
    default:
      return effect satisfies never;
  }
}

function faulty(rules: readonly Rule[]): Disturbance {
  const ids: number[] = [];
  const words = rules.map(
    ({ effect, match, skip, times }) =>
      `${effect.kind}${'when' in effect ? ` ${effect.when}` : ''}${'code' in effect ? ` ${effect.code}${'applied' in effect && effect.applied ? ' applied' : ''}` : ''} at ${match?.operation} ${(skip ?? 0) + 1}${times === undefined ? ' and on' : ` for ${times}`}`,
  );
  return {
    kind: 'fault',
    words: words.join(' and '),
    mayLie: rules.some(({ effect }) => effect.kind === 'fail' && effect.applied),
    async begin({ sandbox }) {
      for (const rule of rules) ids.push(...(await sandbox.inject(rule)));
    },
    async end({ sandbox }) {
      for (const id of ids.splice(0)) await sandbox.clear(id);
    },
  };
}

const endings: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'stale']);

/** Every mutation's reply takes a moment, so that something can happen in between. */
function slowed(random: Random, aim: Aim, most = 30): Pick<Disturbance, 'begin' | 'end'> {
  const { begin, end } = faulty([{ match: { operation: aim().operation }, effect: { kind: 'delay', milliseconds: random.between(1, most), seconds: 0 } }]);
  return { ...(begin === undefined ? {} : { begin }), ...(end === undefined ? {} : { end }) };
}

/** Does something at the n-th event of the runs of these plans, or says that they ended before. Other runs may be under way in the same engine. */
async function atEvent(handle: EngineHandle, plans: readonly Plan[], n: number, act: (run: string) => Promise<string>): Promise<string> {
  const deployments = new Set<string>(plans.map((plan) => plan.deployment));
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), 5_000);
  const ours = new Map<string, boolean>();
  let heard = 0;
  try {
    for await (const event of handle.engine.events(null, stop.signal)) {
      if (!('seq' in event)) continue;
      if (!ours.has(event.run)) {
        const shown = await handle.engine.run({ id: event.run });
        ours.set(event.run, shown.ok && deployments.has(shown.value.deployment));
      }
      if (ours.get(event.run) !== true) continue;
      if (event.kind === 'run' && endings.has(event.status)) return `${event.run} ended before event ${n}`;
      if (++heard >= n) return `at event ${n}: ${await act(event.run)}`;
    }
    return `nothing was heard for event ${n}`;
  } finally {
    clearTimeout(patience);
    stop.abort();
  }
}
