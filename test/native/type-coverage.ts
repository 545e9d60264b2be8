import { join } from 'node:path';
import { propertiesOf } from '../../src/adapters/aws/native/mapping.ts';
import type { NativeType } from '../../src/adapters/aws/native/native-type.ts';
import { nativeTypes } from '../../src/adapters/aws/native/native-types.ts';
import { checks, type Outcome, type Row } from './contract.ts';
import { expectedRow } from './lives.ts';
import { type Sample, samples } from './samples.ts';

export const typeCoveragePath = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'type-coverage.md');

/**
 * What both dialects can do with the types that have native calls. The contract test asserts every mark of the table against moto and
 * the sandbox, so the page says what is proven and nothing else.
 */
export function typeCoverage(): string {
  const sorted = [...samples].sort((a, b) => (a.type < b.type ? -1 : 1));
  return `${[
    '# Resource types and dialects',
    '<!-- Made by test/native/run.ts from the tables in src/adapters/aws/native/types and the samples in test/native/samples.ts. -->',
    `A target's \`dialect\` says how its resources are reached. \`cloudcontrol\` serves every type that Cloud Control supports; \`native\` serves the ${sorted.length} types below through their services' own calls. \`dialects\` chooses per type.`,
    `Each type is taken through its whole life by \`test/native/contract.test.ts\`: through \`native\` on moto, through \`cloudcontrol\` on the sandbox. ✓ passed, – the type has nothing to check.`,
    contractTable(sorted),
    '## What moto does otherwise than AWS',
    'These changes are checked on the sandbox alone:',
    sorted.flatMap((sample) => Object.entries(sample.notOnMoto ?? {}).map(([property, why]) => `- \`${sample.type}\` ${property}: ${why}.`)).join('\n'),
    'moto also forgets the tags of `CreateBucket` (moto/s3/responses.py, create_bucket); there the `PutBucketTagging` that follows is what marks a bucket as ours.',
    '## What is not served',
    sorted
      .flatMap((sample) => Object.entries(sample.unsupported ?? {}).map(([dialect, why]) => `- \`${sample.type}\` through \`${dialect}\`: ${why}.`))
      .join('\n'),
    'A property that the tables do not know is refused before anything is sent (`CLOUD_UNSUPPORTED`). So is a change whose call would take away what somebody else has set and the call cannot give again, such as the tags by which a lifecycle rule was narrowed: the plan says so, and shows no call.',
    '## Native calls',
    sorted.map((sample) => section(nativeTypes.get(sample.type) as NativeType)).join('\n\n'),
  ].join('\n\n')}\n`;
}

/** The table of a run, or of what is expected. */
export function contractTable(
  of: readonly Sample[],
  rows?: { readonly native: ReadonlyMap<string, Row>; readonly cloudcontrol: ReadonlyMap<string, Row> },
): string {
  const head = ['type', 'dialect', ...checks];
  const lines = of.flatMap((sample) =>
    (['native', 'cloudcontrol'] as const).map((dialect) => {
      const row =
        rows === undefined ? (sample.unsupported?.[dialect] === undefined ? expectedRow(sample, dialect) : undefined) : rows[dialect].get(sample.type);
      return [`\`${sample.type}\``, dialect, ...checks.map((check) => mark(row?.[check]))];
    }),
  );
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function mark(outcome: Outcome | undefined): string {
  if (outcome === undefined || outcome === '-') return '–';
  return outcome === 'ok' ? '✓' : '✗';
}

function section(type: NativeType): string {
  const rows = type.facets
    .filter((facet) => facet.internal !== true)
    .map((facet) => {
      const write = facet.write;
      const calls =
        write === undefined
          ? []
          : write.kind === 'switch'
            ? [write.on, write.off]
            : write.kind === 'members'
              ? [write.add, write.remove]
              : write.kind === 'put' && write.remove !== undefined
                ? [write.call, write.remove]
                : [write.call];
      const settable = propertiesOf(facet.properties).filter((property) =>
        Object.entries(facet.properties).some(([name, spot]) => name.split('.')[0] === property && (typeof spot === 'string' || spot.in !== undefined)),
      );
      if (settable.length === 0) return null;
      return `| ${settable.join(', ')} | ${facet.read?.operation ?? type.read.operation} | ${calls.length === 0 ? 'replacement' : [...new Set(calls.map(({ operation }) => operation))].join(', ')} |`;
    })
    .filter((row) => row !== null);
  return [
    `### ${type.type}`,
    '',
    `\`${type.service}\` ${[type.create?.operation, ...type.delete.map(({ operation }) => operation)].filter((name) => name !== undefined).join(', ')}`,
    '',
    '| properties | read by | changed by |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}
