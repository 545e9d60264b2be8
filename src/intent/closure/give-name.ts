import { sha256 } from '../../kernel/digest.ts';
import { plainName } from '../../kernel/plain-name.ts';
import { pointerOf, segmentsOf, valueAt, withValueAt } from '../../kernel/pointer.ts';
import type { ResourceType, Shape } from '../../model/resource-type.ts';
import { formName } from '../physical-name.ts';
import { type Closing, explain, typeRef } from './closing.ts';
import type { Part } from './drafting.ts';
import { fitText } from './fit-text.ts';
import { namePropertyOf } from './name-property.ts';

/**
 * Names a part where nobody did: by the naming rule of its type, else after deployment and node in a form that the type allows. Only names that tell the thing
 * for good, or that are required: what AWS makes up otherwise could not be found again after a lost answer.
 */
export function giveName(closing: Closing, part: Part): void {
  const { knowledge, deployment, account, region } = closing.context;
  const rule = knowledge.naming.get(part.type.name);
  if (rule !== undefined) {
    if (rule.rule.property === undefined || part.properties[rule.rule.property] !== undefined) return;
    const suffixed = rule.rule.suffix !== undefined && part.properties[rule.rule.suffix.when] === true;
    const name = formName(part.type.name, rule.rule, { deployment, node: part.node, account, region }, suffixed);
    if (!name.ok) return;
    part.properties = { ...part.properties, [rule.rule.property]: name.value };
    explain(closing, part, rule.entry, `names {node} ${plainName(name.value)}`);
    return;
  }
  const pointer = namePropertyOf(part.type);
  if (pointer === null || valueAt(part.properties, pointer) !== undefined || !isTelling(part.type, pointer)) return;
  const shape = nameShape(part.type, pointer);
  const name = shape === null ? null : nameFor(shape, deployment, part.node);
  if (name === null) return;
  part.properties = withValueAt(part.properties, pointer, name);
  explain(closing, part, typeRef(part), `names {node} ${name}, after deployment and node`);
}

/** Longer names are shortened, as far as the type would allow them. */
const longest = 64;
const digestDigits = 8;

/** A name for a node that the shape allows, and no other node of any deployment has: deployment and node, cut and told apart by a digest where that is too long, else the digest alone. */
export function nameFor(shape: Extract<Shape, { kind: 'string' }>, deployment: string, node: string): string | null {
  const plain = node.replace(/[^A-Za-z0-9_]+/g, '_');
  const whole = `${deployment}-${plain}`.replaceAll('_', '-');
  const room = Math.min(shape.maxLength ?? longest, longest);
  const digest = sha256(`${deployment}\n${node}`).slice(0, digestDigits);
  const short = `${plain
    .replaceAll('_', '-')
    .slice(0, Math.max(0, room - digestDigits - 1))
    .replace(/-+$/, '')}-${digest}`;
  const fitting = [whole, short, `n${digest}`].filter((name) => name.length <= room);
  return fitText({ ...shape, maxLength: room }, fitting.length > 0 ? fitting : [`n${digest}`]);
}

function isTelling(type: ResourceType, pointer: string): boolean {
  const [root = ''] = segmentsOf(pointer);
  return type.properties[root]?.required === true || type.identifier.includes(pointer.slice(1)) || type.createOnly.includes(pointer);
}

/** What a type allows where its name stands; null where that is no text. */
export function nameShape(type: ResourceType, pointer: string): Extract<Shape, { kind: 'string' }> | null {
  const [root = '', ...rest] = segmentsOf(pointer);
  let shape: Shape | undefined = type.properties[root]?.shape;
  for (const segment of rest) shape = shape?.kind === 'object' ? type.definitions[shape.definition]?.[segment]?.shape : undefined;
  return shape?.kind === 'string' ? shape : null;
}

/** The name property of a part and whether a pointer is it. */
export function isNameOf(part: Part, path: readonly (string | number)[]): boolean {
  return namePropertyOf(part.type) === pointerOf(path);
}
