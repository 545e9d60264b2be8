import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pythonSource } from '../../src/adapters/python/read-python.ts';
import { describePython } from '../../src/catalog/describe/describe-python.ts';
import { ok } from '../../src/kernel/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-describe-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = pythonSource(async () => ok('python3'));

async function described(text: string) {
  const read = await python.read('main.py', text);
  if (!read.ok) return read;
  return describePython('main.py', read.value);
}

describe('what a Python script takes and gives', () => {
  it('is what the hints of its entry function say', async () => {
    const result = await described(`
from typing import Literal, Optional, TypedDict

class Moved(TypedDict):
    rows: int
    tables: list[str]

def helper(x): ...

def main(table: str, size: Literal["small", "large"] = "small", limit: Optional[int] = None, tags: dict[str, str] = {}, odd=compute(), *, deep: "list[Moved] | None" = None) -> Moved:
    """Moves rows."""
`);
    const moved = {
      type: 'object',
      properties: { rows: { type: 'integer' }, tables: { type: 'array', items: { type: 'string' } } },
      required: ['rows', 'tables'],
      additionalProperties: false,
    };
    expect(result).toEqual(
      ok({
        inputs: {
          type: 'object',
          properties: {
            table: { type: 'string' },
            size: { enum: ['small', 'large'], default: 'small' },
            limit: { type: ['integer', 'null'], default: null },
            tags: { type: 'object', additionalProperties: { type: 'string' }, default: {} },
            odd: {},
            deep: { anyOf: [{ type: 'array', items: moved }, { type: 'null' }], default: null },
          },
          required: ['table'],
          additionalProperties: false,
        },
        outputs: moved,
        notes: [
          { at: 'main.py:10', message: 'parameter odd: its type is not declared, or not one that could be read' },
          { at: 'main.py:10', message: 'parameter odd: its default is computed' },
          { at: 'main.py:10', message: expect.stringContaining('never as arguments of a function') },
        ],
      }),
    );
  });

  it('is what it tells argparse, where it does', async () => {
    const result = await described(`
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("source", help="where from")
parser.add_argument("--batch-size", type=int, default=100)
parser.add_argument("--mode", choices=["dry", "real"], required=True)
parser.add_argument("--verbose", "-v", action="store_true")
parser.add_argument("--only", nargs="*")
`);
    expect(result.ok && result.value.inputs).toEqual({
      type: 'object',
      properties: {
        source: { type: 'string', description: 'where from' },
        batch_size: { type: 'integer', default: 100 },
        mode: { type: 'string', enum: ['dry', 'real'] },
        verbose: { type: 'boolean' },
        only: { type: 'array', items: { type: 'string' } },
      },
      required: ['source', 'mode'],
      additionalProperties: false,
    });
    expect(result.ok && result.value.notes).toEqual([
      { at: 'main.py:4', message: expect.stringMatching(/standard input.*as JSON.*never as options/) },
      { at: 'main.py:4', message: expect.stringContaining('what it gives is not declared') },
    ]);
  });

  it('says nothing of standard input where it is read', async () => {
    const result = await described('import argparse, json, sys\nargparse.ArgumentParser().add_argument("phase")\nprint(json.load(sys.stdin)["inputs"]["a"])\n');
    expect(result.ok && JSON.stringify(result.value.notes)).not.toContain('standard input');
  });

  it('is what it takes of the inputs on standard input, wherever they go', async () => {
    const result = await described(`
import json, sys
def load(inputs, mode):
    return inputs.get("mode", "dry") if "extra" in inputs else None
def main():
    phase, doc = sys.argv[1], json.load(sys.stdin)
    inputs = doc["inputs"]
    if phase == "plan":
        return
    url = inputs["queue_url"]
    load(inputs, mode=1)
main()
`);
    const untyped = 'its type is not declared, or not one that could be read';
    expect(result).toMatchObject(
      ok({
        inputs: { type: 'object', properties: { mode: { default: 'dry' }, extra: {}, queue_url: {} }, required: ['queue_url'], additionalProperties: false },
        notes: expect.arrayContaining([{ at: 'main.py:10', message: `input queue_url: ${untyped}` }]),
      }),
    );
  });

  it('is what the hints of that say which all of them are handed to: a function, a data class, a typed dictionary', async () => {
    for (const handed of [
      'def work(url: str, size: int = 3): ...\nwork(**doc["inputs"])',
      '@dataclass\nclass Given:\n    url: str\n    size: int = 3\nGiven(**doc["inputs"])',
      'class Given(TypedDict):\n    url: str\n    size: int = 3\ninputs: Given = doc["inputs"]\nprint_it = inputs["url"]',
    ])
      expect(await described(`import json, sys\ndoc = json.load(sys.stdin)\n${handed}\n`)).toMatchObject(
        ok({
          inputs: { properties: { url: { type: 'string' }, size: { type: 'integer', default: 3 } }, required: ['url'], additionalProperties: false },
        }),
      );
  });

  it('is left open, and that is told with the line, where it may take more than could be found', async () => {
    const open = (message: string, line: number) => ({ at: `main.py:${line}`, message: expect.stringContaining(message) });
    for (const [text, properties, note] of [
      [
        'import json, sys\ninputs = json.load(sys.stdin)["inputs"]\nfor name in inputs:\n    print(inputs[name], inputs["a"])\n',
        ['a'],
        open('may take further', 3),
      ],
      ['import json, sys, other\nother.work(json.load(sys.stdin)["inputs"])\n', [], open('may take further', 2)],
      ['import sys\ndef main():\n    print(sys.stdin.read())\n', [], open('could not be found', 3)],
    ] as const) {
      const result = await described(text);
      expect(result).toMatchObject(ok({ inputs: { additionalProperties: true }, notes: expect.arrayContaining([note]) }));
      expect(result.ok && Object.keys(result.value.inputs['properties'] as object)).toEqual(properties);
    }
    expect(await described('def main(): ...\n')).toMatchObject(ok({ inputs: { properties: {}, additionalProperties: false } }));
  });

  it('is read, not run', async () => {
    const proof = join(folder, 'ran');
    const result = await described(`open(${JSON.stringify(proof)}, "w").close()\ndef main(a: int): ...\n`);
    expect(result.ok).toBe(true);
    expect(existsSync(proof)).toBe(false);
  });

  it.each([
    ['def main(:\n', 'main.py:1'],
    ['x = 1\n', 'main.py:1'],
    [`x = ${'('.repeat(5000)}${')'.repeat(5000)}`, 'main.py:1'],
  ])('is refused with its line where it is no Python, or says nothing of itself: %.20j', async (text, at) => {
    expect(await described(text)).toMatchObject({ ok: false, problems: [{ code: 'ARTIFACT_INVALID', at }] });
  });
});
