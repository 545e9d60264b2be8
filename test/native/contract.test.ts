import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeTypes } from '../../src/adapters/aws/native/native-types.ts';
import type { Row } from './contract.ts';
import { expectedRow, livesOnMoto, livesOnSandbox } from './lives.ts';
import { samples } from './samples.ts';
import { motoBinary, required } from './third-party.ts';
import { contractTable, typeCoverage, typeCoveragePath } from './type-coverage.ts';

const noMoto = motoBinary() === null && !required;
const lives: { native: Map<string, Row>; cloudcontrol: Map<string, Row> } = { native: new Map(), cloudcontrol: new Map() };

afterAll(() => {
  console.info(contractTable(samples, lives));
});

it('docs/reference/type-coverage.md says what the tables and samples say', () => {
  expect(readFileSync(typeCoveragePath, 'utf8')).toBe(typeCoverage());
});

it('every type with native calls has a sample', () => {
  expect(samples.map(({ type }) => type).sort()).toEqual([...nativeTypes.keys()].sort());
});

describe('the life of a resource through native calls, on moto', () => {
  beforeAll(async () => {
    if (!noMoto) lives.native = await livesOnMoto('sdk');
  });

  it.skipIf(noMoto).each(samples)('$type: create, read, plan, adopt, change, replace, delete, and notice what others do', (sample) => {
    expect(lives.native.get(sample.type)).toEqual(expectedRow(sample, 'native'));
  });
});

describe('the life of a resource through Cloud Control, on the sandbox', () => {
  beforeAll(async () => {
    lives.cloudcontrol = await livesOnSandbox();
  });

  it.each(samples.filter(({ unsupported }) => unsupported?.cloudcontrol === undefined))(
    '$type: create, read, plan, adopt, change, replace, delete, and notice what others do',
    (sample) => {
      expect(lives.cloudcontrol.get(sample.type)).toEqual(expectedRow(sample, 'cloudcontrol'));
    },
  );
});
