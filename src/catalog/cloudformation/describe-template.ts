import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { isDynamicService } from './dynamic-references.ts';
import { asObject, below } from './evaluate.ts';
import { functionTable } from './functions.ts';
import { inputsSchema, readParameters } from './parameters.ts';
import { madeAs } from './readable-forms.ts';
import { checkSections, typeOf } from './sections.ts';
import { ofCloudFormation, surroundingsOf, type TemplateNote } from './surroundings.ts';
import { readTemplate, type TemplateDocument } from './template-document.ts';
import { invalid, type Spot, spotText, TemplateRefusal, unsupported } from './template-refusal.ts';

export interface TemplateResource {
  readonly id: string;
  readonly type: string;
  readonly conditional: boolean;
}

/** What a template says of itself. */
export interface TemplateDescription {
  readonly description: string | undefined;
  /** JSON Schemas of objects. */
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  /** What is made of it, but for what its loops make and what stands in nested stacks. */
  readonly resources: readonly TemplateResource[];
  /** What could not be inferred, is left out, or is done otherwise, with file and line. */
  readonly notes: readonly { readonly at: string; readonly message: string }[];
}

/**
 * The inputs and outputs of a template, found in it, without any input given. Everything in it is looked at, whatever its conditions: what can never be made is a problem;
 * what only a condition could bring about is noted.
 */
export function describeTemplate(text: string, file: string, types: { type(name: string): Result<ResourceType> }): Result<TemplateDescription> {
  try {
    const document = readTemplate(text, file);
    checkSections(document);
    return new Description(document, types).result();
  } catch (error) {
    if (error instanceof TemplateRefusal) return fail(error.problem);
    throw error;
  }
}

const conditionFunctions: ReadonlySet<string> = new Set([
  'Fn::And',
  'Fn::Or',
  'Fn::Not',
  'Fn::Equals',
  'Fn::Contains',
  'Fn::EachMemberEquals',
  'Fn::EachMemberIn',
]);

class Description {
  readonly #document: TemplateDocument;
  readonly #types: { type(name: string): Result<ResourceType> };
  readonly #problems: Diagnostic[] = [];
  readonly #notes: TemplateNote[] = [];
  readonly #resources: TemplateResource[] = [];

  constructor(document: TemplateDocument, types: { type(name: string): Result<ResourceType> }) {
    this.#document = document;
    this.#types = types;
  }

  result(): Result<TemplateDescription> {
    const { root, lines } = this.#document;
    const parameters = readParameters(this.#document);
    for (const { name, type, ssm, spot, schema } of parameters) {
      if (ssm) this.#note(spot, `${name}: its value is read from SSM when a plan is made (${type})`);
      else if (schema['x-aws-type'] !== undefined) this.#note(spot, `${name}: ${type} is taken as a text; whether such a thing stands is seen when it is used`);
    }
    const resources = this.#section('Resources');
    for (const [id, part] of Object.entries(resources)) this.#resource(id, part, below(this.#spot('Resources'), resources, id, this));
    const outputs = this.#section('Outputs');
    for (const [name, part] of Object.entries(outputs)) this.#output(name, part, below(this.#spot('Outputs'), outputs, name, this));
    for (const section of ['Conditions', 'Rules']) this.#walk(this.#section(section), this.#spot(section), false);
    if (this.#problems.length > 0) return fail(...this.#problems);
    return ok({
      description: typeof root['Description'] === 'string' ? root['Description'] : undefined,
      inputs: inputsSchema(parameters),
      outputs: { type: 'object', properties: Object.fromEntries(Object.entries(outputs).flatMap(([name, part]) => outputSchema(name, part))) },
      resources: this.#resources,
      notes: this.#notes
        .map(({ spot, message }) => ({ at: spotText(spot), line: spot.line ?? lines.of(root, 'Resources') ?? 0, message }))
        .sort((a, b) => a.line - b.line)
        .map(({ at, message }) => ({ at, message })),
    });
  }

  get document(): TemplateDocument {
    return this.#document;
  }

  #resource(id: string, raw: Json, spot: Spot): void {
    this.#attempt(() => {
      if (id.startsWith('Fn::ForEach::')) {
        this.#note(spot, `${id}: what its loop makes follows from the inputs`);
        this.#walk(raw, spot, true);
        return;
      }
      const part = asObject(raw, spot, `the resource ${id}`);
      const name = part['Type'];
      if (typeof name !== 'string') throw invalid(spot, 'it has no Type', 'give it one, such as AWS::S3::Bucket');
      const conditional = part['Condition'] !== undefined;
      const skipped = ofCloudFormation[name];
      if (skipped !== undefined) this.#note(spot, `${id} (${name}) is not made: ${skipped}`);
      else
        this.#attempt(
          () => {
            const type = typeOf(name, below(spot, part, 'Type', this), this.#types);
            for (const made of type === null ? [] : madeAs(type.name)) this.#resources.push({ id, type: made, conditional });
          },
          conditional ? `where the condition ${String(part['Condition'])} holds, ` : null,
        );
      this.#notes.push(...surroundingsOf(id, part, (key) => below(spot, part, key, this)));
      this.#walk(part['Properties'] ?? {}, below(spot, part, 'Properties', this), conditional);
    });
  }

  #output(name: string, raw: Json, spot: Spot): void {
    if (!isJsonObject(raw)) return;
    if (raw['Condition'] !== undefined) this.#note(spot, `${name}: it is only there where ${String(raw['Condition'])} holds`);
    if (raw['Export'] !== undefined) this.#note(spot, `${name}: it is exported to templates of the same deployment; no other stack sees it`);
    this.#walk(raw['Value'] ?? null, spot, raw['Condition'] !== undefined);
  }

  /** Every function of a part is one that is known, and says what has to be said of it. */
  #walk(part: Json, spot: Spot, conditional: boolean): void {
    if (typeof part === 'string') {
      const [, service] = /\{\{resolve:([^:{}]+)/.exec(part) ?? [];
      if (service === 'ssm') this.#note(spot, `${spot.path}: the value of an SSM parameter is read when a plan is made`);
      else if (service !== undefined && isDynamicService(service))
        this.#note(spot, `${spot.path}: a secret of the target is read when it is sent; no plan holds its value`);
      else if (service !== undefined)
        this.#attempt(
          () => {
            throw unsupported(
              spot,
              `a dynamic reference to ${service.slice(0, 40)}`,
              'refer to ssm, ssm-secure or secretsmanager, or give the value by a parameter',
            );
          },
          conditional ? '' : null,
        );
      return;
    }
    if (typeof part !== 'object' || part === null) return;
    if (Array.isArray(part)) {
      for (const [index, item] of (part as readonly Json[]).entries()) this.#walk(item, below(spot, part, index, this), conditional);
      return;
    }
    for (const [name, member] of Object.entries(part as JsonObject)) {
      const at = below(spot, part, name, this);
      if (name === 'Fn::ImportValue') this.#note(at, `${at.path}: it is bound to what another template of the same deployment exports`);
      if (name.startsWith('Fn::') && !name.startsWith('Fn::ForEach::') && !conditionFunctions.has(name))
        this.#attempt(() => this.#function(name, member, at), conditional ? '' : null);
      // What stands in a choice is only there where its condition holds.
      this.#walk(member, at, conditional || name === 'Fn::If');
    }
  }

  #function(name: string, argument: Json, spot: Spot): void {
    if (functionTable[name] === undefined) {
      const near = nearest(name, Object.keys(functionTable), 1);
      throw unsupported(spot, `the function ${name.slice(0, 60)}`, near[0] === undefined ? 'see the functions in the reference' : `did you mean ${near[0]}?`);
    }
    if (name === 'Fn::Transform') functionTable[name]?.(argument, spot, undefined as never);
  }

  /** `conditional`: what stands before the note that it is then, where it is no problem of the whole. */
  #attempt(what: () => void, conditional: string | null = null): void {
    try {
      what();
    } catch (error) {
      if (!(error instanceof TemplateRefusal)) throw error;
      if (conditional === null) this.#problems.push(error.problem);
      else this.#notes.push({ spot: spotOf(error.problem), message: `${conditional}${error.problem.message}` });
    }
  }

  #note(spot: Spot, message: string): void {
    this.#notes.push({ spot, message });
  }

  #section(name: string): JsonObject {
    const part = this.#document.root[name];
    return part === undefined || part === null ? {} : asObject(part, this.#spot(name), name);
  }

  #spot(section: string): Spot {
    return { file: this.#document.file, line: this.#document.lines.of(this.#document.root, section), path: section };
  }
}

function outputSchema(name: string, part: Json): [string, JsonObject][] {
  if (!isJsonObject(part)) return [];
  return [[name, { type: 'string', ...(typeof part['Description'] === 'string' ? { description: part['Description'] } : {}) }]];
}

function spotOf({ at = '' }: Diagnostic): Spot {
  const [, file = at, line] = /^(.*):(\d+)$/.exec(at) ?? [];
  return { file, line: line === undefined ? undefined : Number(line), path: '' };
}

/** Files of other tools that say infrastructure too, told by name and content: each is refused for what it is. */
export function foreignKind(text: string, file: string): Diagnostic | null {
  const kind = /\.bicep$/i.test(file)
    ? 'a Bicep file'
    : /(^|\/)Pulumi(\.[\w-]+)?\.ya?ml$/.test(file) || /^runtime:\s*(yaml|nodejs|python|go|dotnet|java)\b/m.test(text)
      ? 'a Pulumi program'
      : null;
  if (kind === null) return null;
  return problem('TEMPLATE_UNSUPPORTED', `not supported: ${kind}`, 'import a CloudFormation template', { at: file });
}
