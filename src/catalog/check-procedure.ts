import type { Code } from '../kernel/codes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json } from '../kernel/json.ts';
import { isReading, type Procedure, type ProcedureStep, reservedRoots } from '../model/procedure.ts';
import { type Reference, readReferences, referencesWithin } from '../model/procedure-references.ts';
import type { PlaceOf } from '../model/read-yaml.ts';
import { nearFix } from './near-fix.ts';

/** What a procedure is held to: what it is given and has to give, by name, and whether its artifact says that it can be taken back. */
export interface ProcedureUse {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly undo: boolean;
}

/** Options by which the AWS CLI would be pointed elsewhere, made somebody else, or made to write something else: these are the target's and ours. */
const ours: readonly string[] = [
  '--ca-bundle',
  '--cli-auto-prompt',
  '--cli-input-json',
  '--cli-input-yaml',
  '--color',
  '--debug',
  '--endpoint-url',
  '--generate-cli-skeleton',
  '--no-sign-request',
  '--no-verify-ssl',
  '--output',
  '--profile',
  '--query',
  '--region',
];

/** Commands that are about the program on this machine, or a person at it, and not about AWS. */
const local: ReadonlySet<string> = new Set(['configure', 'help', 'history', 'login', 'logout', 'sso']);

/** Commands that are made of several calls, or of none: they print what is no reply, and take no `--cli-input-json`. */
const printsNoReply = ([service, operation]: readonly string[]): boolean => service === 's3' || operation === 'wait';

/** Everything that keeps a procedure from being run with what it is given, at its place: CATALOG_INVALID, REFERENCE_UNKNOWN. */
export function checkProcedure(procedure: Procedure, place: PlaceOf, use: ProcedureUse): Diagnostic[] {
  const check = new ProcedureCheck(place);
  const given = check.steps(procedure.steps, ['steps'], new Map([['inputs', use.inputs]]));
  check.values(procedure.outputs, ['outputs'], given);
  const gives = Object.keys(procedure.outputs);
  for (const name of use.outputs.filter((one) => !gives.includes(one)))
    check.problem('CATALOG_INVALID', `it does not give ${name}, which is declared`, `give it in outputs: ${nearFix(name, gives)}`, ['outputs']);
  if (procedure.undo !== undefined) check.steps(procedure.undo, ['undo'], new Map([['outputs', use.outputs]]));
  if (procedure.undo !== undefined && !use.undo)
    check.problem('CATALOG_INVALID', 'it says how it is taken back, and what uses it does not', 'write undo: true beside its source', ['undo']);
  if (procedure.undo === undefined && use.undo)
    check.problem('CATALOG_INVALID', 'it does not say how it is taken back', 'write the calls under undo, or leave out undo: true', []);
  return check.problems;
}

/** Service and operation of each of its calls, in their order. */
export function callsOf({ steps }: Procedure): string[] {
  return steps.map(({ aws }) => aws.slice(0, 2).join(' '));
}

type Keys = readonly (string | number)[];
/** What is known under each root: the names that may follow it. */
type Known = ReadonlyMap<string, readonly string[]>;

class ProcedureCheck {
  readonly problems: Diagnostic[] = [];
  readonly #place: PlaceOf;

  constructor(place: PlaceOf) {
    this.#place = place;
  }

  /** What is known after the steps. */
  steps(steps: readonly ProcedureStep[], at: Keys, before: Known): Known {
    const known = new Map(before);
    for (const [index, step] of steps.entries()) {
      const here = [...at, index];
      if (known.has(step.name) || reservedRoots.has(step.name))
        this.problem('CATALOG_INVALID', `${step.name} is the name of something else already`, 'give the step another name', [...here, 'name']);
      this.#call(step, here, known);
      if (step.holds !== undefined) {
        this.#call(step.holds, [...here, 'holds'], known);
        this.values(step.holds.equals, [...here, 'holds', 'equals'], known);
        const [service = '', operation = ''] = step.holds.aws;
        if (!isReading(operation))
          this.problem('CATALOG_INVALID', `holds asks by ${service} ${operation}, which is no read`, 'ask by a describe, get, head or list', [
            ...here,
            'holds',
            'aws',
          ]);
        if (printsNoReply(step.holds.aws))
          this.problem('CATALOG_INVALID', `${service} ${operation} prints no reply that could be asked`, 'ask by a call of the service, such as s3api', [
            ...here,
            'holds',
          ]);
      } else if (printsNoReply(step.aws) && Object.keys(step.gives).length > 0)
        this.problem(
          'CATALOG_INVALID',
          `${step.aws.slice(0, 2).join(' ')} prints no reply that it could give something of`,
          'leave gives out, or ask under holds',
          [...here, 'gives'],
        );
      known.set(step.name, Object.keys(step.gives));
    }
    return known;
  }

  values(value: Json | undefined, at: Keys, known: Known): void {
    for (const { keys, to } of referencesWithin(value ?? null, at)) {
      if (to === null) this.problem('CATALOG_INVALID', 'not the form of a reference', 'write it as in ${inputs.name}, or $${ for a plain ${', keys);
      else this.#known(to, keys, known);
    }
  }

  problem(code: Code, message: string, fix: string, at: Keys): void {
    this.problems.push(problem(code, message, fix, { at: this.#place(at) }));
  }

  #call({ aws, input }: Pick<ProcedureStep, 'aws' | 'input'>, at: Keys, known: Known): void {
    const [service = '', operation = ''] = aws;
    const place = [...at, 'aws'];
    if (!/^[a-z][a-z0-9-]*$/.test(service) || !/^[a-z][a-z0-9-]*$/.test(operation))
      this.problem(
        'CATALOG_INVALID',
        `${service} ${operation} is not a service and an operation`,
        'begin with both as the AWS CLI has them, such as s3api, put-object',
        place,
      );
    else if (local.has(service)) this.problem('CATALOG_INVALID', `aws ${service} is about this machine and makes no call`, 'leave the step out', place);
    for (const [index, word] of aws.entries()) {
      const option = word.split('=', 1)[0] ?? '';
      // The AWS CLI takes an option by its first letters too.
      const meant = option.length > 2 && option.startsWith('--') ? ours.find((one) => one.startsWith(option)) : undefined;
      if (meant !== undefined) this.problem('CATALOG_INVALID', `${meant} is given by the target, or by Asbuilt`, 'leave it out', [...place, index]);
      const pieces = readReferences(word) ?? [];
      if (pieces.length > 1 && pieces.some((piece) => typeof piece === 'string' && /(^|=)fileb?:\/\//.test(piece)))
        this.problem('CATALOG_INVALID', 'which file is read would depend on what is given', 'name a file of the source, or hand the value over in input', [
          ...place,
          index,
        ]);
    }
    this.values(aws, place, known);
    if (input === undefined) return;
    if (printsNoReply(aws)) this.problem('CATALOG_INVALID', `aws ${service} ${operation} takes no input`, 'write it as options', [...at, 'input']);
    this.values(input, [...at, 'input'], known);
  }

  #known({ root, path }: Reference, at: Keys, known: Known): void {
    const [first] = path;
    if (root === 'token') {
      if (first !== undefined) this.problem('REFERENCE_UNKNOWN', 'token is a text and has no members', 'write ${token}', at);
      return;
    }
    const names = known.get(root);
    if (names === undefined) {
      const all = [...known.keys(), 'token'];
      this.problem(
        'REFERENCE_UNKNOWN',
        `there is no ${root} here`,
        root === 'inputs' ? 'an undo knows outputs: give there what it needs' : nearFix(root, all),
        at,
      );
    } else if (first !== undefined && !names.includes(first)) {
      const what = root === 'inputs' || root === 'outputs' ? `there is no ${root.slice(0, -1)} ${first}` : `${root} does not give ${first}`;
      this.problem('REFERENCE_UNKNOWN', what, nearFix(first, names), at);
    } else if (first === undefined && root !== 'inputs' && root !== 'outputs')
      this.problem(
        'REFERENCE_UNKNOWN',
        `${root} is a step`,
        names.length > 0 ? `name what it gives: ${names.join(', ')}` : 'say under gives what it gives',
        at,
      );
  }
}
