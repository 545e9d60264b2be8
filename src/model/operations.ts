import { z } from 'zod';
import { agreement } from './agreement.ts';
import { approval } from './approval.ts';
import { approver, approverChange } from './approvers.ts';
import { auditEntry } from './audit.ts';
import { catalogLine, localName, lock, publishedContent, versionNumber, visibility } from './catalog.ts';
import { diagnostic } from './diagnostic-schema.ts';
import { jsonObject } from './json-schema.ts';
import { namedAsks } from './named-asks.ts';
import { deploymentName, instant, nodeAddress, sha256Hex, targetAlias } from './names.ts';
import { coverage, difference, plan } from './plan.ts';
import { evidence } from './proposal.ts';
import { question } from './question.ts';
import { routes } from './routes.ts';
import { run, runStatus, toldStatus } from './run.ts';
import { sourceBundle } from './source-bundle.ts';

/**
 * The engine's use cases as the outside meets them: one table that the HTTP surface serves and the remote client calls.
 * Answers are `{ok: true, value}` or `{ok: false, problems}`; over HTTP a failure has a 4xx or 5xx status and the same body.
 */
const empty = z.object({}).strict();

/**
 * What an intent comes to. A failure says that something went wrong on the way; a refusal, that the intent cannot be met, and why. An `answer` is for
 * intents that ask about what is there.
 */
const asked = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('proposal'),
    interpretation: z.object({ deployment: deploymentName, targets: z.record(z.string(), z.string()), region: z.string(), evidence: z.array(evidence) }),
    plan,
  }),
  z.object({ kind: z.literal('question'), id: z.string(), questions: z.array(question).min(1) }),
  z.object({ kind: z.literal('answer'), text: z.string(), rows: z.array(jsonObject), coverage }),
  z.object({ kind: z.literal('refusal'), problems: z.array(diagnostic).min(1) }),
]);

const planLine = z.object({
  id: z.string(),
  deployment: z.string(),
  state: z.enum(['open', 'approved', 'rejected', 'applied']),
  createdAt: instant,
  expiresAt: instant,
  summary: plan.shape.summary,
});

const runLine = z.object({ id: z.string(), plan: z.string(), deployment: z.string(), status: toldStatus, startedAt: instant, endedAt: instant.nullable() });

/** The files of what a unit runs, untrusted text; `base64` of what is no text in UTF-8, not to an agent. `files` are null where the source is not in the records any more. */
const toldSource = z.object({
  node: nodeAddress,
  digest: sha256Hex,
  files: z.array(z.object({ path: z.string(), text: z.string().optional(), base64: z.string().optional() })).nullable(),
});
export type ToldSource = z.infer<typeof toldSource>;

/** A resource as a search of the targets tells of it. `node` is null where nothing says which one it is. */
const lost = z.object({
  deployment: z.string(),
  node: z.string().nullable(),
  type: z.string(),
  account: z.string(),
  region: z.string(),
  identifier: z.string(),
});

/**
 * `signed` is false of a list of a former version, which counts for nothing until somebody on it signs it. `firstUse`: nobody who was trusted before vouches for the key,
 * since it was there when the list was begun, or is the first one for real targets.
 */
const approverLines = z.object({
  signed: z.boolean(),
  approvers: z.array(approver.extend({ keyId: sha256Hex, since: instant.nullable(), addedBy: z.string().nullable(), firstUse: z.boolean() })),
});

/** `inForce`: it counts. `reviewed.by` is who noted it here, or the owner where the entry says it itself. */
const knowledgeLine = z.object({
  entry: z.string(),
  kind: z.enum(['Control', 'Pattern', 'Naming', 'Note', 'Vocabulary', 'Lexicon', 'Relations', 'Closure', 'Compliance']),
  name: z.string(),
  version: z.string(),
  description: z.string(),
  owner: z.string(),
  source: z.string(),
  status: z.enum(['draft', 'active', 'retired']),
  inForce: z.boolean(),
  origin: z.enum(['shipped', 'team']),
  appliesTo: z.array(z.string()),
  words: z.array(z.string()),
  reviewed: z.object({ by: z.string(), on: z.string() }).nullable(),
});

export const operations = {
  /** `intent` is any JSON object here: `parseIntent` says what is wrong with it, and where, better than a schema of requests could. */
  ask: {
    ...routes.ask,
    request: z
      .object({
        intent: jsonObject,
        /** Alias → name of a target; the first one is the default of what names none. */
        targets: z.record(targetAlias, targetAlias).optional(),
        /** The deployment that is to be changed, as `deployment` in the intent. */
        deployment: deploymentName.optional(),
        /** The sources of the intent's units, by digest. */
        sources: z.record(sha256Hex, sourceBundle).optional(),
      })
      .strict(),
    response: asked,
  },
  /** Answers by the number of their question, from 1: a value, or an option's letter. A question without an answer takes its default, unless that is arbitrary. */
  answer: {
    ...routes.answer,
    request: z
      .object({
        id: z.string(),
        answers: z.record(z.string().regex(/^(?:[1-9]|only)$/, 'the number of a question, or only where there is one'), z.string().max(1024)),
      })
      .strict(),
    response: asked,
  },
  destroy: { ...routes.destroy, request: z.object({ deployment: deploymentName }).strict(), response: plan },
  plans: { ...routes.plans, request: empty, response: z.object({ plans: z.array(planLine.extend({ expired: z.boolean() })) }) },
  plan: {
    ...routes.plan,
    /** With `commands: 'yes'` the plan is also rendered as a shell script; with `sources: 'yes'` the sources that its units run are told with it. */
    request: z.object({ id: z.string(), commands: z.literal('yes').optional(), sources: z.literal('yes').optional() }).strict(),
    response: z.object({
      plan,
      state: planLine.shape.state,
      why: z.string().nullable(),
      /** Why it can no longer be approved, or its approval no longer be used, as far as the records tell; null where nothing of that is so. */
      refused: diagnostic.nullable(),
      /** The end of the audit log now: what an approval signs. */
      auditHead: approval.shape.auditHead,
      /** Lines of a POSIX shell script that does what the plan says, with the AWS CLI. */
      commands: z.array(z.string()).nullable(),
      /** What each unit that is planned to run runs; to an agent those alone that the yes by name is asked for. Null where it was not asked for. */
      sources: z.array(toldSource).nullable(),
    }),
  },
  /** Hands in an approval that was signed elsewhere: the engine only checks it. */
  approve: {
    ...routes.approve,
    request: z.object({ id: z.string(), approval }).strict(),
    response: z.object({ plan: z.string(), approver: z.string(), expiresAt: instant }),
  },
  reject: { ...routes.reject, request: z.object({ id: z.string(), why: z.string().min(1) }).strict(), response: z.object({ plan: z.string() }) },
  apply: { ...routes.apply, request: z.object({ id: z.string() }).strict(), response: z.object({ run: z.string() }) },
  runs: { ...routes.runs, request: empty, response: z.object({ runs: z.array(runLine) }) },
  run: { ...routes.run, request: z.object({ id: z.string() }).strict(), response: run },
  cancel: { ...routes.cancel, request: z.object({ id: z.string() }).strict(), response: z.object({ run: z.string(), status: runStatus }) },
  resume: { ...routes.resume, request: z.object({ id: z.string() }).strict(), response: z.object({ run: z.string() }) },
  /** Signed elsewhere, as an approval is: the engine only checks it. */
  approveDifference: {
    ...routes.approveDifference,
    request: z.object({ id: z.string(), step: z.string(), agreement }).strict(),
    response: z.object({ run: z.string(), step: z.string(), approver: z.string() }),
  },
  refuseDifference: {
    ...routes.refuseDifference,
    request: z.object({ id: z.string(), step: z.string(), why: z.string().min(1).max(500) }).strict(),
    response: z.object({ run: z.string(), step: z.string() }),
  },
  openGate: {
    ...routes.openGate,
    request: z.object({ id: z.string(), gate: nodeAddress }).strict(),
    response: z.object({ run: z.string(), gate: z.string() }),
  },
  /** A fresh read of everything a deployment consists of. */
  show: {
    ...routes.show,
    request: z.object({ deployment: deploymentName }).strict(),
    response: z.object({
      deployment: deploymentName,
      /** `endpoint` and `profile` are what the AWS CLI needs to reach it, where it does not reach it by itself; with `sandbox`, the credentials that every sandbox takes. */
      targets: z.array(
        z.object({
          alias: z.string(),
          name: z.string(),
          simulated: z.boolean(),
          sandbox: z.literal(true).optional(),
          endpoint: z.string().optional(),
          profile: z.string().optional(),
        }),
      ),
      resources: z.array(
        z.object({
          node: z.string(),
          type: z.string(),
          target: z.string(),
          account: z.string(),
          region: z.string(),
          identifier: z.string(),
          live: z.boolean(),
          /** Something else stands under its identifier: what was ours is gone. */
          foreign: z.boolean(),
          /** Its creation had no answer: what is not found may be there, and what is found is bound by the next run. */
          doubtful: z.literal(true).optional(),
          /** Nothing proves that it is the one that we made: its tags are gone (`untagged`) or another's (`disputed`), or a creation without an answer found it and it is as asked (`alike`). */
          unproven: z.enum(['untagged', 'disputed', 'alike']).optional(),
          properties: z.json().nullable(),
          /** Its creation failed after it was there: what differs was never applied. */
          incomplete: z.literal(true).optional(),
          /** Its target is reached by the calls of its own service: Cloud Control may not be there. */
          native: z.literal(true).optional(),
          /** How that is not what was last applied: changed from outside, or deviating ever since. Null where nothing of ours is live, or the records do not hold what was applied. */
          differences: z.array(difference).nullable(),
        }),
      ),
      /** `mayHaveRun`: the run that began it and of which nobody knows what it did. */
      units: z.array(z.object({ node: z.string(), engine: z.string(), place: z.string(), outputs: z.json(), mayHaveRun: z.string().optional() })),
      /** Its last run where that has not succeeded, and what was asked for and is in no record of what was made. */
      unfinished: z.object({ run: z.string(), status: z.string(), unmade: z.array(z.string()) }).optional(),
    }),
  },
  deployments: {
    ...routes.deployments,
    request: empty,
    response: z.object({
      deployments: z.array(
        z.object({
          name: z.string(),
          targets: z.record(z.string(), z.string()),
          /** What was asked of it last. */
          intent: z.string(),
          blueprint: z.string().nullable(),
          resources: z.number().int(),
          /** What it consists of, by resource type and by the engine of units, the most frequent first. */
          consists: z.array(z.object({ kind: z.string(), count: z.number().int() })),
          /** Its last run where that has not succeeded. */
          unfinished: z.object({ run: z.string(), status: z.string() }).optional(),
        }),
      ),
    }),
  },
  /** Documents with what they name beside them; all of them are published, or none. */
  publish: {
    ...routes.publish,
    request: z
      .object({
        files: z
          .array(z.object({ path: z.string().max(500), text: z.string() }).strict())
          .min(1)
          .max(500),
        /** By file, and by what a document of it names: `source` of a unit, `template` of resources with those of its nested stacks; `template` is its path among the files. */
        sources: z
          .array(z.object({ file: z.string(), name: z.string(), bundle: sourceBundle }).strict())
          .max(500)
          .default([]),
        templates: z
          .array(z.object({ file: z.string(), name: z.string(), template: z.string().max(500), bundle: sourceBundle }).strict())
          .max(500)
          .default([]),
        /** By name@version of a blueprint: what its lock file says. What that names is taken, and nothing newer. */
        locks: z.record(z.string(), lock).default({}),
        /** People alone, where nothing is said of a new version; as before, of one that is there. */
        visibleTo: visibility.optional(),
      })
      .strict(),
    response: z.object({ published: z.array(catalogLine.extend({ fresh: z.boolean(), lock })) }),
  },
  /** With `text`, the ones that it speaks of, best first. A caller sees what is visible to it. */
  catalog: {
    ...routes.catalog,
    request: z.object({ text: z.string().max(1000).optional() }).strict(),
    response: z.object({ entries: z.array(catalogLine) }),
  },
  /** The highest version that is neither deprecated nor withdrawn, where none is named. */
  catalogVersion: {
    ...routes.catalogVersion,
    request: z.object({ name: localName, version: z.string().max(100).optional() }).strict(),
    response: catalogLine.extend({ ...publishedContent.omit({ written: true }).shape, deployments: z.array(z.string()) }),
  },
  catalogDiff: {
    ...routes.catalogDiff,
    request: z.object({ name: localName, from: versionNumber, to: versionNumber }).strict(),
    response: z.object({
      name: localName,
      from: versionNumber,
      to: versionNumber,
      breaking: z.boolean(),
      changes: z.array(
        z.object({
          of: z.enum(['input', 'output', 'resource', 'node', 'permission', 'control', 'boundary', 'check', 'run', 'engine']),
          what: z.string(),
          change: z.string(),
          breaking: z.boolean(),
        }),
      ),
    }),
  },
  markVersion: {
    ...routes.markVersion,
    request: z.object({ name: localName, version: versionNumber, as: z.enum(['deprecated', 'withdrawn']), why: z.string().min(1).max(500) }).strict(),
    response: catalogLine,
  },
  /** With `deployment`, the plan that takes it to this version: inputs that are not given stay as they were. */
  planBlueprint: {
    ...routes.planBlueprint,
    request: z
      .object({
        name: localName,
        /** A version, or a range of them; else the one that the deployment follows, and the highest that may be used for a new one. */
        version: z.string().max(100).optional(),
        /** A text is taken for what the input's schema wants, where that is no text. */
        inputs: jsonObject.default({}),
        targets: z.record(targetAlias, targetAlias).optional(),
        region: z.string().optional(),
        /** What a new deployment is called; the blueprint's name, where it is not said. */
        as: deploymentName.optional(),
        deployment: deploymentName.optional(),
        ...namedAsks,
      })
      .strict(),
    response: plan,
  },
  targets: {
    ...routes.targets,
    request: empty,
    response: z.object({
      targets: z.array(
        z.object({
          name: z.string(),
          account: z.string(),
          regions: z.array(z.string()),
          simulated: z.boolean(),
          /** Taken where none is named. */
          usual: z.boolean(),
        }),
      ),
    }),
  },
  /** Searches the named targets, or all of them. It writes nothing but the books. */
  recover: {
    ...routes.recover,
    request: z.object({ targets: z.array(targetAlias).optional() }).strict(),
    response: z.object({
      deployments: z.array(
        z.object({
          name: deploymentName,
          /** Alias → name; the aliases of a rebuilt deployment are the names. */
          targets: z.record(z.string(), z.string()),
          blueprint: z.string(),
          /** How many resources were found of it, and of how many it is certain that they are its own. */
          resources: z.number().int(),
          certain: z.number().int(),
          uncertain: z.array(lost.extend({ because: z.string() })),
        }),
      ),
      /** What the books name, at places that were searched, and the search did not see. */
      notFound: z.array(lost),
      coverage,
    }),
  },
  approvers: { ...routes.approvers, request: empty, response: approverLines },
  /** The change was signed elsewhere, by somebody on the list: the engine only checks it. The answer is the list as it is then. */
  changeApprovers: { ...routes.changeApprovers, request: z.object({ change: approverChange }).strict(), response: approverLines },
  audit: {
    ...routes.audit,
    request: z.object({ from: z.coerce.number().int().min(1).default(1) }).strict(),
    response: z.object({ entries: z.array(auditEntry) }),
  },
  verifyAudit: {
    ...routes.verifyAudit,
    request: empty,
    /** `first` and `last` say when those entries were written; null in an empty log. */
    response: z.object({ entries: z.number().int(), head: z.string(), first: instant.nullable(), last: instant.nullable() }),
  },
  /** `missing` is the first of the entries that the log does not have with that hash; null when it has all of them. */
  compareAudit: {
    ...routes.compareAudit,
    request: z.object({ entries: z.array(approval.shape.auditHead).max(1000) }).strict(),
    response: z.object({ missing: z.number().int().nullable() }),
  },
  knowledge: { ...routes.knowledge, request: empty, response: z.object({ entries: z.array(knowledgeLine), problems: z.array(diagnostic) }) },
  searchKnowledge: {
    ...routes.searchKnowledge,
    request: z.object({ text: z.string().min(1).max(2_000), most: z.coerce.number().int().min(1).max(50).default(10) }).strict(),
    response: z.object({
      /** Best first; `score` is from 0 to 1. `ref` is a type's name or an entry's. */
      hits: z.array(
        z.object({
          kind: z.enum(['type', 'entry']),
          ref: z.string(),
          description: z.string(),
          inForce: z.boolean(),
          appliesTo: z.array(z.string()),
          score: z.number(),
        }),
      ),
      /** Why it was searched by words alone; empty where it was not. */
      problems: z.array(diagnostic),
    }),
  },
  /** `entry` is as in `control/private@1.0.0`; without the version it is the one that counts, and without the kind the one of that name. */
  showKnowledge: {
    ...routes.showKnowledge,
    request: z.object({ entry: z.string() }).strict(),
    response: z.object({ entry: knowledgeLine, at: z.string(), text: z.string(), says: z.array(z.string()), versions: z.array(z.string()) }),
  },
  addKnowledge: {
    ...routes.addKnowledge,
    request: z
      .object({
        text: z
          .string()
          .min(1)
          .max(256 * 1024),
      })
      .strict(),
    response: z.object({ added: z.array(knowledgeLine) }),
  },
  reviewKnowledge: { ...routes.reviewKnowledge, request: z.object({ entry: z.string() }).strict(), response: z.object({ reviewed: knowledgeLine }) },
  health: {
    ...routes.health,
    request: empty,
    response: z.object({
      version: z.string(),
      home: z.string(),
      pid: z.number().int(),
      uptimeSeconds: z.number(),
      restate: z.boolean(),
      sandbox: z.object({ endpoint: z.string(), accounts: z.array(z.string()), instance: z.string() }).nullable(),
      targets: z.array(z.string()),
      /** What it found amiss when it started, went on with all the same, and what that costs. Absent where there was nothing. */
      warnings: z.array(diagnostic).min(1).optional(),
    }),
  },
} as const satisfies Record<keyof typeof routes, { readonly request: z.ZodType; readonly response: z.ZodType }>;

export type OperationName = keyof typeof operations;
export type RequestOf<N extends OperationName> = z.input<(typeof operations)[N]['request']>;
export type ResponseOf<N extends OperationName> = z.output<(typeof operations)[N]['response']>;
