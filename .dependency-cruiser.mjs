import { roomName, rooms } from './scripts/rooms.mjs';

/** One rule per room of the table: no import leads to a folder of `src` that its row does not list. */
const roomRules = rooms
  .filter(({ imports }) => imports !== 'everything')
  .flatMap(({ room, imports }) => {
    const folder = room.replace(/\/\*$/, '');
    const allowed = imports.map((name) => `${name}/`).join('|');
    const elsewhere = { path: '^src/', pathNot: [`^${folder}/`, ...(allowed === '' ? [] : [`^src/(${allowed})`])] };
    const rule = { name: `room-${roomName(room)}`, severity: 'error', from: { path: `^${folder}/` }, to: elsewhere };
    if (!room.endsWith('/*')) return [rule];
    const siblings = { path: `^${folder}/([^/]+)/`, pathNot: `^${folder}/$1/` };
    return [rule, { name: `room-${roomName(room)}-apart`, severity: 'error', from: { path: `^${folder}/([^/]+)/` }, to: siblings }];
  });

const pure = rooms.filter((room) => room.pure).map(({ room }) => roomName(room));

export default {
  forbidden: [
    ...roomRules,
    { name: 'known-room', severity: 'error', from: { path: '^src/', pathNot: rooms.map(({ room }) => `^${room.replace(/\/\*$/, '')}/`) }, to: {} },
    { name: 'pure-without-node', severity: 'error', from: { path: `^src/(${pure.join('|')})/`, pathNot: '\\.test\\.ts$' }, to: { dependencyTypes: ['core'] } },
    { name: 'product-alone', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench|scripts|docs)/' } },
    { name: 'no-test-as-library', severity: 'error', from: { pathNot: '\\.test\\.ts$' }, to: { path: '\\.test\\.ts$' } },
    {
      name: 'declared',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
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
