import { checkProcedure, type ProcedureUse } from '../catalog/check-procedure.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { procedureFile } from '../model/procedure.ts';
import type { DraftUnit } from '../model/proposal.ts';
import { readProcedure } from '../model/read-procedure.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import { checkCoding } from './source-coding.ts';

/** The procedure of a source of engine aws-cli. SOURCE_UNUSABLE or CATALOG_INVALID where there is none that can be read. */
export function procedureOf({ files }: SourceBundle): ReturnType<typeof readProcedure> {
  const file = files.find(({ path }) => path === procedureFile);
  return readProcedure(file === undefined ? null : Buffer.from(file.base64, 'base64').toString('utf8'));
}

/** That a unit can be run with what it is given, as far as its source says that without being run. */
export function checkUnit({ node, engine, inputs, outputs, undo }: DraftUnit, bundle: SourceBundle): Result<null> {
  if (engine !== 'aws-cli') {
    const coding = checkCoding(bundle, node);
    return coding === null ? ok(null) : fail({ ...coding, message: `${node}: ${coding.message}` });
  }
  const read = procedureOf(bundle);
  const use: ProcedureUse = { inputs: Object.keys(inputs), outputs: Object.keys(outputs), undo: undo === true };
  const problems = read.ok ? checkProcedure(read.value.procedure, read.value.place, use) : read.problems;
  return problems.length === 0 ? ok(null) : { ok: false, problems: problems.map((one) => ({ ...one, message: `${node}: ${one.message}` })) };
}
