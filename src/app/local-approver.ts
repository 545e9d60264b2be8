import { ensureApproverKey } from '../adapters/keys/approver-key.ts';
import { trustReader } from '../adapters/keys/trust.ts';
import type { Approver } from '../engine/host.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { homeLayout } from './home-layout.ts';
import { prepareHome } from './prepare-home.ts';
import type { Settings } from './settings.ts';
import { keepSigned } from './signed-heads.ts';
import { systemRandomness } from './system-clock.ts';

/** This person's key of the data folder, under the name by which it is trusted there. */
export async function localApprover(settings: Settings): Promise<Result<Approver>> {
  const home = prepareHome(settings.home);
  if (!home.ok) return home;
  const own = ensureApproverKey(homeLayout(settings.home).keys);
  if (!own.ok) return own;
  const { key } = own.value;
  const trusted = trustReader(settings.home)();
  if (!trusted.ok) return trusted;
  const entry = trusted.value.approvers.find((approver) => approver.publicKey === key.publicKey);
  if (entry === undefined) {
    return fail(
      problem(
        'APPROVAL_INVALID',
        'your key is not trusted to approve here',
        `have it added to approvers.json: {"name": "${settings.user}", "publicKey": "${key.publicKey}"}`,
        { at: 'approvers.json' },
      ),
    );
  }
  return ok({
    name: entry.name,
    async sign(plan, auditHead, consents) {
      const signed = key.sign(plan, { approver: entry.name, now: Date.now(), nonce: systemRandomness.hex(16), auditHead, consents });
      if (!signed.ok) return signed;
      const kept = keepSigned(homeLayout(settings.home).signed, signed.value);
      return kept.ok ? signed : kept;
    },
  });
}
