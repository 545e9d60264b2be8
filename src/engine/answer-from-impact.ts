import type { Subject } from '../intent/reading/read-question.ts';
import type { Refusal } from '../intent/resolve.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { indexReferences, liveReferences, type Referable } from '../plan/live-references.ts';
import { bindingsOf, notAmong, readAt } from './answer-about-thing.ts';
import type { AnswerTo } from './answer-question.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Library } from './read-books.ts';

/**
 * What depends on what a question names: on things by their name or identifier, else on all of the kinds it says. By what was asked of each deployment, and by what was applied anywhere in the books that is the ARN, the
 * identifier or the name of it.
 */
export async function fromImpact(subject: Subject, target: NamedTarget, library: Library, ports: EnginePorts): Promise<Result<AnswerTo | Refusal>> {
  const whole = library.part?.whole ?? library;
  const all = [...whole.bindings.values()].flat().flatMap((binding) => (binding.kind === 'resource' ? [binding] : []));
  const among = all.filter(({ deployment }) => library.bindings.has(deployment));
  const { identifiers, things, names } = subject;
  const nodes = among.filter(({ node }) => node === subject.more);
  const meant = nodes.length > 0 ? nodes : await meantBy(subject, among, library, ports);
  const more = nodes.length > 0 ? null : subject.more;
  const [thing] = things;
  if (meant.length === 0 && thing !== undefined) return ok({ kind: 'refusal', problems: [notAmong(thing.name)] });
  const unread: Coverage['unread'] = [{ scope: `what is not in the books of ${target.name}`, reason: 'only what Asbuilt made was looked through' }];
  const [nowhere] = [...identifiers, ...names, ...(more === null ? [] : [more])];
  if (meant.length === 0 || (identifiers.length === 0 && more !== null)) {
    const text = `${nowhere ?? 'What is meant'} was not found: it is not among the ${among.length} resources of ${library.bindings.size} deployments in the books`;
    return ok({ kind: 'answer', text, rows: [], coverage: { read: [], unread } });
  }
  const found = new Map<string, { readonly binding: ResourceBinding; readonly because: string }>();
  // Of several that are meant one may depend on another.
  const note = (binding: ResourceBinding, on: string, because: string): void => {
    if (keyOf(binding) !== on && !found.has(keyOf(binding))) found.set(keyOf(binding), { binding, because });
  };
  const byKey = new Map(all.map((binding) => [keyOf(binding), binding]));
  const referable: Referable[] = [];
  for (const binding of meant) {
    const { deployment, node, type: name, at, identifier } = binding;
    const draft = await ports.store.draft(deployment);
    const holders = (draft?.resources ?? []).filter(
      ({ properties, dependsOn }) => JSON.stringify(properties).includes(`\${${node}.`) || dependsOn.includes(node),
    );
    for (const holder of holders) {
      const bound = byKey.get(keyOf({ deployment, node: holder.node }));
      if (bound !== undefined) note(bound, keyOf(binding), `refers to ${node}`);
    }
    const type = ports.types.type(name);
    const read = await readAt(binding, library, ports);
    if ('reason' in read) unread.push({ scope: `${name} ${identifier}`, reason: read.reason });
    if (type.ok) referable.push({ key: keyOf(binding), type: type.value, at, identifier, properties: 'live' in read ? read.live : binding.applied });
  }
  const index = indexReferences(referable);
  for (const binding of all) {
    const type = ports.types.type(binding.type);
    const references = liveReferences(index, type.ok ? type.value : undefined, binding.applied, binding.at);
    const reference = references.find(({ key }) => key !== keyOf(binding));
    if (reference !== undefined) note(binding, reference.key, `its ${reference.pointer} is the ${reference.attribute} of ${reference.key}`);
  }
  const rows = [...found.values()].map(({ binding: { deployment, node, type }, because }) => ({ deployment, node, type, because }));
  const what = meant.length === 1 ? calledSo(meant) : `any of the ${meant.length} that are meant (${calledSo(meant)})`;
  return ok({
    kind: 'answer',
    text: `${rows.length === 0 ? 'Nothing' : rows.length} in the books ${rows.length > 1 ? 'depend' : 'depends'} on ${what}`,
    rows,
    coverage: { read: [], unread },
  });
}

/** What a question about dependence names, by the books. */
async function meantBy(
  { identifiers, types, things, names, regions, accounts }: Subject,
  all: readonly ResourceBinding[],
  library: Library,
  ports: EnginePorts,
): Promise<readonly ResourceBinding[]> {
  if (identifiers.length > 0) return all.filter(({ identifier }) => identifiers.includes(identifier));
  const called = [...things, ...names.map((name) => ({ name, types }))];
  const named = (await Promise.all(called.map((thing) => bindingsOf(thing, library, ports)))).flat();
  const ofKind = (called.length > 0 ? named : all).filter(({ type }) => types.includes(type));
  return (ofKind.length > 0 ? ofKind : named).filter(
    ({ at }) => (regions.length === 0 || regions.includes(at.region)) && (accounts.length === 0 || accounts.includes(at.account)),
  );
}

function keyOf({ deployment, node }: Pick<ResourceBinding, 'deployment' | 'node'>): string {
  return `${deployment}.${node}`;
}

const named = 5;

function calledSo(meant: readonly ResourceBinding[]): string {
  return `${meant.slice(0, named).map(keyOf).join(', ')}${meant.length > named ? ' …' : ''}`;
}
