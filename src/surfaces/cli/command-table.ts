/** What a flag takes: nothing, a text, a port (0 to 65535), a factor above zero (infinity too), a whole number from 1, or any number of texts. */
export type FlagKind = 'switch' | 'text' | 'port' | 'factor' | 'count' | 'list';

export interface FlagSpec {
  readonly kind: FlagKind;
  /** The fields of a request that it fills; that of its own name, where it says none. */
  readonly fills?: readonly string[];
  /** How the value is called in the help. */
  readonly value?: string;
  readonly summary: string;
  /** The command makes no sense without it. */
  readonly required?: true;
  /** Something is lost with it, or it is a yes to that: never proposed for a word that was mistyped. */
  readonly destructive?: true;
}

export interface PositionalSpec {
  readonly summary: string;
  /** See `FlagSpec`. */
  readonly fills?: readonly string[];
  readonly optional?: true;
  /** Takes this word and every further one; only the last may. */
  readonly many?: true;
}

export interface CommandSpec {
  readonly summary: string;
  /** In their order on the line. */
  readonly positionals: Readonly<Record<string, PositionalSpec>>;
  readonly flags: Readonly<Record<string, FlagSpec>>;
  /** Paragraphs for the command's own help. */
  readonly detail?: readonly string[];
  /** It removes, stops or ends something: never proposed for a word that was mistyped. */
  readonly destructive?: true;
}

const plan = { id: { summary: 'the plan’s id, as in p_0123456789ab' } } as const;
const run = { id: { summary: 'the run’s id, as in r_0123456789ab, or its beginning where no other begins so' } } as const;
const yes = { kind: 'switch', summary: 'approve with your key and apply, without asking', destructive: true } as const;
const confirm = {
  kind: 'list',
  destructive: true,
  value: 'NODE',
  summary: 'say yes to the loss of this node, which no other yes covers: its data goes, or only our records say it is ours; may be given again',
} as const;
/** What is asked for by the name of a node, for every command that plans. */
const named = {
  accept: {
    kind: 'list',
    value: 'NODE[/POINTER]',
    summary: 'let what is otherwise than asked stay so: all that deviates of this node, or what is at this place of it; may be given again',
  },
  replace: { kind: 'list', value: 'NODE', destructive: true, summary: 'make this node’s resource anew although the wish did not change; may be given again' },
  adopt: {
    kind: 'list',
    value: 'NODE=IDENTIFIER',
    summary: 'take over what is there under this primary identifier as this node; may be given again',
  },
} as const satisfies Readonly<Record<string, FlagSpec>>;
const target = {
  kind: 'list',
  fills: ['targets'],
  value: '[ALIAS=]NAME',
  summary: 'a target of targets.yaml to plan for, and what it is called in what is planned; may be given again, and the first is the default',
} as const;
const why = { kind: 'text', value: 'TEXT', required: true, summary: 'the reason, for those who use it' } as const;
const client = { client: { summary: 'kiro, amazon-q, claude-code, cursor or vscode' } } as const;
const userFile = { kind: 'switch', summary: 'in your own settings, for every project, instead of this folder’s' } as const;
const dryRun = { kind: 'switch', summary: 'show the difference and write nothing' } as const;
const speed = { kind: 'factor', value: 'X', summary: 'how many times faster than real the sandbox’s operations are, or infinity' } as const;

/** Flags that every command takes. */
export const globalFlags = {
  json: { kind: 'switch', summary: 'data as JSON on stdout, one value a line; messages on stderr' },
  'no-input': { kind: 'switch', summary: 'never ask; do what would be done where there is no terminal' },
  help: { kind: 'switch', summary: 'show the command’s help' },
} as const satisfies Readonly<Record<string, FlagSpec>>;

/** Every command: the parser, the help and the reference are made from this table. */
export const commandTable = {
  start: {
    summary: 'the whole line on the sandbox: ask, plan, approve, apply, verify, show',
    positionals: { sentence: { summary: 'what you want; without it, a private, encrypted bucket with logging', optional: true } },
    flags: { yes },
    detail: [
      'Starts the engine with a sandbox in the background unless it runs already. Nothing outside the sandbox on this machine is read or changed.',
      'On a terminal it asks before it applies. Elsewhere it needs --yes, or prints the next command and exits with 5.',
      'Since it reaches nothing but the sandbox, --yes is taken in a terminal of an AI agent too, and said there. Every other approval is refused in such a terminal.',
    ],
  },
  up: {
    summary: 'start the engine',
    positionals: {},
    flags: {
      detach: { kind: 'switch', summary: 'in the background: returns once the engine answers' },
      sandbox: { kind: 'switch', summary: 'with a local AWS to try things on, as the default target' },
      port: { kind: 'port', value: 'N', summary: 'the engine’s port; 0 takes any free one' },
      speed,
    },
    detail: ['With --json it prints {url, pid, home, sandbox: {endpoint, accounts, instance, speed} | null} when the engine is ready.'],
  },
  down: {
    destructive: true,
    summary: 'stop the engine and its sandbox',
    positionals: {},
    flags: {
      purge: { kind: 'switch', destructive: true, summary: 'also delete the data folder’s records, keys and audit log, and the sandbox’s resources' },
      confirm: { kind: 'text', value: 'FOLDER', destructive: true, summary: 'say yes to --purge by the name of the data folder, as in .asbuilt' },
    },
    detail: ['--purge says what is lost and asks for the folder’s name, or takes it with --confirm. What stands in an account stays there.'],
  },
  doctor: { summary: 'check that everything the engine needs is there', positionals: {}, flags: {} },
  ask: {
    summary: 'turn an intent into a plan',
    positionals: { text: { summary: 'what you want, in one quoted sentence', optional: true } },
    flags: {
      file: { kind: 'text', value: 'PATH', summary: 'read the intent from a JSON or YAML file, - for stdin' },
      target,
      deployment: { kind: 'text', value: 'NAME', summary: 'change what stands in this deployment' },
      ...named,
      yes,
      confirm,
    },
    detail: [
      'Shows how the words were understood and what would change. On a terminal it then offers to approve and apply.',
      'An intent file is an object, in JSON or YAML: {"intent": "create s3 bucket", "compliance": "private, encrypted", "region": "us-west-2"}; account, target, name and params may be given too.',
      '"The bucket reports", "my queue", and whatever has a name that stands in a deployment of ours, is changed there; so is all that is said with --deployment, or with deployment in an intent file. What is not named stays as it is, also where somebody changed it from outside: that is told, and "put jobs back" corrects it. What is named is as was asked of it, with what is said now. A sentence that deletes comes to a plan that deletes, takes what was joined with that from what stays, and does nothing else; none renames. "Another" and "a second" make a new one.',
      '--accept, --replace and --adopt name nodes of what is asked for; an intent file says the same with accept: [NODE/POINTER], replace: [NODE] and adopt: {NODE: IDENTIFIER}. With --deployment they may stand alone: then the wish stays what it was. What is accepted with --accept is said yes to with that; what is taken over, and data that is lost, with --confirm.',
      'In place of intent it may hold name and nodes: {"name": "orders", "nodes": {"table": {"type": "AWS::DynamoDB::Table", "properties": {…}}, "seed": {"unit": "python", "source": "./seed", "inputs": {"table": "${table.Arn}"}}}}. Each node may have at: {target, region}, dependsOn and retain; a unit (python, or aws-cli) has outputs, repeatable and undo too, one of python hosts and foresees.',
      'A unit’s source is a folder, named relative to the file. All of it goes to the engine, but for hidden files and __pycache__: at most 1,000 files, 512 KiB for all units together, and no link that leads out. outputs, repeatable, undo, hosts and foresees may stand in the folder’s asbuilt.yaml, where the node does not give them.',
      'Where the intent leaves open what nobody can know, it asks: at once on a terminal; elsewhere it prints the questions and exits with 5 (see answer).',
      'With --json it prints {kind: "proposal", interpretation, plan}, {kind: "question", id, questions} or {kind: "refusal", problems}; with --yes the run’s events follow, and the run’s report is the last line.',
    ],
  },
  answer: {
    summary: 'answer what an intent left open, and so turn it into a plan',
    positionals: {
      id: { summary: 'the question’s id, as in q_0123456789ab' },
      answer: {
        fills: ['answers'],
        summary: 'number=answer, as in 1=b: a value, or the letter of an option; without a number where there is only one question',
        many: true,
      },
    },
    flags: { yes, confirm },
    detail: ['A question without an answer takes its default, unless that is arbitrary: then it is asked again. What follows is as for ask.'],
  },
  plan: {
    summary: 'turn a blueprint of the catalog into a plan',
    positionals: { blueprint: { fills: ['name', 'version'], summary: 'its name, or name@version; a range such as ^1.2 is a version, too' } },
    flags: {
      target,
      name: { kind: 'text', value: 'NAME', fills: ['as'], summary: 'what a new deployment is called; the blueprint’s name, where it is left out' },
      deployment: {
        kind: 'text',
        value: 'NAME',
        summary: 'take this deployment, which stands, to that version, or leave it at its own where none is named: inputs that are not given stay as they were',
      },
      input: { kind: 'list', value: 'NAME=VALUE', fills: ['inputs'], summary: 'an input; a list or an object as JSON; may be given again' },
      region: { kind: 'text', value: 'REGION', summary: 'where the blueprint says no region; the target’s first one, where it is left out' },
      ...named,
      'detailed-exitcode': { kind: 'switch', summary: 'exit with 3 where the plan changes something' },
      yes,
      confirm,
    },
    detail: [
      'Shows what would change; on a terminal it then offers to approve and apply. What the version no longer asks for is deleted, with the same consent as everywhere.',
      'With --json it prints the plan; with --yes the run’s events follow, and the run’s report is the last line.',
    ],
  },
  'catalog publish': {
    summary: 'check artifacts and blueprints and put them into the catalog',
    positionals: { path: { summary: 'a YAML or JSON file of documents, or a folder of them' } },
    flags: {
      'visible-to': {
        kind: 'text',
        fills: ['visibleTo'],
        value: 'agents|people',
        summary: 'who sees them: people alone, or AI agents too; people, where it is left out',
      },
    },
    detail: [
      'A version is published once and never changes: the same again changes nothing but who sees it, and other content under it is refused. All of them are published, or none.',
      'Each use in a blueprint is locked to the highest version in its range. What it came to is written into asbuilt.lock.json beside the document; where that is there already it is taken as it stands, and refused where the catalog has another content under a version.',
      'With --json it prints {published: [{kind, name, version, status, visibleTo, digest, fresh, lock}]}.',
    ],
  },
  'catalog list': {
    summary: 'list artifacts and blueprints, or those that a text speaks of',
    positionals: { text: { summary: 'what you want, in words', optional: true } },
    flags: {},
    detail: ['With --json it prints {entries: [{kind, name, version, status, visibleTo, digest, owner, description}]}.'],
  },
  'catalog show': {
    summary: 'show a version: inputs, outputs, what it consists of, its permissions and who uses it',
    positionals: { version: { fills: ['name', 'version'], summary: 'name, or name@version' } },
    flags: {},
  },
  'catalog diff': {
    summary: 'compare two versions',
    positionals: { from: { fills: ['name', 'from'], summary: 'name@version' }, to: { summary: 'the other version' } },
    flags: {},
    detail: ['With --json it prints {name, from, to, breaking, changes: [{of, what, change, breaking}]}.'],
  },
  'catalog deprecate': {
    summary: 'say that a version should not be used any more: it is taken only where it is named, or there is no other',
    positionals: { version: { fills: ['name', 'version'], summary: 'name@version' } },
    flags: { why },
  },
  'catalog withdraw': {
    destructive: true,
    summary: 'withdraw a version: it is neither planned nor used any more; what stands stays',
    positionals: { version: { fills: ['name', 'version'], summary: 'name@version' } },
    flags: { why },
  },
  'plans list': { summary: 'list plans, the newest first', positionals: {}, flags: {} },
  'plans show': {
    summary: 'show a plan',
    positionals: plan,
    flags: {
      full: { kind: 'switch', summary: 'every property, and unchanged resources' },
      commands: { kind: 'switch', summary: 'nothing but a shell script that does what the plan says, with the AWS CLI' },
      sources: { kind: 'switch', summary: 'nothing but the files that its units run, whole' },
    },
    detail: [
      'With --json it prints the plan with {state, why, refused, auditHead, commands, sources}; refused says why it can no longer be approved, commands are the script’s lines, null without --commands, sources what its units run, null without --sources or --full.',
    ],
  },
  approve: {
    summary: 'approve a plan with your key',
    positionals: plan,
    flags: { confirm },
    detail: [
      'The plan’s digest is computed again on this machine before it is signed. An approval is for this plan only, can be used once, and expires.',
      'What loses data, or deletes something that only our records say is ours, is said yes to by node: typed on a terminal, or given with --confirm. The names are signed with the approval.',
    ],
  },
  reject: {
    destructive: true,
    summary: 'reject a plan, so that it can no longer be applied',
    positionals: plan,
    flags: { why: { kind: 'text', value: 'TEXT', required: true, summary: 'the reason, for the record' } },
  },
  apply: {
    summary: 'run an approved plan',
    positionals: plan,
    flags: { wait: { kind: 'switch', summary: 'follow the run until it ends or is paused; the exit code is the run’s' } },
    detail: ['Ctrl-C stops following, not the run. With --wait --json the run’s events are printed one a line, and the run’s report is the last line.'],
  },
  'runs list': { summary: 'list runs, the newest first', positionals: {}, flags: {} },
  'runs show': { summary: 'show a run’s report', positionals: run, flags: {} },
  'runs watch': {
    summary: 'follow a run until it ends or is paused',
    positionals: run,
    flags: {},
    detail: ['Ctrl-C stops following, not the run.'],
  },
  'runs cancel': { destructive: true, summary: 'stop a run: steps that have begun end, no other begins', positionals: run, flags: {} },
  'runs resume': { summary: 'continue a run that is paused or did not finish', positionals: run, flags: {} },
  'runs approve': {
    summary: 'show what a step of a run would change now, which was not approved, and let it',
    positionals: { ...run, step: { summary: 'the step’s name' } },
    flags: { confirm },
    detail: [
      'It is signed with your key, for exactly what is shown. The unit is asked once more before it runs: if it answers otherwise by then, the run waits again.',
      'Where it would delete or replace something, its data goes: that is said yes to by the step’s name, typed on a terminal, or given with --confirm.',
    ],
  },
  'runs refuse': {
    destructive: true,
    summary: 'refuse what a step of a run would change now: the step ends, and what waits for it is skipped',
    positionals: { ...run, step: { summary: 'the step’s name' } },
    flags: { why },
  },
  'runs open': {
    summary: 'let a run pass a gate that waits for a person',
    positionals: { ...run, gate: { summary: 'the gate’s name' } },
    flags: {},
  },
  deployments: { summary: 'list deployments', positionals: {}, flags: {} },
  'deployments recover': {
    summary: 'rebuild lost records of deployments from the tags of what is live',
    positionals: {},
    flags: { target: { kind: 'list', value: 'NAME', fills: ['targets'], summary: 'search this target of targets.yaml only; may be given again' } },
    detail: [
      'Lists every type that can carry tags in a target’s first region, and in each further one where the provider’s index of tags names something of Asbuilt, and reads what is there. Nothing is changed but the records; what they know already stays as it is.',
      'What has no tags is found below what has them, and is uncertain: it is bound when the same is asked for again; before that destroy removes it only by name, with --confirm. Two live things with the tags of one node, and copies of tags on another type, are said and left alone.',
      'With --json it prints {deployments: [{name, targets, blueprint, resources, certain, uncertain}], notFound, coverage}.',
    ],
  },
  show: { summary: 'read a deployment’s resources afresh and show them', positionals: { deployment: { summary: 'the deployment’s name' } }, flags: {} },
  destroy: {
    destructive: true,
    summary: 'plan the removal of a deployment',
    positionals: { deployment: { summary: 'the deployment’s name' } },
    flags: { yes, confirm },
    detail: [
      'A removal is a plan like any other: nothing is deleted before it is approved and applied. On a terminal it then offers to do both.',
      'With --json it prints the plan; with --yes the run’s events follow, and the run’s report is the last line.',
    ],
  },
  'approver list': {
    summary: 'list who may approve, and for what',
    positionals: {},
    flags: {},
    detail: [
      'Each change of the list is signed by somebody who is on it: a list that was edited by hand, or put in the place of another, is refused. One of a former version, which nobody signed, is shown here and can be signed as it stands, on a terminal.',
      'With --json it prints {signed, approvers: [{name, kind, keyId, publicKey, since, addedBy, firstUse, yours}]}.',
    ],
  },
  'approver key': {
    summary: 'make your key for real targets, under a passphrase',
    positionals: {},
    flags: {},
    detail: [
      'Plans for real accounts are approved with a key that is kept encrypted under a passphrase of at least 12 characters. It is typed on a terminal, twice here and once for each approval, and read from nowhere else. The first approval for a real target makes the key, too.',
      'The first such key is put on the list by your key for simulated targets, and trusted on first use; from then on only a key for real targets changes the list. Whoever forgets the passphrase needs a new key, which somebody on the list adds.',
    ],
  },
  'approver add': {
    summary: 'let somebody approve',
    positionals: {
      name: { summary: 'how they are called' },
      key: { summary: 'their public key, as approver list shows it on their side' },
    },
    flags: { real: { kind: 'switch', summary: 'for real targets, too: the key must be one that a passphrase guards' } },
    detail: [
      'Signed with your key: the one for real targets, as soon as there is one on the list.',
      'An engine is asked through the files of its data folder, which belongs to one user: somebody with an account of their own cannot reach it, so their key approves nothing here yet.',
    ],
  },
  'approver remove': {
    destructive: true,
    summary: 'take a key off the list, so that it can no longer approve',
    positionals: { who: { summary: 'the name, or the beginning of the key’s id where that name has several keys' } },
    flags: {},
    detail: [
      'What was approved with it and has not begun, or is under way, stops at its next step. The last key, and the last one for real targets, cannot be taken off.',
    ],
  },
  'secret set': {
    summary: 'put a secret away, or another value in its place',
    positionals: { name: { summary: 'how it is called, as in db_password' } },
    flags: {},
    detail: [
      'The value is typed twice on a terminal, where nothing of it is shown, or read from stdin where that is no terminal; a newline at its end is dropped. It is never a flag.',
      'It stands in a file of the data folder that only you can read. An intent file names it, as in "${secret(\'db_password\')}", also within a text; ssm:/path and secretsmanager:id#member name what stands at the node’s target. Plans, records, logs and answers hold the name.',
      'Only a person’s command line keeps secrets: none is set, listed or removed in a terminal of an AI agent, or over HTTP or MCP. With --json it prints {name, replaced}.',
    ],
  },
  'secret list': {
    summary: 'list the names of the secrets that are put away',
    positionals: {},
    flags: {},
    detail: ['With --json it prints {secrets: [{name, usable, why}]}.'],
  },
  'secret remove': {
    destructive: true,
    summary: 'remove a secret that is put away',
    positionals: { name: { summary: 'how it is called' } },
    flags: {},
    detail: ['What was made with it stays as it is. With --json it prints {name}.'],
  },
  'audit verify': {
    summary: 'check that no entry of the audit log was changed, removed or reordered',
    positionals: {},
    flags: {
      against: { kind: 'text', value: 'FILE', summary: 'compare with what was noted elsewhere: an export (audit list --json), or an approver’s record' },
    },
    detail: [
      'A log that was wiped or put back to an earlier state is whole in itself. Each approval signs where the log ended, and you keep what you signed in keys/approvals.jsonl of the data folder: it is always compared with that.',
      'With --json it prints {entries, head, first, last, compared}.',
    ],
  },
  'audit list': {
    summary: 'list the audit log',
    positionals: {},
    flags: { from: { kind: 'count', value: 'SEQ', summary: 'begin at this entry' } },
  },
  'artifact import': {
    summary: 'describe a template, script, module or chart as an artifact',
    positionals: { path: { summary: 'a CloudFormation template (YAML or JSON), a Python script, or the folder of a Terraform module or Helm chart' } },
    flags: {},
    detail: [
      'Writes asbuilt.yaml beside it, with the inputs and outputs that are found in it, and lists with its line what could not be found, what runs code while planning, and what CloudFormation would have done besides. The source stays as it is, and nothing of it is run. No engine need run. Terraform modules and Helm charts are described only: nothing runs them yet.',
      'With --json it prints {artifact: {name, version, engine, inputs, outputs}, path, notes: [{at, message}]}.',
    ],
  },
  'types show': {
    summary: 'show what is known of a resource type',
    positionals: { type: { summary: 'its CloudFormation name, as in AWS::S3::Bucket' } },
    flags: {},
  },
  'types describe': {
    summary: 'fetch schemas of resource types from an account',
    positionals: { type: { summary: 'CloudFormation names, as in AWS::S3::Bucket', many: true } },
    flags: { target: { kind: 'text', value: 'NAME', summary: 'the target of targets.yaml whose account is asked' } },
    detail: [
      'Calls cloudformation describe-type, and keeps the schemas in the data folder, where they are laid over what Asbuilt knows. No engine need run; one that runs sees them within a second.',
      'A sandbox’s schemas are made from what Asbuilt knows: they tell nothing new of AWS. Exits with the code of the first type that could not be had; the others are kept.',
    ],
  },
  'types import': {
    summary: 'import CloudFormation schemas of resource types',
    positionals: { path: { summary: 'a .json, .jsonl, .jsonl.gz or .zip file, or a folder of .json files' } },
    flags: {},
    detail: [
      'Takes schemas as AWS publishes them or describe-type prints them, and keeps them in the data folder, where they are laid over what Asbuilt knows. Those of types that are there already are replaced. No engine need run; one that runs sees them within a second.',
    ],
  },
  'kb list': {
    summary: 'list the entries of the knowledge base, and what is wrong with files of it',
    positionals: {},
    flags: { all: { kind: 'switch', summary: 'also versions that do not count: older ones, drafts, retired ones' } },
    detail: [
      'Entries are shipped with Asbuilt, or your team’s: in knowledge/ of the data folder, and in the folder that its settings.yaml names. What is wrong with a file is told with file and line; the rest counts all the same.',
      'With --json it prints {entries: [{entry, kind, name, version, description, owner, source, status, inForce, origin, appliesTo, words, reviewed}], problems}, with all versions.',
    ],
  },
  'kb search': {
    summary: 'search the knowledge base and what is documented of resource types',
    positionals: { text: { summary: 'words or a question, quoted, as in "which type keeps objects?"' } },
    flags: { most: { kind: 'count', value: 'N', summary: 'how many hits to show, at most 50; 10 unless given' } },
    detail: [
      'Ranks by the words and by what they are about (vectors of words, kept on this machine unless settings.yaml names a store). The same words find the same. A question for a type ("which type …") finds types alone. With --json it prints {hits: [{kind, ref, description, inForce, appliesTo, score}], problems}.',
    ],
  },
  'kb show': {
    summary: 'show an entry of the knowledge base as it is written',
    positionals: { entry: { summary: 'its name, as in control/private@1.0.0; without the version, the one that counts' } },
    flags: {},
  },
  'kb add': {
    summary: 'add entries to the team’s knowledge base',
    positionals: { file: { summary: 'a YAML file, - for stdin' } },
    flags: {},
    detail: [
      'All entries of the file, or none: each must be well-formed and go together with what counts. A version that is there already with other content is refused. Entries with status: draft count once they are reviewed.',
    ],
  },
  'kb review': {
    summary: 'note that you looked at an entry of the knowledge base, and that it is right',
    positionals: { entry: { summary: 'its name, as in control/private@1.0.0' } },
    flags: {},
    detail: ['The date and your name are kept beside the entry, and in the audit log. A draft counts from then on.'],
  },
  sandbox: {
    summary: 'run the local AWS on its own',
    positionals: {},
    flags: {
      port: { kind: 'port', value: 'N', summary: 'the port instead of the one it had last; 0 takes any free one' },
      state: { kind: 'text', value: 'PATH', summary: 'the file that keeps its resources' },
      speed,
      account: { kind: 'list', value: 'ID', summary: 'an account it has, 12 digits, instead of any; may be given again' },
    },
  },
  mcp: {
    summary: 'be the MCP server of an AI agent, on stdin and stdout',
    positionals: {},
    flags: { 'read-only': { kind: 'switch', summary: 'with the tools that only read' } },
    detail: [
      'Forwards to the running engine with the agent’s credential, which can never approve. An agent’s client starts it: see asbuilt help mcp install.',
      'While no engine runs, each tool says so.',
    ],
  },
  'mcp install': {
    summary: 'put Asbuilt among the MCP servers of an AI agent’s client',
    positionals: client,
    flags: { user: userFile, 'read-only': { kind: 'switch', summary: 'with the tools that only read' }, 'dry-run': dryRun },
    detail: [
      'Shows the difference, then writes it. Everything else in the file stays, byte for byte: comments, other servers, their order. No tool is put on a list of what runs without asking.',
    ],
  },
  'mcp uninstall': {
    summary: 'take it out again',
    positionals: client,
    flags: { user: userFile, 'dry-run': dryRun },
  },
  version: { summary: 'show the version', positionals: {}, flags: {} },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof commandTable;

type ValueOf<F extends FlagSpec> = F['kind'] extends 'switch'
  ? boolean
  : F['kind'] extends 'list'
    ? readonly string[]
    : (F['kind'] extends 'text' ? string : number) | (F extends { readonly required: true } ? never : null);

/** What the parser makes of a line: a value for every positional and every flag of the command; null where it was left out. */
export type ArgumentsOf<N extends CommandName> = {
  readonly [P in keyof (typeof commandTable)[N]['positionals']]: (typeof commandTable)[N]['positionals'][P] extends { readonly optional: true }
    ? string | null
    : (typeof commandTable)[N]['positionals'][P] extends { readonly many: true }
      ? readonly string[]
      : string;
} & {
  readonly [F in keyof (typeof commandTable)[N]['flags']]: (typeof commandTable)[N]['flags'][F] extends infer S extends FlagSpec ? ValueOf<S> : never;
};
