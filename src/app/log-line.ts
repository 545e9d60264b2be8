/** A line for whoever reads the process's log. */
export function logLine(message: string): void {
  process.stderr.write(`${message}\n`);
}

export function logDefect(error: unknown, operation: string): void {
  logLine(`defect in ${operation}: ${error instanceof Error ? error.stack : String(error)}`);
}
