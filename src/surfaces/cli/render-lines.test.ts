import { describe, expect, it } from 'vitest';
import { problem } from '../../kernel/diagnostic.ts';
import { renderLines } from './render-lines.ts';
import { renderProblems } from './render-problems.ts';
import { t } from './text.ts';

const narrow = { color: false, isTty: true, columns: 40 };

describe('lines on a narrow terminal', () => {
  it('are broken between words, below where their content begins', () => {
    const told = renderProblems([
      problem('DISK_FULL', 'no room is left on the disk that holds the data', 'free some room there, then try again; nothing was kept'),
    ]);
    expect(renderLines(told, narrow).split('\n')).toEqual([
      'error DISK_FULL: no room is left on the',
      '  disk that holds the data',
      '  fix    free some room there, then try',
      '         again; nothing was kept',
      '',
    ]);
  });

  it('keep a command whole, so that it can be copied', () => {
    const told = renderProblems([problem('APPROVAL_NEEDED', 'no', 'asbuilt approve p_0123456789ab --confirm orders && asbuilt apply p_0123456789ab')]);
    expect(renderLines([...told, t`Next: asbuilt approve p_0123456789ab    or later`], narrow).split('\n')).toHaveLength(4);
  });

  it('keep whole what is there to be copied', () => {
    const line = t`aws cloudcontrol get-resource --type-name AWS::S3::Bucket --identifier reports`.whole();
    expect(renderLines([line], narrow)).toBe(`${line.render(false)}\n`);
  });

  it('stay as they are where there is no terminal, and where it does not tell its width', () => {
    const long = t`${'word '.repeat(40)}end`;
    for (const elsewhere of [
      { ...narrow, isTty: false },
      { ...narrow, columns: 0 },
    ])
      expect(renderLines([long], elsewhere).split('\n')).toHaveLength(2);
  });
});
