import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { homeLayout } from './home-layout.ts';

/** An address without a password in it: settings are no place for secrets. */
const address = (protocol: RegExp) =>
  z
    .url({ protocol })
    .refine((text) => new URL(text).password === '', { message: 'holds a password: leave it out, and give it as docs/how-to/use-a-vector-store.md says' });

/** `settings.yaml` of a data folder; all of it may be left out. */
const homeSettings = z
  .object({
    /** A folder with a team's knowledge entries, beside the data folder's own. */
    knowledge: z.string().min(1).optional(),
    /** Where the search keeps its vectors. */
    vectors: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('embedded') }).strict(),
        z.object({ kind: z.literal('pgvector'), url: address(/^postgres(ql)?$/) }).strict(),
        z.object({ kind: z.literal('opensearch'), url: address(/^https?$/), region: z.string().min(1) }).strict(),
        z.object({ kind: z.literal('pinecone'), url: address(/^https?$/) }).strict(),
      ])
      .default({ kind: 'embedded' }),
  })
  .strict();
export type HomeSettings = z.infer<typeof homeSettings>;

/** The settings of a data folder; the usual ones where it has none. SETTINGS_INVALID names file and line. A folder in it is taken relative to the data folder. */
export function readHomeSettings(home: string): Result<HomeSettings> {
  const path = homeLayout(home).settings;
  if (!existsSync(path)) return ok(homeSettings.parse({}));
  const lines = new LineCounter();
  const wrong = (line: number, cause: string): Diagnostic =>
    problem('SETTINGS_INVALID', `${path} cannot be used`, `correct ${path}; docs/how-to/use-a-vector-store.md shows what may stand there`, {
      at: `${path}:${line}`,
      cause,
    });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail(wrong(1, error instanceof Error ? error.message : String(error)));
  }
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0)
    return fail(...document.errors.map((error) => wrong(error.linePos?.[0].line ?? 1, `not readable as YAML: ${error.message.split('\n', 1)[0]}`)));
  const parsed = homeSettings.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!parsed.success) {
    return fail(
      ...parsed.error.issues.map((issue) => {
        const node = document.getIn(issue.path.map(String), true) as { readonly range?: readonly [number, ...unknown[]] } | undefined;
        return wrong(lines.linePos(node?.range?.[0] ?? 0).line, `${issue.path.join('.') || 'the file'}: ${issue.message}`);
      }),
    );
  }
  const { knowledge } = parsed.data;
  return ok(knowledge === undefined ? parsed.data : { ...parsed.data, knowledge: resolve(home, knowledge) });
}
