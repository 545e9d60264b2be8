import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';

/** Reads Python without running it. */
export interface PythonSource {
  /**
   * What a file declares: `functions` (name, line, doc, parameters with annotation and default, returns), `classes` (fields with annotation and default), `options` (what it tells argparse), `stdin` (the line
   * where it reads standard input) and `given`: what it takes there of the member `inputs` (`reads`, like parameters; `into`, functions and classes that are given all of them; `open`, a line at which they are used otherwise). ARTIFACT_INVALID at
   * `path:line` where it is no Python; ENGINE_MISSING where there is no interpreter to read it with.
   */
  read(path: string, text: string): Promise<Result<JsonObject>>;
}
