import { describe, expect, it } from 'vitest';
import type { TargetDefinition } from '../model/target-definition.ts';
import { keyKindFor } from './key-kind-for.ts';

const at = (endpoint: TargetDefinition['endpoint']) => ({ definition: { endpoint } as TargetDefinition });
const url = (text: string) => at({ kind: 'url', url: text });

describe('a plan', () => {
  it.each([
    'http://127.0.0.1:5000',
    'http://127.0.0.1',
    'https://127.8.9.10:4566/',
    'http://localhost:5000/some/path@elsewhere',
    'HTTP://LocalHost:5000',
    'http://[::1]:5000',
  ])('at %s is approved with the key for simulated targets', (text) => {
    expect(keyKindFor([url(text)])).toBe('simulated');
  });

  it.each([
    'https://aws.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com:5000',
    'http://127.0.0.1:80@example.com/',
    'http://localhost:80:pass@example.com',
    'http://user@127.0.0.1@example.com',
    'http://127.0.0.1\\@example.com',
    'http://127.0.0.1?@example.com',
    'http://127.0.0.1#@example.com',
    'http://127.0.0.1\t.example.com',
    'http://127.0.0.1/\n@example.com',
    ' http://127.0.0.1',
    'http://10.0.0.1:5000',
    'http://0.0.0.0:5000',
    'http://[::2]:5000',
    'http://localhosť:5000',
  ])('at %j is approved with a key for real ones', (text) => {
    expect(keyKindFor([url(text)])).toBe('real');
  });

  it('at the sandbox is simulated, and at AWS itself real', () => {
    expect(keyKindFor([at({ kind: 'sandbox', instance: 'i-1' })])).toBe('simulated');
    expect(keyKindFor([at({ kind: 'aws' })])).toBe('real');
  });

  it('is real with one target that is, and without any', () => {
    const sandbox = at({ kind: 'sandbox', instance: 'i-1' });
    expect(keyKindFor([sandbox, url('http://127.0.0.1:5000')])).toBe('simulated');
    expect(keyKindFor([sandbox, at({ kind: 'aws' }), sandbox])).toBe('real');
    expect(keyKindFor([])).toBe('real');
  });
});
