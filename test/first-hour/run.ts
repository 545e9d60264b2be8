/** npm run first-hour: records a first hour on terminals of 80 and of 60 columns, as a person sees it, and prints it. Needs python3, which has such terminals. */
import { firstHour, says, tooWide, typed } from './hour.ts';

for (const columns of [80, 60]) {
  process.stdout.write(`${'='.repeat(columns)}\n`);
  await firstHour(columns, (done) => {
    const { argv, lines, code, ends, left } = done;
    process.stdout.write(`${typed(argv)}\n${lines.join('\n')}\n[${code}]\n\n`);
    const wrong = [
      ...(code === ends ? [] : [`ends with ${code}, not with ${ends}`]),
      ...(left === 0 ? [] : [`${left} questions never came`]),
      ...(says(done) ? [] : [`does not say ${done.says}`]),
      ...tooWide(lines, columns).map((line) => `is too wide: ${line}`),
    ];
    for (const one of wrong) process.stdout.write(`WRONG at ${columns} columns: ${typed(argv)} ${one}\n`);
    if (wrong.length > 0) process.exitCode = 1;
  });
}
