import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { innermost } from './innermost-issue.ts';
import { type Procedure, procedure, procedureFile } from './procedure.ts';
import { type PlaceOf, readYaml } from './read-yaml.ts';

const fix = 'correct it; docs/reference/catalog-format.md describes procedures';

/** The procedure of a source. SOURCE_UNUSABLE where it holds none, CATALOG_INVALID, each at `procedure.yaml:line keys`, for what has not the form. */
export function readProcedure(text: string | null): Result<{ readonly procedure: Procedure; readonly place: PlaceOf }> {
  if (text === null)
    return fail(problem('SOURCE_UNUSABLE', `the source holds no ${procedureFile}`, `write the calls into ${procedureFile}`, { at: procedureFile }));
  const [document, second] = readYaml(procedureFile, text, fix);
  if (document === undefined || second !== undefined)
    return fail(problem('CATALOG_INVALID', `${procedureFile} is to hold one document`, fix, { at: procedureFile }));
  const { content, place } = document;
  if (!content.ok) return content;
  const parsed = procedure.safeParse(content.value);
  if (parsed.success) return ok({ procedure: parsed.data, place });
  const issues = parsed.error.issues.flatMap((issue) => innermost(issue));
  return fail(
    ...issues.map(({ path, message }) =>
      problem('CATALOG_INVALID', message, fix, { at: place(path.map((key) => (typeof key === 'number' ? key : String(key)))) }),
    ),
  );
}
