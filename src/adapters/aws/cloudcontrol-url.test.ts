import { expect, it } from 'vitest';
import { cloudControlUrl } from './cloudcontrol-url.ts';

it.each([
  ['us-east-1', 'https://cloudcontrolapi.us-east-1.amazonaws.com/'],
  ['ap-southeast-2', 'https://cloudcontrolapi.ap-southeast-2.amazonaws.com/'],
  ['cn-north-1', 'https://cloudcontrolapi.cn-north-1.amazonaws.com.cn/'],
  ['us-gov-west-1', 'https://cloudcontrolapi.us-gov-west-1.amazonaws.com/'],
])('Cloud Control of %s is at %s', async (region, url) => {
  expect((await cloudControlUrl(region)).href).toBe(url);
});
