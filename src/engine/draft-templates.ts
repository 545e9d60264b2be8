import type { TemplateFacts } from '../catalog/cloudformation/template-facts.ts';
import type { Needs, TemplateNode } from '../catalog/cloudformation/translate-templates.ts';
import type { TemplateDrafts } from '../intent/resolve-nodes.ts';
import { noTemplates } from '../intent/resolve-nodes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { NodesIntent } from '../model/intent.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';
import { placeFor } from './place-for.ts';

/** What is read brings more to light that has to be read: nested stacks, names in parameters. Not that often. */
const mostRounds = 12;

/** The resources of the templates that an intent names, with what has to be read for them: SSM parameters and availability zones, at the templates' own places. */
export async function draftTemplates(
  { name, nodes, region }: NodesIntent,
  sources: ReadonlyMap<string, SourceBundle>,
  targets: ReadonlyMap<string, NamedTarget>,
  ports: EnginePorts,
): Promise<Result<TemplateDrafts>> {
  const templates: TemplateNode[] = [];
  const problems: Diagnostic[] = [];
  const [main] = targets.values();
  for (const [address, node] of Object.entries(nodes)) {
    if (!('template' in node)) continue;
    const bundle = sources.get(node.source) ?? (await ports.store.source(node.source));
    if (bundle === null || bundle === undefined) {
      problems.push(problem('INPUT_INVALID', `the template of ${address} was not sent`, 'send it with the intent, by its digest', { at: address }));
      continue;
    }
    const place = placeFor(node.at, address, region ?? main?.regions[0] ?? '', targets, ports);
    if (!place.ok) {
      problems.push(...place.problems);
      continue;
    }
    const { inputs = {}, dependsOn = [], retain = false, at } = node;
    templates.push({ address, template: node.template, files: textsOf(bundle), inputs, place: place.value, at, dependsOn, retain });
  }
  if (problems.length > 0) return fail(...problems);
  return templates.length === 0 ? ok(noTemplates) : translated(name, templates, targets, ports);
}

async function translated(
  deployment: string,
  templates: readonly TemplateNode[],
  targets: ReadonlyMap<string, NamedTarget>,
  ports: EnginePorts,
): Promise<Result<TemplateDrafts>> {
  // Loaded only here: reading YAML takes longer than most starts of the engine should.
  const { translateTemplates } = await import('../catalog/cloudformation/translate-templates.ts');
  const facts = new FactsAtPlaces(templates, targets, ports);
  for (let round = 0; round < mostRounds; round++) {
    const made = translateTemplates(templates, { deployment, types: ports.types, facts: facts.of });
    if (!made.ok) return made;
    if (!('needs' in made.value)) {
      const { resources, outputs, notes } = made.value;
      const evidence = notes.map(({ node, at, message }) => ({ words: at, entry: `template/${node}`, effect: message }));
      return ok({ resources, outputs, evidence });
    }
    const problems = await facts.read(made.value.needs);
    if (problems.length > 0) return fail(...problems);
  }
  return fail(problem('TEMPLATE_INVALID', 'what the templates read brings ever more to light that has to be read', 'give these values by parameters'));
}

function textsOf({ files }: SourceBundle): ReadonlyMap<string, string> {
  const decoder = new TextDecoder('utf-8');
  return new Map(files.map(({ path, base64 }) => [path, decoder.decode(Buffer.from(base64, 'base64'))]));
}

/** What was read, for each template where it is made. */
class FactsAtPlaces {
  readonly #stored = new Map<string, Map<string, string | null>>();
  readonly #zones = new Map<string, Map<string, readonly string[]>>();
  readonly #templates: ReadonlyMap<string, TemplateNode>;
  readonly #targets: ReadonlyMap<string, NamedTarget>;
  readonly #cloud: EnginePorts['cloud'];

  constructor(templates: readonly TemplateNode[], targets: ReadonlyMap<string, NamedTarget>, { cloud }: EnginePorts) {
    this.#templates = new Map(templates.map((template) => [template.address, template]));
    this.#targets = targets;
    this.#cloud = cloud;
  }

  readonly of = (node: string): TemplateFacts => ({ stored: this.#stored.get(node) ?? new Map(), zones: this.#zones.get(node) ?? new Map() });

  async read(needs: Needs): Promise<readonly Diagnostic[]> {
    const problems: Diagnostic[] = [];
    for (const [node, { stored, zones }] of needs) {
      const { account, region, target: alias } = (this.#templates.get(node) as TemplateNode).place;
      const target = this.#targets.get(alias) as NamedTarget;
      if (stored.size > 0) {
        const read = await this.#cloud.storedParameters(target, { account, region }, [...stored]);
        if (read.ok) this.#stored.set(node, new Map([...(this.#stored.get(node) ?? []), ...read.value]));
        else problems.push(...read.problems);
      }
      for (const wanted of zones) {
        const read = await this.#cloud.zones(target, { account, region: wanted });
        if (read.ok) this.#zones.set(node, new Map([...(this.#zones.get(node) ?? []), [wanted, read.value]]));
        else problems.push(...read.problems);
      }
    }
    return problems;
  }
}
