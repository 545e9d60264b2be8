import { beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import { facetCalls } from './changes.ts';
import { fromApi } from './mapping.ts';
import { native } from './native.ts';
import type { Facet, NativeType, Reading } from './native-type.ts';
import { nativeTypes } from './native-types.ts';
import { at, put } from './path.ts';
import { deepMerged, knownFrom } from './reading.ts';

/** An operation as the official clients describe it: kind, namespace, name, traits, input, output. */
type Operation = readonly [number, string, string, unknown, unknown, unknown];
type Client = Readonly<Record<string, unknown>>;
type Put = Facet & { readonly write: Extract<NonNullable<Facet['write']>, { kind: 'put' }> };
type Single = Facet & { readonly write: Extract<NonNullable<Facet['write']>, { kind: 'single' }> };
type Changed = Facet & { readonly write: Extract<NonNullable<Facet['write']>, { kind: 'changed' }> };

const packages: Readonly<Record<string, string>> = {
  s3api: 's3',
  logs: 'cloudwatch-logs',
  events: 'eventbridge',
  secretsmanager: 'secrets-manager',
  elbv2: 'elastic-load-balancing-v2',
};
const place = { account: '123456789012', region: 'eu-west-1' };
const dialect = native({ now: () => 0, sleep: async () => {} });
const mark = 'set by somebody else';
/** Says of which state a call is meant, and is none of it. */
const conditions = ['RevisionId'];

const puts = [...nativeTypes.values()].flatMap((type) =>
  type.facets
    .filter((facet): facet is Put => facet.write?.kind === 'put' && facet.internal !== true)
    .map((facet) => [`${type.type} ${facet.write.call.operation} of ${Object.keys(facet.properties)[0]}`, type, facet] as const),
);
const changes = [...nativeTypes.values()].flatMap((type) =>
  type.facets
    .filter((facet): facet is Changed => facet.write?.kind === 'changed')
    .map((facet) => [`${type.type} ${facet.write.call.operation} of ${Object.keys(facet.properties)[0]}`, type, facet] as const),
);
const singles = [...nativeTypes.values()].flatMap((type) =>
  type.facets
    .filter((facet): facet is Single => facet.write?.kind === 'single')
    .map((facet) => [`${type.type} ${facet.write.call.operation} of ${Object.keys(facet.properties)[0]}`, type, facet] as const),
);
const clients = new Map<string, Client>();

/** A shape behind what only delays or adorns it. */
function shapeOf(schema: unknown): readonly unknown[] {
  if (typeof schema === 'function') return shapeOf(schema());
  if (!Array.isArray(schema)) return [];
  return typeof schema[2] === 'string' ? schema : shapeOf(schema[0]);
}

/** The paths of all that a shape can hold, items of lists at 0; what holds itself is not followed twice. */
function pathsOf(schema: unknown, path = '', within: readonly unknown[] = []): string[] {
  const [kind, , name, , members, schemas] = shapeOf(schema);
  const below = (inner: string): string => (path === '' ? inner : `${path}.${inner}`);
  if (kind === 1) return pathsOf(members, below('0'), within);
  if ((kind !== 3 && kind !== 4) || within.includes(name)) return [path];
  return (members as string[]).flatMap((member, index) => pathsOf((schemas as unknown[])[index], below(member), [...within, name]));
}

function operationOf(type: NativeType, { service = type.service, operation }: { readonly service?: string; readonly operation: string }): Operation {
  const found = clients.get(service)?.[`${operation}$`];
  if (found === undefined) throw new Error(`no ${service} ${operation}`);
  return found as Operation;
}

/** Where a call is told what a reply tells: pairs of places whose members are the same. */
function placesOf(type: NativeType, { properties, write }: Put | Changed): (readonly [given: string, told: string])[] {
  const isPart = type.facets.some((one) => one.write?.kind === 'changed' && one.write.call.operation === write.call.operation);
  const pairs: (readonly [string, string])[] = isPart ? [] : [['', '']];
  for (const [property, spot] of Object.entries(properties)) {
    const out = typeof spot === 'string' ? spot : spot.out;
    const other = write.mapping?.[property];
    const given = typeof other === 'string' ? other : (other?.in ?? (typeof spot === 'string' ? spot : spot.in));
    if (given === undefined || out === undefined) continue;
    pairs.push([given, out]);
    const [one, two] = [given.split('.'), out.split('.')];
    while (one.length > 0 && one.at(-1) === two.at(-1)) {
      one.pop();
      two.pop();
      if (one.length > 0 || !isPart) pairs.push([one.join('.'), two.join('.')]);
    }
  }
  return pairs.toSorted(([a], [b]) => b.length - a.length);
}

function isBelow(path: string, outer: string): boolean {
  return outer === '' || path === outer || path.startsWith(`${outer}.`);
}

/** What the call of a facet takes and a reply to its read can tell: the path in the one, and in the other. */
function toldAndTaken(type: NativeType, facet: Put | Changed): (readonly [given: string, told: string])[] {
  const reading: Reading = facet.read ?? type.read;
  const [, , , , input] = operationOf(type, facet.write.call);
  const [, , , , address, output] = operationOf(type, reading);
  const tellable = new Set(pathsOf(output));
  const addresses = new Set(pathsOf(address).map((path) => path.split('.')[0]));
  const places = placesOf(type, facet);
  return pathsOf(input).flatMap((path) => {
    const [top = ''] = path.split('.');
    // What names the thing, what the table gives of its own accord, and what only says when to do it.
    if (addresses.has(top) || conditions.includes(top) || at(facet.write.call.input, path) !== undefined) return [];
    const pair = places.find(([given]) => isBelow(path, given));
    if (pair === undefined) return [];
    const told = [pair[1], path.slice(pair[0] === '' ? 0 : pair[0].length + 1)].filter((part) => part !== '').join('.');
    return tellable.has([reading.at ?? '', told].filter((part) => part !== '').join('.')) ? [[path, told] as const] : [];
  });
}

/** Whether what somebody else has set there is among what the next call sends, or keeps it from being made. */
function outcomeOf(type: NativeType, facet: Put, [given, told]: readonly [string, string]): 'kept' | 'refused' | 'lost' {
  const identity: JsonObject = Object.fromEntries(type.identifier.map((name) => [name, `the ${name}`]));
  const reply = put({}, told, mark);
  const main = facet.read === undefined ? knownFrom(type, place, identity, reply) : identity;
  const live = deepMerged(main, fromApi(facet.properties, reply, true));
  const asked = deepMerged(
    live,
    Object.fromEntries(Object.keys(facet.properties).flatMap((name) => (name in live || name.includes('.') ? [] : [[name, 'asked']]))),
  );
  const calls = facetCalls(type, facet, {}, asked, asked, place) ?? [];
  // A rule of old has its prefix beside the filter, and is given it again within.
  if (calls.some(({ input }) => at(input, given.replace(/Rules\.0\.Prefix$/, 'Rules.0.Filter.Prefix')) === mark)) return 'kept';
  const [property = ''] = Object.keys(facet.properties);
  const [top = '', ...rest] = property.split('.');
  const value = rest.length === 0 ? 'changed' : put(live[top], rest.join('.'), 'changed');
  const patch = [{ op: 'add' as const, path: `/${top}`, value }];
  const refusal = dialect.cannot({ op: 'update', type: type.type, place, identifier: 'the one', live, desired: {}, patch });
  return refusal === null ? 'lost' : 'refused';
}

/** What is beside a changed property in one member of the call, and is not in it: a structure is set as a whole, and loses what it is not told. */
function lostBeside(type: NativeType, facet: Changed): string[] {
  return toldAndTaken(type, facet).flatMap(([given, told]) => {
    const live = fromApi(facet.properties, put({}, told, mark));
    const beside = given.split('.').slice(0, -1).join('.');
    if (beside === '') return [];
    return Object.keys(facet.properties).flatMap((property) => {
      if (at(live, property) !== undefined) return [];
      const asked = put(live, property, 'changed') as JsonObject;
      const calls = facetCalls(type, facet, live, asked, asked, place) ?? [];
      return calls.some(({ input }) => at(input, beside) !== undefined && at(input, given) !== mark) ? [`${given} by ${property}`] : [];
    });
  });
}

/** What a reply to the read of a facet tells, and a call is given that does not take it: the service refuses the whole call. */
function tooMany(type: NativeType, facet: Put | Changed | Single): string[] {
  const reading: Reading = facet.read ?? type.read;
  const taken = pathsOf(operationOf(type, facet.write.call)[4]);
  const outer = reading.at === undefined ? '' : `${reading.at}.`;
  const told = pathsOf(operationOf(type, reading)[5]).flatMap((path) => (path.startsWith(outer) ? [path.slice(outer.length)] : []));
  const identity: JsonObject = Object.fromEntries(type.identifier.map((name) => [name, `the ${name}`]));
  const found = told.flatMap((path) => {
    const live = fromApi(facet.properties, put({}, path, mark), facet.write.kind === 'put');
    const asked = Object.keys(facet.properties).flatMap((property) => {
      const value = at(live, property);
      if (value === undefined) return [put(live, property, 'changed') as JsonObject];
      return isJsonObject(value) ? [put(live, `${property}.Another`, 'changed') as JsonObject] : [];
    });
    const calls = asked.flatMap((each) => facetCalls(type, facet, live, each, { ...identity, ...each }, place) ?? []);
    return calls.flatMap(({ input }) => placesOfMark(input).filter((given) => !taken.some((each) => isBelow(given, each))));
  });
  return [...new Set(found)];
}

/** The paths at which a value holds the mark, items of lists at 0. */
function placesOfMark(value: Json, path = ''): string[] {
  if (value === mark) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => placesOfMark(inner as Json, `${path === '' ? '' : `${path}.`}${Array.isArray(value) ? '0' : name}`));
}

describe('what a call sets as a whole', () => {
  beforeAll(async () => {
    for (const service of new Set([...puts, ...changes, ...singles].map(([, type]) => type.service)))
      clients.set(service, (await import(`@aws-sdk/client-${packages[service] ?? service}`)) as Client);
  });

  it.each(puts)('%s keeps all that its reply tells and it takes, or is not sent', (_, type, facet) => {
    const lost = toldAndTaken(type, facet).filter((each) => outcomeOf(type, facet, each) === 'lost');
    expect(lost).toEqual([]);
  });

  it.each(changes)('%s tells each member of it all that is there, also where a part alone changed', (_, type, facet) => {
    expect(lostBeside(type, facet)).toEqual([]);
  });

  it.each([...puts, ...changes, ...singles])('%s gives the call nothing that it does not take of what its reply tells', (_, type, facet) => {
    expect(tooMany(type, facet)).toEqual([]);
  });

  it('is sent as a whole where one part of it changed', () => {
    const found = changes.find(([, { type }, { properties }]) => type === 'AWS::DynamoDB::Table' && Object.hasOwn(properties, 'BillingMode'));
    if (found === undefined) throw new Error('no capacity of a table');
    const capacity = (read: number): JsonObject => ({ ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: 8 } });
    expect(facetCalls(found[1], found[2], capacity(7), capacity(6), { TableName: 't' }, place)).toMatchObject([{ input: { TableName: 't', ...capacity(6) } }]);
  });

  it('has parts that it cannot give again, and others that it can', () => {
    const all = puts.flatMap(([, type, facet]) => toldAndTaken(type, facet).map((each) => `${each[0]} ${outcomeOf(type, facet, each)}`));
    expect(all).toEqual(
      expect.arrayContaining([
        'LifecycleConfiguration.Rules.0.Filter.Tag.Key refused',
        'LifecycleConfiguration.Rules.0.Filter.And.Prefix refused',
        'LifecycleConfiguration.Rules.0.Expiration.Days kept',
        'BucketLoggingStatus.LoggingEnabled.TargetGrants.0.Permission kept',
        'EvaluationCriteria.PromQLCriteria.Query kept',
        'ServerSideEncryptionConfiguration.Rules.0.BucketKeyEnabled kept',
      ]),
    );
  });
});
