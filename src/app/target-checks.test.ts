import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targetChecks } from './target-checks.ts';

let home: string;
let service: Server;
let endpoint: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-checks-'));
  service = createServer((_, response) => {
    const who = '<Arn>arn:aws:iam::111111111111:user/ann</Arn><UserId>AIDA</UserId><Account>111111111111</Account>';
    response.end(`<GetCallerIdentityResponse><GetCallerIdentityResult>${who}</GetCallerIdentityResult></GetCallerIdentityResponse>`);
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => service.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

function checks(targets: Readonly<Record<string, unknown>>, known: ReadonlySet<string> | null = null) {
  writeFileSync(join(home, 'targets.yaml'), JSON.stringify({ targets }));
  return targetChecks({ cwd: home, home, env: {} }, null, known);
}

describe('what a doctor says of targets', () => {
  it('is who calls at each, as the provider says it', async () => {
    expect(await checks({ work: { account: '111111111111', region: 'us-east-1', endpoint } })).toEqual([
      { check: 'target work', ok: true, detail: '111111111111 as arn:aws:iam::111111111111:user/ann' },
    ]);
  });

  it('is not that one is in order whose credentials are of another account, are refused or are not there', async () => {
    const found = await checks({
      other: { account: '222222222222', region: 'us-east-1', endpoint },
      none: { account: '111111111111', region: 'us-east-1', endpoint, profile: 'nobody-has-this-profile' },
    });
    expect(found).toMatchObject([
      { check: 'target other', ok: false, detail: expect.stringContaining('TARGET_MISMATCH'), fix: expect.stringContaining('targets.yaml') },
      { check: 'target none', ok: false, detail: expect.stringContaining('CREDENTIALS_REFUSED'), fix: expect.stringMatching(/./) },
    ]);
  });

  it('is not that one is in order which the engine that runs does not have', async () => {
    const work = { account: '111111111111', region: 'us-east-1', endpoint };
    expect(await checks({ work, other: work }, new Set(['work', 'sandbox']))).toMatchObject([
      { check: 'target work', ok: true },
      { check: 'target other', ok: false, detail: expect.stringContaining('started in another folder'), fix: expect.stringContaining('asbuilt down') },
    ]);
  });

  it('names the file and the place of what is wrong in it, and does not speak of a value where none is given', async () => {
    expect(await checks({ work: { region: 'us-east-1' } })).toEqual([
      {
        check: 'targets',
        ok: false,
        detail: `${join(home, 'targets.yaml')}: targets.work.account: this is not given`,
        fix: `correct ${join(home, 'targets.yaml')}`,
      },
    ]);
  });
});
