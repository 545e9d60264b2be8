import type { Code } from '../../kernel/codes.ts';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';

/** A spot of a template: its file and line, and where that is in words (`Resources.Web.Properties`). */
export interface Spot {
  readonly file: string;
  readonly line: number | undefined;
  readonly path: string;
}

export function spotText({ file, line }: Spot): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** What keeps a part of a template from being translated. It is thrown within the translation of one part, and is a problem of the whole: other parts are looked at, too. */
export class TemplateRefusal extends Error {
  readonly problem: Diagnostic;
  constructor(refused: Diagnostic) {
    super(refused.message);
    this.problem = refused;
  }
}

export function refusal(code: Code, spot: Spot, message: string, fix: string, cause?: string): TemplateRefusal {
  const where = spot.path === '' ? '' : `${spot.path}: `;
  return new TemplateRefusal(problem(code, `${where}${message}`, fix, { at: spotText(spot), ...(cause === undefined ? {} : { cause }) }));
}

export function invalid(spot: Spot, message: string, fix = 'correct the template'): TemplateRefusal {
  return refusal('TEMPLATE_INVALID', spot, message, fix);
}

export function unsupported(spot: Spot, what: string, fix: string): TemplateRefusal {
  return refusal('TEMPLATE_UNSUPPORTED', spot, `not supported: ${what}`, fix);
}
