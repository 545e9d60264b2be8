import { roomName, rooms } from './scripts/rooms.mjs';

const isTest = '\\.test\\.ts$';

/** Tests beside their subject may also use the real registry: what is known of types is better than an invention. */
const testsMayAlso = ['registry'];

/** Two rules per room of the table, for its code and for its tests: no import leads to a folder of `src` that its row does not list. */
const roomRules = rooms
  .filter(({ imports }) => imports !== 'everything')
  .flatMap(({ room, imports }) => {
    const folder = room.replace(/\/\*$/, '');
    const elsewhere = (allowed) => ({ path: '^src/', pathNot: [`^${folder}/`, ...allowed.map((name) => `^src/${name}/`)] });
    const rules = [
      { name: `room-${roomName(room)}`, severity: 'error', from: { path: `^${folder}/`, pathNot: isTest }, to: elsewhere(imports) },
      { name: `room-${roomName(room)}-tests`, severity: 'error', from: { path: `^${folder}/.*${isTest}` }, to: elsewhere([...imports, ...testsMayAlso]) },
    ];
    if (!room.endsWith('/*')) return rules;
    const siblings = { path: `^${folder}/([^/]+)/`, pathNot: `^${folder}/$1/` };
    return [...rules, { name: `room-${roomName(room)}-apart`, severity: 'error', from: { path: `^${folder}/([^/]+)/` }, to: siblings }];
  });

const pure = rooms.filter((room) => room.pure).map(({ room }) => roomName(room));

export default {
  forbidden: [
    ...roomRules,
    { name: 'known-room', severity: 'error', from: { path: '^src/', pathNot: rooms.map(({ room }) => `^${room.replace(/\/\*$/, '')}/`) }, to: {} },
    {
      name: 'pure-without-node',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/`, pathNot: [isTest, '^src/kernel/digest\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'product-alone', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench|scripts|docs)/' } },
    { name: 'no-test-as-library', severity: 'error', from: { pathNot: isTest }, to: { path: isTest } },
    {
      name: 'declared',
      severity: 'error',
      from: { path: '^src/', pathNot: isTest },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: {
    // TypeScript 7 has no API that dependency-cruiser could call.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
