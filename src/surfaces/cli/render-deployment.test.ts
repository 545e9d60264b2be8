import { describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../model/operations.ts';
import { renderDeployment } from './render-deployment.ts';

const resource = {
  node: 'bucket',
  type: 'AWS::S3::Bucket',
  target: 'prod',
  account: '222222222222',
  region: 'eu-west-1',
  identifier: 'reports',
  live: true,
  foreign: false,
  properties: {},
};
const shown = (target: Partial<ResponseOf<'show'>['targets'][number]>) =>
  renderDeployment(
    { deployment: 'shop', targets: [{ alias: 'prod', name: 'prod', simulated: false, ...target }], resources: [resource], units: [] } as never,
    'http://127.0.0.1:5000',
  )
    .map((line) => line.render(false))
    .at(-1);

describe('the line with which the AWS CLI looks at a resource', () => {
  it('reaches the target as Asbuilt does: by its profile, and at its address', () => {
    expect(shown({})).not.toMatch(/--profile|--endpoint-url/);
    expect(shown({ profile: 'work' })).toContain('--profile work');
    expect(shown({ endpoint: 'http://127.0.0.1:4566' })).toContain('--endpoint-url http://127.0.0.1:4566');
    expect(shown({ simulated: true })).toContain('--endpoint-url http://127.0.0.1:5000');
  });
});
