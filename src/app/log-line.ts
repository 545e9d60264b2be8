/** A line for whoever reads the process's log. */
export function logLine(message: string): void {
  process.stderr.write(`${message}\n`);
}
