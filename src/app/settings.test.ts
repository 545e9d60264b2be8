import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const before = process.env['HOME'];
afterEach(() => {
  process.env['HOME'] = before;
});

describe('the data folder', () => {
  it.each(['', 'relative', '.'])('is never in the folder that a command is given in: HOME=%j', (home) => {
    process.env['HOME'] = home;
    expect(readSettings({ HOME: home }, '/somewhere', 'entry').home).toBe(join(userInfo().homedir, '.asbuilt'));
  });

  it('is the one that ASBUILT_HOME names, from where the command is given', () => {
    expect(readSettings({ ASBUILT_HOME: 'data' }, '/project', 'entry').home).toBe('/project/data');
    expect(readSettings({ ASBUILT_HOME: '' }, '/project', 'entry').home).toMatch(/^\/.*\.asbuilt$/);
  });
});
