import type { SandboxAddress } from '../../../engine/host.ts';
import { problem } from '../../../kernel/diagnostic.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { labelled, type Session } from '../session.ts';
import { t } from '../text.ts';

export async function sandbox(session: Session, { port, state, speed, account }: ArgumentsOf<'sandbox'>): Promise<number> {
  const wrong = account.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) return session.fail([problem('USAGE', `${JSON.stringify(wrong)} is not an account id`, 'give 12 digits', { at: '--account' })]);
  const ready = (address: SandboxAddress) => {
    session.show(
      labelled('Sandbox', t`${address.endpoint}  simulated`),
      labelled('Accounts', t`${address.accounts.join(', ')}`),
      t`Ctrl-C stops it.`.styled('dim'),
    );
    session.data(address);
  };
  const ended = await session.doors.host.sandbox({ port, state, speed, accounts: account }, ready, session.io.signal);
  return ended.ok ? 0 : session.fail(ended.problems);
}
