import { compareVersions, highestIn } from '../catalog/version-range.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { CatalogLine, Lock } from '../model/catalog.ts';

/** The version that a lock file names; LOCK_DIFFERS where the catalog has other content under it. */
export function lockedIn(locked: Lock[string], use: string, known: readonly CatalogLine[]): Result<CatalogLine> {
  const line = known.find(({ version }) => version === locked.version);
  if (line === undefined) return fail(unmatched(`${locked.name}@${locked.version}`, known));
  if (line.digest === locked.digest) return ok(line);
  const message = `the lock file says ${locked.digest.slice(0, 12)}… of ${locked.name}@${locked.version}, and the catalog has ${line.digest.slice(0, 12)}… under it`;
  return fail(
    problem('LOCK_DIFFERS', message, 'find out which of the two is meant; without a lock file the catalog’s are taken, and written down', { at: use }),
  );
}

/** The highest version in a range that is not withdrawn; a deprecated one only where there is no other. */
export function highestOf(range: string, known: readonly CatalogLine[]): Result<CatalogLine> {
  const usable = known.filter(({ status }) => status !== 'withdrawn');
  for (const lines of [usable.filter(({ status }) => status === 'published'), usable]) {
    const highest = highestIn(
      range,
      lines.map(({ version }) => version),
    );
    if (!highest.ok) return highest;
    const line = lines.find(({ version }) => version === highest.value);
    if (line !== undefined) return ok(line);
  }
  const [first] = known;
  const withdrawn = known.find(({ status, version }) => status === 'withdrawn' && version === range);
  if (withdrawn !== undefined)
    return fail(
      problem('VERSION_WITHDRAWN', `${withdrawn.name}@${range} was withdrawn: ${withdrawn.why ?? ''}`, versionsFix(usable), {
        at: `${withdrawn.name}@${range}`,
      }),
    );
  return fail(unmatched(`${first?.name ?? ''}@${range}`, usable));
}

/** That no version of a name is in a range. */
export function unmatched(use: string, known: readonly CatalogLine[]): Diagnostic {
  return problem('VERSION_UNMATCHED', `no version satisfies ${use}`, versionsFix(known), { at: use });
}

function versionsFix(known: readonly CatalogLine[]): string {
  const versions = known.map(({ version }) => version).sort(compareVersions);
  return versions.length === 0 ? 'publish one: asbuilt catalog publish PATH' : `there is ${versions.slice(-8).join(', ')}`;
}

/** That the catalog has no such name, or version of it. */
export function unknownVersion(name: string, version: string | undefined, lines: readonly CatalogLine[]): Diagnostic {
  const at = version === undefined ? name : `${name}@${version}`;
  const own = lines.filter((line) => line.name === name);
  if (own.length > 0) return problem('CATALOG_UNKNOWN', `the catalog has no ${at}`, versionsFix(own), { at });
  const near = nearest(name, new Set(lines.map((line) => line.name)));
  const fix = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'see what there is: asbuilt catalog list';
  return problem('CATALOG_UNKNOWN', `the catalog has no artifact and no blueprint ${name}`, fix, { at });
}
