import { readTemplate, type TemplateDocument } from '../../src/catalog/cloudformation/template-document.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';

/** What a template imports under names that begin with one of its parameters (`prefix`), or that are written out (null). */
export interface Import {
  readonly prefix: string | null;
  readonly names: ReadonlySet<string>;
}

/** A template that exports, by the names after that of its stack, and those that are written out. */
export interface Exporter {
  readonly path: string;
  readonly named: ReadonlySet<string>;
  readonly plain: ReadonlySet<string>;
}

/** What a template takes from other stacks, by the parameter that names the stack. */
export function importsOf({ root }: TemplateDocument): readonly Import[] {
  const found = new Map<string | null, Set<string>>();
  walk(root, (name, argument) => {
    if (name !== 'Fn::ImportValue') return;
    const pieces = piecesOf(argument);
    const [first, ...rest] = pieces;
    if (first === undefined || rest.some((piece) => typeof piece !== 'string')) return;
    const prefix = typeof first === 'string' ? null : first.ref;
    const text = [...(prefix === null ? [first] : []), ...rest].join('');
    found.set(prefix, (found.get(prefix) ?? new Set()).add(text));
  });
  return [...found].map(([prefix, names]) => ({ prefix, names }));
}

/** The templates among these files that export something. */
export function exportersAmong(files: readonly { readonly path: string; readonly text: string }[]): readonly Exporter[] {
  return files.flatMap(({ path, text }) => {
    if (!text.includes('Export')) return [];
    try {
      const outputs = readTemplate(text, path).root['Outputs'];
      const names = Object.values(isJsonObject(outputs) ? outputs : {}).flatMap((output) => {
        const exported = isJsonObject(output) ? output['Export'] : undefined;
        return isJsonObject(exported) && exported['Name'] !== undefined ? [piecesOf(exported['Name'] as Json)] : [];
      });
      const named = names.flatMap(([first, ...rest]) =>
        typeof first === 'object' && first.ref === 'AWS::StackName' && rest.every((piece) => typeof piece === 'string') ? [rest.join('')] : [],
      );
      const plain = names.flatMap((pieces) => (pieces.every((piece) => typeof piece === 'string') ? [pieces.join('')] : []));
      return named.length + plain.length === 0 ? [] : [{ path, named: new Set(named), plain: new Set(plain) }];
    } catch {
      return [];
    }
  });
}

/** The templates that export all of it; those of the nearest path, and of the same format, before others. */
export function exportersFor({ prefix, names }: Import, exporters: readonly Exporter[], path: string): readonly Exporter[] {
  const fitting = exporters.filter((one) => one.path !== path && [...names].every((name) => (prefix === null ? one.plain : one.named).has(name)));
  const format = path.slice(path.lastIndexOf('.'));
  const nearness = (one: Exporter): number => {
    const [own, other] = [path.split('/'), one.path.split('/')];
    const shared = own.findIndex((step, index) => step !== other[index]);
    return shared + (one.path.endsWith(format) ? 0.5 : 0);
  };
  return [...fitting].sort((a, b) => nearness(b) - nearness(a));
}

type Piece = string | { readonly ref: string };

/** A name in pieces: texts, and what it takes from parameters. */
function piecesOf(part: Json): Piece[] {
  if (typeof part !== 'object' || part === null) return [String(part)];
  const { Ref: ref, 'Fn::Sub': sub, 'Fn::Join': join } = part as JsonObject;
  if (typeof ref === 'string') return [{ ref }];
  if (typeof sub === 'string') return merged(sub.split(/(\$\{[^}]*\})/).map((piece) => (piece.startsWith('${') ? { ref: piece.slice(2, -1).trim() } : piece)));
  if (Array.isArray(join) && Array.isArray(join[1]))
    return merged((join[1] as readonly Json[]).flatMap((item, index) => [...(index === 0 ? [] : [String(join[0])]), ...piecesOf(item)]));
  return [{ ref: '' }, { ref: '' }];
}

function merged(pieces: readonly Piece[]): Piece[] {
  return pieces.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') all[all.length - 1] = last + piece;
    else if (piece !== '') all.push(piece);
    return all;
  }, []);
}

function walk(part: Json, visit: (name: string, member: Json) => void): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, member] of Object.entries(part as JsonObject)) {
    visit(name, member);
    walk(member, visit);
  }
}
