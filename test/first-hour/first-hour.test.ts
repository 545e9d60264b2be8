import { describe, expect, it } from 'vitest';
import { hasTerminals } from '../e2e/on-terminal.ts';
import { required } from '../native/third-party.ts';
import { type Done, firstHour, says, tooWide, typed } from './hour.ts';
import { screenOf } from './screen.ts';

describe('a screen', () => {
  it('is what stays of lines that are drawn again in place', () => {
    expect(screenOf('one\r\n\u001b[1F\u001b[0Jtwo\r\nasks? \u001b[1G\u001b[0Jasks? \u001b[7Gy\r\n\u001b[31mred\u001b[0m')).toEqual(['two', 'asks? y', 'red']);
  });
});

/** `bin/asbuilt` on a terminal of its own. Needs python3, which has such terminals; `npm run first-hour` prints what a person sees. */
describe.skipIf(!hasTerminals && !required)('a first hour', () => {
  it.each([80, 60])(
    'of creating, changing, looking, undoing, removing and recovering goes as a new user expects, and fits a terminal of %i columns',
    async (columns) => {
      const all: Done[] = [];
      await firstHour(columns, (done) => void all.push(done));
      for (const done of all) {
        const { argv, lines, code, ends, left } = done;
        const screen = lines.join('\n');
        expect([typed(argv), code, left], screen).toEqual([typed(argv), ends, 0]);
        expect(says(done), `${done.says} in ${screen}`).toBe(true);
        expect(screen).not.toMatch(/INTERNAL|^\s+at .+\.[mc]?[jt]s:\d+:\d+/m);
        expect([typed(argv), tooWide(lines, columns)]).toEqual([typed(argv), []]);
      }
    },
    600_000,
  );
});
