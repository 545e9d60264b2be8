import { noTemplates, type TemplateDrafts } from '../catalog/cloudformation/template-drafts.ts';
import type { TemplateFacts } from '../catalog/cloudformation/template-facts.ts';
import type { Needs, TemplateNode } from '../catalog/cloudformation/translate-templates.ts';
import { agentAmong, theirsElsewhere } from '../catalog/theirs-elsewhere.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { NodesIntent } from '../model/intent.ts';
import type { DraftExport, Evidence } from '../model/proposal.ts';
import { isTold } from '../model/secret-place.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import type { NamedTarget } from '../model/target.ts';
import { textsOf } from './describe-templates.ts';
import type { EnginePorts } from './engine-ports.ts';
import { placeFor } from './place-for.ts';
import { readExport } from './read-export.ts';
import { type SentSource, sourceFor } from './source-for.ts';
import { writtenBy } from './written-by.ts';

/** What is read brings more to light that has to be read: nested stacks, names in parameters. Not that often. */
const mostRounds = 12;

/** The resources of the templates that an intent names, with what has to be read for them: SSM parameters and availability zones, at the templates' own places. */
export async function draftTemplates(
  { name, nodes, region }: NodesIntent,
  sources: readonly SentSource[],
  targets: ReadonlyMap<string, NamedTarget>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<TemplateDrafts>> {
  const named = Object.entries(nodes).flatMap(([node, wanted]): NamedTemplate[] => {
    if (!('template' in wanted)) return [];
    const { template, source, inputs = {}, dependsOn = [], retain = false, at } = wanted;
    return [{ node, template, source, inputs, dependsOn, retain, at }];
  });
  const [main] = targets.values();
  const source: DraftedWith['source'] = (digest) => sourceFor(digest, sources, caller, ports.store);
  return draftAll(name, named, { source, targets, region: region ?? main?.regions[0] ?? '', isAgents: () => caller.agent !== null }, ports);
}

/** A template with the node that names it, and what that says of it. */
export interface NamedTemplate extends Pick<TemplateNode, 'at'> {
  readonly node: string;
  readonly inputs: JsonObject;
  readonly dependsOn: readonly string[];
  readonly retain: boolean;
  readonly template: string;
  readonly source: string;
}

/** With what templates are drafted; `isAgents`: whether an AI agent has a hand in the template of a node, which is then not told what stands in stored parameters. */
export interface DraftedWith {
  /** Null where there is none that may be used. */
  readonly source: (digest: string) => Promise<SourceBundle | null>;
  readonly targets: ReadonlyMap<string, NamedTarget>;
  readonly region: string;
  readonly isAgents: (node: string) => boolean;
}

/** The resources of these templates, each at its own place. SECRET_UNREAD where an agent's would hold a stored parameter that may be a secret. */
export async function draftAll(
  deployment: string,
  named: readonly NamedTemplate[],
  { source: sourceOf, targets, region, isAgents }: DraftedWith,
  ports: EnginePorts,
): Promise<Result<TemplateDrafts>> {
  const templates: TemplateNode[] = [];
  const problems: Diagnostic[] = [];
  for (const { node: address, template, source, inputs, dependsOn, retain, at } of named) {
    const bundle = await sourceOf(source);
    if (bundle === null) {
      problems.push(
        problem(
          'INPUT_INVALID',
          `the template of ${address} was not sent, or what is kept of it has become another`,
          'send it with the intent, or publish it again',
          { at: address },
        ),
      );
      continue;
    }
    const place = placeFor(at, address, region, targets, ports);
    if (!place.ok) problems.push(...place.problems);
    else templates.push({ address, template, files: textsOf(bundle), inputs, place: place.value, at, dependsOn, retain });
  }
  if (problems.length > 0) return fail(...problems);
  if (templates.length === 0) return ok(noTemplates);
  // Loaded only here: reading YAML takes longer than most starts of the engine should.
  const { translateTemplates } = await import('../catalog/cloudformation/translate-templates.ts');
  const facts = new FactsAtPlaces(deployment, templates, { targets, isAgents }, ports);
  for (let round = 0; round < mostRounds; round++) {
    const made = translateTemplates(templates, { deployment, types: ports.types, facts: facts.of });
    if (!made.ok) return made;
    if (!('needs' in made.value)) {
      const { resources, outputs, outputOrigins, exports, notes } = made.value;
      const evidence = notes.map(({ node, at, message }) => ({ words: at, entry: `template/${node}`, effect: message }));
      const theirs = theirsElsewhere(facts.imports);
      const exported = exports.map(({ origins, ...one }): DraftExport => {
        const by = agentAmong(origins, theirs);
        return by === undefined ? one : { ...one, by };
      });
      return ok({ resources, outputs, outputOrigins, exports: exported, imports: facts.imports, evidence: [...evidence, ...facts.told] });
    }
    const problems = await facts.read(made.value.needs);
    if (problems.length > 0) return fail(...problems);
  }
  return fail(problem('TEMPLATE_INVALID', 'what the templates read brings ever more to light that has to be read', 'give these values by parameters'));
}

/** What was read, for each template where it is made. */
class FactsAtPlaces {
  readonly #stored = new Map<string, Map<string, string | null>>();
  readonly #zones = new Map<string, Map<string, readonly string[]>>();
  readonly #exported = new Map<string, Map<string, Json | null>>();
  readonly #deployment: string;
  readonly #templates: ReadonlyMap<string, TemplateNode>;
  readonly #targets: ReadonlyMap<string, NamedTarget>;
  readonly #isAgents: DraftedWith['isAgents'];
  readonly #ports: EnginePorts;
  /** Each value that another deployment exports, and of stored parameters those that an AI agent wrote. */
  readonly imports: DraftExport[] = [];
  /** What is said of each. */
  readonly told: Evidence[] = [];

  constructor(deployment: string, templates: readonly TemplateNode[], { targets, isAgents }: Pick<DraftedWith, 'targets' | 'isAgents'>, ports: EnginePorts) {
    this.#deployment = deployment;
    this.#templates = new Map(templates.map((template) => [template.address, template]));
    this.#targets = targets;
    this.#isAgents = isAgents;
    this.#ports = ports;
  }

  readonly of = (node: string): TemplateFacts => ({
    stored: this.#stored.get(node) ?? new Map(),
    zones: this.#zones.get(node) ?? new Map(),
    exported: this.#exported.get(node) ?? new Map(),
  });

  async read(needs: Needs): Promise<readonly Diagnostic[]> {
    const problems: Diagnostic[] = [];
    const { cloud } = this.#ports;
    for (const [node, { stored, zones, exported }] of needs) {
      const { account, region, target: alias } = (this.#templates.get(node) as TemplateNode).place;
      const target = this.#targets.get(alias) as NamedTarget;
      if (stored.size > 0) {
        const read = await cloud.storedParameters(target, { account, region }, [...stored]);
        const kept = read.ok && this.#isAgents(node) ? [...read.value].find(([name, value]) => value !== null && !isPublic(name, value)) : undefined;
        if (!read.ok) problems.push(...read.problems);
        else if (kept !== undefined) problems.push(notForAgents(node, kept[0]));
        else {
          this.#stored.set(node, new Map([...(this.#stored.get(node) ?? []), ...read.value]));
          for (const [name, value] of read.value)
            if (value !== null && !name.startsWith('/aws/')) await this.#tellStored(node, { name, account, region, value });
        }
      }
      for (const wanted of zones) {
        const read = await cloud.zones(target, { account, region: wanted });
        if (read.ok) this.#zones.set(node, new Map([...(this.#zones.get(node) ?? []), [wanted, read.value]]));
        else problems.push(...read.problems);
      }
      for (const name of exported) {
        const read = await readExport(name, { account, region }, this.#deployment, this.#ports);
        if (!read.ok) {
          problems.push(...read.problems);
          continue;
        }
        this.#exported.set(node, new Map([...(this.#exported.get(node) ?? []), [name, read.value?.value ?? null]]));
        if (read.value === null) continue;
        const { by, value, agent } = read.value;
        this.imports.push({ name, account, region, value, ...(agent === null ? {} : { by: agent }) });
        this.told.push({ words: name, entry: `template/${node}`, effect: `is what ${by} exports${ofAgent(agent)}, with its value when this was planned` });
      }
    }
    return problems;
  }

  /** Where a value comes from is told, and counts as an AI agent's where one wrote it. */
  async #tellStored(node: string, read: DraftExport): Promise<void> {
    const by = await writtenBy(read, this.#ports);
    this.told.push({
      words: read.name,
      entry: `template/${node}`,
      effect: `is read from the stored parameter of that name${ofAgent(by)}, with its value when this was planned`,
    });
    if (by !== null) this.imports.push({ ...read, by, stored: node as NonNullable<DraftExport['stored']> });
  }
}

function ofAgent(by: string | null): string {
  return by === null ? '' : ', which an AI agent had a hand in';
}

/** What AWS publishes for everybody (Systems Manager user guide, Working with public parameters), and what has a form that no secret has. */
function isPublic(name: string, value: string): boolean {
  return name.startsWith('/aws/') || isTold(value, 'free');
}

function notForAgents(node: string, name: string): Diagnostic {
  const fix = "give the value by a parameter, write secret('ssm:NAME') where it may stand, or let a person plan it, with inputs that no agent gave";
  return problem('SECRET_UNREAD', `${node}: what stands in SSM parameter ${name} is not told to an AI agent`, fix, { at: node });
}
