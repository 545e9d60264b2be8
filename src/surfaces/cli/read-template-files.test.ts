import { expect, it } from 'vitest';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok } from '../../kernel/result.ts';
import type { CliIo } from './cli-io.ts';
import { readTemplateFiles } from './read-template-files.ts';

it('brings along nested templates, also copies of those that are named by an address', async () => {
  const stack = (url: string) => `Resources: { A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url} } } }\n`;
  const files: Readonly<Record<string, string>> = {
    't/web.yaml': `${stack('./parts/net.yaml')}${stack('!Sub "https://x.s3.${AWS::URLSuffix}/v1/db.yaml"')}${stack('https://x/none.yaml')}`,
    't/parts/net.yaml': 'Resources: {}',
    't/db.yaml': 'Resources: {}',
    't/other.yaml': 'Resources: {}',
  };
  const io = {
    readFile: async (path: string) => (files[path] === undefined ? fail(problem('INTENT_UNREADABLE', `there is no ${path}`, 'make it')) : ok(files[path])),
  } as unknown as CliIo;
  const read = await readTemplateFiles(io, 't/shop.yaml', './web.yaml', 'nodes.web.template', 1_000_000);
  expect(read.ok && read.value.bundle.files.map(({ path }) => path)).toEqual(['db.yaml', 'parts/net.yaml', 'web.yaml']);
});
