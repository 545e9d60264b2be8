/** Where AWS has a service beside Cloud Control in a region: in the same domain, under a name of its own (AWS General Reference, endpoints of the services). */
export async function besideCloudControl(service: 'tagging' | 'ssm' | 'secretsmanager' | 'kms', region: string): Promise<URL> {
  const url = new URL(await cloudControlUrl(region));
  url.hostname = url.hostname.replace(/^cloudcontrolapi\b/, service);
  return url;
}

/** Where AWS has Cloud Control in a region, by the rules of its official client, which is loaded for this alone. */
export async function cloudControlUrl(region: string): Promise<URL> {
  const { CloudControlClient } = await import('@aws-sdk/client-cloudcontrol');
  const client = new CloudControlClient({ region, credentials: { accessKeyId: '', secretAccessKey: '' } });
  try {
    return client.config.endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false }).url;
  } finally {
    client.destroy();
  }
}
