import type { TemplateDescription } from '../catalog/cloudformation/describe-template.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What a template says of itself, with the resources of its nested stacks. Each file that came along is looked through: what no plan could make is a problem now. */
export async function describeTemplates(main: string, bundle: SourceBundle, types: EnginePorts['types']): Promise<Result<TemplateDescription>> {
  // Loaded only here: reading YAML takes longer than most starts of the engine should.
  const { describeTemplate } = await import('../catalog/cloudformation/describe-template.ts');
  const texts = textsOf(bundle);
  const described = describeTemplate(texts.get(main) ?? '', main, types);
  if (!described.ok) return described;
  const resources = [...described.value.resources];
  for (const [path, text] of texts) {
    if (path === main) continue;
    const nested = describeTemplate(text, path, types);
    if (!nested.ok) return nested;
    // How often a stack is nested, and where, is known when it is translated.
    resources.push(...nested.value.resources.map((resource) => ({ ...resource, conditional: true })));
  }
  return ok({ ...described.value, resources });
}

/** The files of templates, by path. */
export function textsOf({ files }: SourceBundle): ReadonlyMap<string, string> {
  const decoder = new TextDecoder('utf-8');
  return new Map(files.map(({ path, base64 }) => [path, decoder.decode(Buffer.from(base64, 'base64'))]));
}
