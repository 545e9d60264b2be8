import { problem } from '../kernel/diagnostic.ts';
import { fail, type Result } from '../kernel/result.ts';
import type { Artifact } from '../model/catalog.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** What a template of another language comes to: the parts of an artifact of engine `aws` that it says. */
export type Translation = Pick<Artifact, 'inputs' | 'outputs' | 'provides'> & { readonly resources: NonNullable<Artifact['resources']> };

/**
 * The one way from a template to resources: its text, and the path by which its artifact names it. What it gives is checked as if it had been written by hand. Each problem has its place within the
 * template as `at`. No language is known yet: CATALOG_INVALID.
 */
export function translateTemplate(_text: string, path: string, _types: { type(name: string): Result<ResourceType> }): Result<Translation> {
  return fail(
    problem(
      'CATALOG_INVALID',
      `not supported: an artifact of a template is not published by this version (${path})`,
      'name the template in an intent file: nodes: { web: { template: ./web.yaml } }',
    ),
  );
}
