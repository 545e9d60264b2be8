import { describe, expect, it } from 'vitest';
import { emptyChain, linkEntry } from '../../src/kernel/audit-chain.ts';
import { commandLine } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { samplePlan } from './sample-plan.ts';

const hash = '1'.repeat(64);
const at = '2026-01-01T00:00:00.000Z';

/** An export of so many entries that follow from each other. */
function exported(length: number): { readonly seq: number; readonly hash: string }[] {
  let head = emptyChain;
  return Array.from({ length }, (_, index) => {
    const { entry } = linkEntry({ at, kind: 'plan.made', actor: 'ada', subject: `p_${index}`, data: {} }, head);
    head = entry;
    return entry;
  });
}

async function verify(files: Readonly<Record<string, string>>, signed: { seq: number; hash: string }[] = [], argv: readonly string[] = []) {
  const engine = new FakeEngine(samplePlan());
  const signedHeads = signed.map((auditHead) => ({ plan: 'p_1', at, auditHead }));
  return { engine, ...(await commandLine(['audit', 'verify', ...argv], { engine, files, signed: signedHeads })) };
}

describe('audit verify', () => {
  it('says from when to when the log reaches', async () => {
    expect((await verify({})).out).toMatch(/intact: 5 entries, from \d{4}-.*Z to \d{4}-.*Z, head a{64}/);
  });

  it('always compares with what this person signed, and tells a log that was wiped or put back', async () => {
    expect((await verify({}, [{ seq: 4, hash }])).out).toContain('It holds what you signed with 1 approval.');
    const { code, err } = await verify({}, [
      { seq: 3, hash },
      { seq: 8, hash },
      { seq: 9, hash },
    ]);
    expect(code).toBe(1);
    expect(err).toContain('AUDIT_BROKEN at audit 8');
    expect(err).toMatch(/2 entries are not in the audit log that your own approvals name: entry 8 \(the end of the log when you approved p_1 .*\), to entry 9/);
  });

  it('compares with an export, and tells what of it is missing', async () => {
    const file = { 'export.json': JSON.stringify({ entries: exported(3) }) };
    const { code, err } = await verify(file, [], ['--against', 'export.json']);
    expect(code).toBe(1);
    expect(err).toMatch(/3 entries are not in the audit log that export\.json holds: entry 1 \(.*plan\.made p_0\), to entry 3 \(.*p_2\)/);
  });

  it('compares with an approver’s record, and is content where the log holds it all', async () => {
    const lines = [1, 2].map((seq) => JSON.stringify({ plan: 'p_1', issuedAt: at, auditHead: { seq, hash } })).join('\n');
    const { out, json } = await verify({ record: lines }, [], ['--against', 'record', '--json']);
    expect(out).not.toBe('');
    expect(json()).toMatchObject([{ entries: 5, compared: { approvals: 0, against: 2 } }]);
  });

  it('asks for no more entries at once than the engine takes', async () => {
    const lines = Array.from({ length: 2_500 }, () => JSON.stringify({ plan: 'p_1', issuedAt: at, auditHead: { seq: 5, hash } })).join('\n');
    const { code, engine } = await verify({ record: lines }, [], ['--against', 'record']);
    expect(code).toBe(0);
    const sizes = engine.calls.flatMap(([name, request]) => (name === 'compareAudit' ? [(request as { entries: unknown[] }).entries.length] : []));
    expect(sizes).toEqual([1000, 1000, 500]);
  });

  it.each([
    ['is nothing of the kind', '{"a": 1}', 'holds no entries of an audit log'],
    ['is no JSON', 'nothing', 'holds no entries of an audit log'],
    [
      'was changed',
      JSON.stringify({ entries: exported(3).map((entry, index) => (index === 1 ? { ...entry, subject: 'p_9' } : entry)) }),
      'is not what was exported',
    ],
    ['lacks an entry', JSON.stringify({ entries: exported(3).filter((_, index) => index !== 1) }), 'is not what was exported'],
  ])('refuses a file that %s', async (_, text, told) => {
    const { code, err } = await verify({ file: text }, [], ['--against', 'file']);
    expect(code).toBe(2);
    expect(err).toContain(`INPUT_INVALID`);
    expect(err).toContain(told);
  });
});
