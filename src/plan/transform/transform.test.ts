import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { memberPlace, rootOf } from '../place.ts';
import { explains } from './explained-by.ts';
import { parseTransform } from './parse-transform.ts';

const type: ResourceType = {
  name: 'AWS::Test::Thing',
  identifier: [],
  properties: {},
  attributes: {},
  definitions: {},
  stateful: false,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: [],
  source: 'schema',
};

/** Whether the live value of `name` is explained, among these desired properties. */
const isExplained = (transform: string, name: string, desired: JsonObject, live: Json): boolean =>
  explains(transform, memberPlace(rootOf(type, desired, {}, {}), name, desired), desired[name] as Json, live);

describe('a transform', () => {
  it('makes the live value of the desired one, and not the other way about', () => {
    expect(isExplained('$lowercase(Name)', 'Name', { Name: 'Books' }, 'books')).toBe(true);
    expect(isExplained('$lowercase(Name)', 'Name', { Name: 'books' }, 'Books')).toBe(false);
  });

  it('has alternatives', () => {
    const either = 'Name $OR $join([Name, "."]) $OR $lowercase($join([Name, "."]))';
    expect(['a.B', 'a.B.', 'a.b.', 'a.c.'].map((live) => isExplained(either, 'Name', { Name: 'a.B' }, live))).toEqual([true, true, true, false]);
  });

  it('is a pattern where its author wrote one, and the value stands in it as itself', () => {
    const key = '$join(["arn:.+?:kms:.+?:.+?:key\\/", Key])';
    expect(isExplained(key, 'Key', { Key: 'a.b' }, 'arn:aws:kms:eu-west-1:123456789012:key/a.b')).toBe(true);
    expect(isExplained(key, 'Key', { Key: 'a.b' }, 'arn:aws:kms:eu-west-1:123456789012:key/axb')).toBe(false);
    expect(isExplained('$join([Version, ".*"])', 'Version', { Version: '.*' }, 'anything')).toBe(false);
    expect(isExplained('$join(["^", $replace($replace(V, ".", "\\\\."), "x", "[0-9]+"), "$"])', 'V', { V: '1.x' }, '1.27')).toBe(true);
  });

  it('reads neighbours, paths, items, numbers, conditions and variables', () => {
    const port = "($known := $lookup({'6': 'tcp'}, Protocol); $known in ['tcp'] ? Port : -1)";
    expect(isExplained(port, 'Port', { Protocol: '6', Port: 80 }, 80)).toBe(true);
    expect(isExplained(port, 'Port', { Protocol: '9', Port: 80 }, -1)).toBe(true);
    expect(isExplained('Start * 1000', 'Start', { Start: 17 }, 17_000)).toBe(true);
    expect(isExplained("$split(Id, '/')[-1]", 'Id', { Id: 'a/b/c' }, 'c')).toBe(true);
    expect(isExplained('$contains(Cost, ".") ? Cost : Cost & ".0"', 'Cost', { Cost: '1' }, '1.0')).toBe(true);
    expect(isExplained('$substringAfter(Id, "/") ', 'Id', { Id: 'none' }, 'none')).toBe(true);
    expect(isExplained('$replace(Text, /\\s+$/, "")', 'Text', { Text: 'a \n' }, 'a')).toBe(true);
    expect(isExplained('$match(At, /^([0-9]{2}):([0-9]{2})$/).groups[0] & "h"', 'At', { At: '07:30' }, '07h')).toBe(true);
  });

  it('explains nothing where it does not read the value itself: it would explain every change', () => {
    expect(isExplained('"vpc"', 'Domain', { Domain: 'standard' }, 'vpc')).toBe(false);
    expect(isExplained('"arn:aws:kms:.*"', 'Key', { Key: 'k' }, 'arn:aws:kms:x')).toBe(false);
    expect(isExplained('Other', 'Name', { Name: 'a', Other: 'b' }, 'b')).toBe(false);
  });

  it('explains nothing where something it needs is not there', () => {
    expect(isExplained('$join([Missing, Name])', 'Name', { Name: 'a' }, 'a')).toBe(false);
    expect(isExplained('Missing.Name', 'Name', { Name: 'a' }, 'a')).toBe(false);
  });

  it('explains nothing where it is not understood, is endless or would take long', () => {
    expect(parseTransform('Cidr ~> function($c){ $c }')).toEqual([]);
    expect(parseTransform(`${'('.repeat(500)}Name${')'.repeat(500)}`)).toEqual([]);
    expect(parseTransform(`$lowercase(${'a'.repeat(10_000)})`)).toEqual([]);
    expect(isExplained('$replace(Name, /(a+)+$/, "")', 'Name', { Name: `${'a'.repeat(40)}!` }, '!')).toBe(false);
    expect(isExplained('$join(["(x+)+", Name])', 'Name', { Name: 'y' }, `${'x'.repeat(40)}z`)).toBe(false);
  });
});
