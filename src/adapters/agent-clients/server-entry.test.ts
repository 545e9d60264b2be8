import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edited, type ServerEntry, withoutServer, withServer } from './server-entry.ts';

const entry: ServerEntry = {
  container: 'mcpServers',
  name: 'asbuilt',
  server: { command: '/opt/asbuilt/bin/asbuilt', args: ['mcp'], env: { ASBUILT_HOME: '/data' } },
};

function textOf(edited: Edited): string | null {
  if ('refused' in edited) throw new Error(edited.refused);
  return edited.text;
}

/** Files as people keep them: comments, other servers, trailing commas, tabs, one line, another end of lines, a byte order mark. */
const files: readonly (readonly [string, string])[] = [
  ['an empty object', '{}'],
  ['an empty object with space in it', '{\n}\n'],
  ['no servers', '{\n  "theme": "dark"\n}\n'],
  ['an empty list of servers', '{\n  "mcpServers": {}\n}\n'],
  ['an empty list of servers over lines', '{\n  "mcpServers": {\n  }\n}\n'],
  ['other servers', '{\n  "mcpServers": {\n    "other": { "command": "x" }\n  }\n}\n'],
  ['trailing commas', '{\n  "mcpServers": {\n    "other": { "command": "x", "args": ["a",], },\n  },\n}\n'],
  [
    'comments',
    '// mine\n{\n  /* servers, with } and " in it */\n  "mcpServers": { // here\n    // the first\n    "other": { "command": "//x" }, // kept\n  },\n  // end\n}\n',
  ],
  ['tabs', '{\n\t"mcpServers": {\n\t\t"other": {\n\t\t\t"command": "x"\n\t\t}\n\t}\n}'],
  ['four spaces', '{\n    "a": 1,\n    "mcpServers": {\n        "other": {}\n    }\n}\n'],
  ['one line', '{"a":[1,2,{"b":null}],"mcpServers":{"other":{"command":"x","autoApprove":["y"]}}}'],
  ['the end of lines of Windows', '{\r\n  "mcpServers": {\r\n    "other": { "command": "C:\\\\x" }\r\n  }\r\n}\r\n'],
  ['a byte order mark', '\uFEFF{\n  "mcpServers": { "other": {} }\n}\n'],
  ['servers in the middle', '{\n  "z": "\\u007d",\n  "mcpServers": {\n    "b": {},\n    "a": {}\n  },\n  "y": -1.5e3\n}\n'],
  ['nothing but space', '  \n'],
  ['nothing', ''],
];

describe('a server among those of a client', () => {
  it.each(files)('comes and goes without another byte: %s', (_, before) => {
    const installed = textOf(withServer(before, entry)) ?? '';
    expect(installed).toContain('"asbuilt"');
    expect(textOf(withoutServer(installed, entry))).toBe(before);
    // Whatever stood there stands there still, in its order.
    let at = 0;
    for (const character of before) {
      const found = installed.indexOf(character, at);
      expect(found).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
  });

  it('leaves no file behind where there was none', () => {
    const installed = textOf(withServer(null, entry)) ?? '';
    expect(JSON.parse(installed)).toEqual({ mcpServers: { asbuilt: entry.server } });
    expect(textOf(withoutServer(installed, entry))).toBeNull();
  });

  it('is removed as it was installed, also when it would be installed otherwise today', () => {
    const [, before] = files[7] ?? ['', ''];
    const older = { ...entry, server: { command: '/old/place/asbuilt', args: ['mcp'] } };
    expect(textOf(withoutServer(textOf(withServer(before, older)) ?? '', entry))).toBe(before);
  });

  it('is installed twice as once, and replaced where it stands', () => {
    for (const [, before] of files) {
      const once = textOf(withServer(before, entry)) ?? '';
      expect(textOf(withServer(once, entry))).toBe(once);
    }
    const moved = '{"mcpServers": {"other": {}, "asbuilt": {"command": "old/asbuilt", "args": ["mcp"], "autoApprove": ["apply_plan"]}, /* c */ "last": {}}}';
    expect(textOf(withServer(moved, entry))).toBe(`{"mcpServers": {"other": {}, "asbuilt": ${JSON.stringify(entry.server)}, /* c */ "last": {}}}`);
    expect(textOf(withoutServer(moved, entry))).toBe('{"mcpServers": {"other": {}, /* c */ "last": {}}}');
    const last = `{"mcpServers": {"other": {}, "asbuilt": ${JSON.stringify(entry.server)}}}`;
    expect(textOf(withoutServer(last, entry))).toBe('{"mcpServers": {"other": {}}}');
  });

  it('is not taken for one of its name that is somebody’s own', () => {
    for (const theirs of [
      '{}',
      '"asbuilt mcp"',
      '{"url": "https://x"}',
      '{"command": "asbuilt-proxy", "args": ["mcp"]}',
      '{"command": "asbuilt", "args": ["other"]}',
    ]) {
      const text = `{"mcpServers": {"asbuilt": ${theirs} /* mine */}}`;
      expect(withServer(text, entry)).toEqual({ refused: 'foreign' });
      expect(withoutServer(text, entry)).toEqual({ text });
    }
  });

  it('stands beside texts with every character that JSON allows', () => {
    const text = `{"a": "\u007f\u0085\u2028\tx", "mcpServers": {}}`;
    expect(textOf(withoutServer(textOf(withServer(text, entry)) ?? '', entry))).toBe(text);
  });

  it.each([
    ['no document', '{"a": }', 'malformed'],
    ['an unclosed string', '{"a": "x}', 'malformed'],
    ['two documents', '{} {}', 'malformed'],
    ['a missing comma', '{"a": 1 "b": 2}', 'malformed'],
    ['a list', '[]', 'not-an-object'],
    ['servers that are a list', '{"mcpServers": []}', 'not-an-object'],
    ['servers twice', '{"mcpServers": {}, "mcpServers": {}}', 'twice'],
    ['our server twice', '{"mcpServers": {"asbuilt": {}, "asbuilt": {}}}', 'twice'],
  ])('is refused, and nothing is guessed, where the file is %s', (_, text, refused) => {
    expect(withServer(text, entry)).toEqual({ refused });
  });

  it('comes and goes without another byte, whatever the document', () => {
    const space = fc.stringMatching(/^(?: |\n|\t|\/\*[a-z{}",]*\*\/|\/\/[a-z{}",]*\n){0,3}$/);
    const documents = fc.tuple(
      fc.dictionary(
        fc.string().filter((key) => key !== 'mcpServers'),
        fc.jsonValue(),
        { maxKeys: 4 },
      ),
      fc.array(space, { minLength: 1 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(
        documents,
        fc.dictionary(
          fc.string().filter((key) => key !== 'asbuilt'),
          fc.jsonValue(),
          { maxKeys: 3 },
        ),
        fc.boolean(),
        ([others, gaps, trailing], servers, has) => {
          const before = spread(has ? { ...others, mcpServers: servers } : others, gaps, trailing);
          const installed = textOf(withServer(before, entry)) ?? '';
          expect(textOf(withoutServer(installed, entry))).toBe(before);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** A document with gaps between its parts, and with trailing commas. */
function spread(value: unknown, gaps: readonly string[], trailing: boolean): string {
  let next = 0;
  const gap = () => gaps[next++ % gaps.length] ?? '';
  const write = (part: unknown): string => {
    const [open, close, items] = Array.isArray(part)
      ? ['[', ']', part.map((item) => write(item))]
      : typeof part === 'object' && part !== null
        ? ['{', '}', Object.entries(part).map(([key, member]) => `${JSON.stringify(key)}${gap()}:${gap()}${write(member)}`)]
        : ['', JSON.stringify(part), []];
    if (open === '') return close;
    const end = trailing && items.length > 0 ? ',' : '';
    return `${open}${gap()}${items.map((item) => `${item}${gap()}`).join(`,${gap()}`)}${end}${gap()}${close}`;
  };
  return `${gap()}${write(value)}${gap()}`;
}
