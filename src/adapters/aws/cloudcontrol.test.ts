import { expect, it } from 'vitest';
import { cloudControl } from './cloudcontrol.ts';

it('sends no second creation where an earlier attempt left a resource: what that one lacks is for a read to tell', async () => {
  const dialect = cloudControl({ now: () => 0, sleep: async () => {} });
  const create = { op: 'create', type: 'AWS::EC2::VPC', place: { account: '111111111111', region: 'us-east-1' }, properties: {} } as const;
  const send = () => Promise.reject(new Error('nothing is to be sent'));
  expect(await dialect.submit(send, create, false, 'vpc-1')).toEqual({ status: 'done', identifier: 'vpc-1' });
});
