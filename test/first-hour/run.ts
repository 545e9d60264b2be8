/** npm run first-hour: records a first hour on terminals of 80 and of 60 columns, as a person sees it, and prints it. Needs python3, which has such terminals. */
import { firstHour, tooWide, typed } from './hour.ts';

for (const columns of [80, 60]) {
  process.stdout.write(`${'='.repeat(columns)}\n`);
  await firstHour(columns, ({ argv, lines, code, ends, left, says }) => {
    process.stdout.write(`${typed(argv)}\n${lines.join('\n')}\n[${code}]\n\n`);
    const wrong = [
      ...(code === ends ? [] : [`ends with ${code}, not with ${ends}`]),
      ...(left === 0 ? [] : [`${left} questions never came`]),
      ...(says === undefined || says.test(lines.join('\n')) ? [] : [`does not say ${says}`]),
      ...tooWide(lines, columns).map((line) => `is too wide: ${line}`),
    ];
    for (const one of wrong) process.stdout.write(`WRONG at ${columns} columns: ${typed(argv)} ${one}\n`);
    if (wrong.length > 0) process.exitCode = 1;
  });
}
