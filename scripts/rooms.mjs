// The table of rooms: the one place that says which folder may import from which. dependency-cruiser's rules are made from
// it, `docs/architecture.md` quotes it, and a test compares the two. To change the house, change this and say why over there.

/**
 * @typedef {object} Room
 * @property {string} room folder under the package root; with `/*` each of its folders is a room of that kind, and none imports another
 * @property {string} purpose
 * @property {readonly string[] | 'everything'} imports names of rooms
 * @property {true} [pure] it knows no network, clock, randomness, environment or Node API
 */

/** @type {readonly Room[]} */
export const rooms = [
  { room: 'src/kernel', purpose: 'Result, Diagnostic, canonical JSON, digests, ids', imports: [], pure: true },
  { room: 'src/model', purpose: 'zod schemas; the types are inferred from them', imports: ['kernel'], pure: true },
  { room: 'src/graph', purpose: 'graph algorithms: order, cycles, reach, critical path', imports: ['kernel'], pure: true },
  {
    room: 'src/catalog',
    purpose: 'artifact and blueprint versions, expressions, expansion to desired nodes',
    imports: ['kernel', 'model', 'graph'],
    pure: true,
  },
  { room: 'src/knowledge', purpose: 'controls, patterns, naming; ranking', imports: ['kernel', 'model'], pure: true },
  {
    room: 'src/intent',
    purpose: 'intent → proposal: rules, slots, the prompt templates and output schemas for a model',
    imports: ['kernel', 'model', 'graph', 'catalog', 'knowledge'],
    pure: true,
  },
  { room: 'src/plan', purpose: 'diff laws, ordering, unknowns, estimates, digest', imports: ['kernel', 'model', 'graph'], pure: true },
  { room: 'src/policy', purpose: 'guardrails: plan → verdict; the least permissions of a step', imports: ['kernel', 'model', 'graph'], pure: true },
  {
    room: 'src/ports',
    purpose: 'interfaces only: Driver, Permit, Cloud, Processes, TypeRegistry, Journal, Store, Clock, Events, …',
    imports: ['kernel', 'model'],
    pure: true,
  },
  {
    room: 'src/registry',
    purpose: 'what is known of AWS resource types: loads the base, lays the overlays over it, answers questions',
    imports: ['kernel', 'model', 'ports'],
  },
  {
    room: 'src/engine',
    purpose: 'the use cases: ask, preview, approve, apply, discover, drift, publish, … (it knows interfaces, not adapters)',
    imports: ['kernel', 'model', 'graph', 'catalog', 'knowledge', 'intent', 'plan', 'policy', 'ports'],
  },
  {
    room: 'src/drivers/*',
    purpose: 'one folder each: who carries out the steps of a kind of node, aws over the port Cloud, units over the port Processes; how a resource is located',
    imports: ['kernel', 'model', 'graph', 'plan', 'ports'],
  },
  {
    room: 'src/adapters/*',
    purpose: 'one folder each: the cloud, the store, the durable runtime, keys, …',
    imports: ['kernel', 'model', 'graph', 'ports', 'registry'],
  },
  { room: 'src/sandbox', purpose: 'a local AWS that speaks the real wire protocol; a program of its own', imports: ['kernel', 'model', 'ports', 'registry'] },
  { room: 'src/surfaces/*', purpose: 'cli, http, …: decode, call the engine, render', imports: ['kernel', 'model', 'engine'] },
  { room: 'src/app', purpose: 'the composition root; the only reader of env and argv', imports: 'everything' },
];

/** The name by which the table refers to a room. */
export function roomName(room) {
  return room.replace(/^src\//, '').replace(/\/\*$/, '');
}

/** The table as `docs/architecture.md` shows it. */
export function roomsAsMarkdown() {
  const imports = (allowed) => (allowed === 'everything' ? 'everything' : allowed.length === 0 ? 'nothing' : allowed.join(', '));
  const rows = rooms.map(({ room, purpose, imports: allowed, pure }) => `| \`${room}\` | ${purpose} | ${imports(allowed)} | ${pure === true ? 'yes' : ''} |`);
  return ['| room | purpose | may import | pure |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
