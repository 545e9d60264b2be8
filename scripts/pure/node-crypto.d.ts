/** All that a pure room sees of `node:crypto` (docs/adr/0066): SHA-256 is a function of what it is given, and of nothing else. */
export function hash(algorithm: 'sha256', data: string): string;
export function createHash(algorithm: 'sha256'): { update(data: string): void; digest(encoding: 'hex'): string };
