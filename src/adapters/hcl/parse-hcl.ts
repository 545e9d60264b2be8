import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, unfaithful } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Hcl } from '../../ports/hcl.ts';

/** Bytes; the largest file of a public module has a tenth of it. */
const longest = 4 * 1024 * 1024;

/** HashiCorp's own parser, as WebAssembly. It takes a second to load, so it is loaded when it is first needed. */
export const hcl: Hcl = {
  async parse(path, text) {
    if (text.length > longest) return refuse(`longer than ${longest} characters`, path, 1);
    const { parse } = await import('@cdktn/hcl2json');
    let parsed: unknown;
    try {
      parsed = await parse(path, text);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const place = said.indexOf(`${path}:`);
      const line = place < 0 ? 1 : Number.parseInt(said.slice(place + path.length + 1), 10) || 1;
      const what = (place < 0 ? said : said.slice(place)).replace(/^[^ ]* /, '').split(/[;\n]/)[0] ?? '';
      return refuse(what.replace(/\]$/, ''), path, line);
    }
    const lost = unfaithful(parsed);
    if (lost !== null) return refuse(`${lost.path}: ${lost.what}`, path, 1);
    return isJsonObject(parsed) ? ok(parsed) : refuse('it is no configuration', path, 1);
  },
};

function refuse(what: string, path: string, line: number): Result<never> {
  return fail(problem('ARTIFACT_INVALID', `not readable as HCL: ${what}`, 'correct the file', { at: `${path}:${line}` }));
}
