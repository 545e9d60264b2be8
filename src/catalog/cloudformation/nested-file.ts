/** Whether a nested stack names its template by an address, and not by a path below the folder. */
export function isElsewhere(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('/');
}

/** The file, among those beside a template, that the template of a nested stack stands in; undefined where none can be what an address names. */
export function nestedFile(url: string, from: string, files: ReadonlyMap<string, string>): string | undefined {
  return isElsewhere(url) ? copyBeside(url, from, files) : resolved(from, url);
}

/** The file beside a template that has the name with which an address ends, and as many of the folders before it as there are. */
function copyBeside(address: string, from: string, files: ReadonlyMap<string, string>): string | undefined {
  const steps = (address.split(/[?#]/)[0] ?? '').split('/').slice(3);
  return steps.map((_, index) => resolved(from, steps.slice(index).join('/'))).find((path) => path !== from && files.has(path));
}

/** A path relative to the folder of another file; `..` does not lead above the root. */
function resolved(from: string, path: string): string {
  const steps = from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
