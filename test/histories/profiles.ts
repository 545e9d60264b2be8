import { writeFileSync } from 'node:fs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { sandboxCredentials, sandboxRoleArn } from '../../src/model/sandbox-credentials.ts';
import { accountsOf, profileOf, region } from './ground.ts';

/**
 * A credentials file with the profiles of some histories: one for each account, a second one with the same identity, and one that gives another identity in
 * the same account.
 */
export async function writeProfiles(file: string, indexes: readonly number[], endpoint: string): Promise<void> {
  const sections: string[] = [];
  const section = (name: string, id: string, secret: string, token?: string): void => {
    const lines = [`[${name}]`, `aws_access_key_id=${id}`, `aws_secret_access_key=${secret}`, ...(token === undefined ? [] : [`aws_session_token=${token}`])];
    sections.push(lines.join('\n'));
  };
  for (const index of indexes) {
    const { main, second } = accountsOf(index);
    const own = sandboxCredentials(main);
    const others = sandboxCredentials(second);
    section(profileOf(index, 'main'), own.accessKeyId, own.secretAccessKey);
    section(`${index}-again`, own.accessKeyId, own.secretAccessKey);
    section(profileOf(index, 'second'), others.accessKeyId, others.secretAccessKey);
    const client = new STSClient({ endpoint, region, credentials: own });
    const { Credentials: session } = await client.send(new AssumeRoleCommand({ RoleArn: sandboxRoleArn(main), RoleSessionName: 'another' }));
    client.destroy();
    section(`${index}-other`, session?.AccessKeyId ?? '', session?.SecretAccessKey ?? '', session?.SessionToken);
  }
  writeFileSync(file, `${sections.join('\n\n')}\n`);
}
