import { describe, expect, it } from 'vitest';
import { problem } from '../../kernel/diagnostic.ts';
import { asTyped } from './as-typed.ts';
import { commandTable } from './command-table.ts';

const said = (at: string, values: Readonly<Record<string, unknown>>) =>
  asTyped([problem('INPUT_INVALID', 'it does not fit', 'give it otherwise', { at })], commandTable.plan, values)[0]?.at;

describe('a field of a request', () => {
  it.each([
    ['as', { name: 'orders-eu' }, '--name'],
    ['name', { blueprint: 'Orders' }, '<blueprint>'],
    ['inputs.env', { input: ['env=x'] }, '--input env'],
    ['targets.prod', { target: ['Prod'] }, '--target prod'],
    ['region', { region: 'x' }, '--region'],
  ])('is told as it was typed: %s', (at, values, expected) => expect(said(at, values)).toBe(expected));

  it('keeps its name where it was not typed, and where it is none', () => {
    expect(said('as', { name: null })).toBe('as');
    expect(said('inputs.env', { input: [] })).toBe('inputs.env');
    expect(said('intake.alerts', { name: 'x' })).toBe('intake.alerts');
  });
});
