/**
 * The credentials of the sandbox, the whole rule: the access key id is the 12-digit account id, the secret access key is
 * the word `sandbox`. They open nothing but a sandbox on this machine, and are no secret.
 */
export const sandboxSecret = 'sandbox';

/** The role that exists in every sandbox account from the start and that any other sandbox account may assume. */
export const sandboxRole = 'OrganizationAccountAccessRole';

export function sandboxCredentials(account: string): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  return { accessKeyId: account, secretAccessKey: sandboxSecret };
}

export function sandboxRoleArn(account: string): string {
  return `arn:aws:iam::${account}:role/${sandboxRole}`;
}
