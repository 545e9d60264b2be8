import type { ArgumentsOf } from '../command-table.ts';
import { renderArtifact } from '../render-artifact.ts';
import type { Session } from '../session.ts';

export async function importArtifact(session: Session, { path }: ArgumentsOf<'artifact import'>): Promise<number> {
  const imported = await session.doors.host.importArtifact(path);
  if (!imported.ok) return session.fail(imported.problems);
  session.data(imported.value);
  session.show(...renderArtifact(imported.value));
  return 0;
}
