import { join } from 'node:path';
import { type CreationFact, creationFacts } from '../../src/adapters/aws/creation-facts.ts';
import { nativeTypes } from '../../src/adapters/aws/native/native-types.ts';
import { untrueOnMoto } from './creation-life.ts';

export const proofOfCreationPath = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'proof-of-creation.md');

/** What proves a creation, type by type: the table that the adapter reads, and what the tests found to be otherwise on moto. */
export function proofOfCreation(): string {
  const facts = Object.entries(creationFacts).sort(([a], [b]) => (a < b ? -1 : 1));
  const of = (by: CreationFact['by']) => facts.filter(([, fact]) => fact.by === by);
  const reads = facts.flatMap(([type, fact]) => (fact.by === 'read' ? [{ type, ...fact }] : []));
  return `${[
    '# What proves a creation',
    '<!-- Made by test/native/run.ts from src/adapters/aws/creation-facts.ts. -->',
    'A name is no proof: what stands under it today may have been deleted and made again by somebody else since. So with every resource goes what proves that it is the very one that was created. There are three cases.',
    '- **By its identifier.** The provider drew a part of it, and another creation bears another one: `vpc-0a1b…`, a secret with six letters behind its name. `src/plan/given-by-provider.ts` decides this for every type of the registry; in doubt it says no.',
    '- **By a read.** The service tells a value that belongs to one creation alone and stays with it for life. Equal source and value: the same creation. Another value: a different thing. A read that fails, or finds nothing, neither proves nor disproves.',
    '- **Unproven.** Nothing that can be read tells one from the other. This is said; tags decide whose it is, and deleting or replacing it asks by name.',
    `The table below holds the ${nativeTypes.size} types with native calls, and more where a proof is known. Types that are not in it are proved by their identifier or are unproven.`,
    '## By a read',
    table(
      ['type', 'what is read', 'also told by a read of the resource as', 'source'],
      reads.map(({ type, service, call, told, property, onlyIn, reference }) => [
        `\`${type}\``,
        `\`${service}\` ${call.operation}: ${told}${onlyIn === undefined ? '' : `, in ${onlyIn} alone`}`,
        property ?? '–',
        link(reference),
      ]),
    ),
    'The proving read is a call to the service itself through Cloud Control, too, except where a read of the resource tells the same value. It needs the permission for that call (`iam:GetUser`, `s3:ListAllMyBuckets`), and for the in-process executor the official client of the service.',
    "S3's CreationDate is the date of the creation in us-east-1 only. Any other region tells when the bucket's settings were last changed there, a policy for example, so it is asked for in us-east-1 wherever the bucket is. In the partitions of China and the US government no region is known to tell it, and a bucket there is unproven.",
    'Services that tell whole seconds (S3, SQS) cannot tell apart two creations within one second. SQS refuses a name for a minute after its queue was deleted.',
    '## By the identifier',
    table(
      ['type', 'source'],
      of('identifier').map(([type, { reference }]) => [`\`${type}\``, link(reference)]),
    ),
    '## Unproven',
    table(
      ['type', 'because', 'source'],
      facts.flatMap(([type, fact]) => (fact.by === 'nothing' ? [[`\`${type}\``, fact.because, link(fact.reference)]] : [])),
    ),
    '## How it is tested',
    '`test/native/creation-sandbox.test.ts` (Cloud Control, on the sandbox) and `test/native/creation-moto.test.ts` (native calls, on moto) create a resource of each type that a read proves, read the proof twice and after an update, delete the resource and create it again: the proof stays, and is another for the second. On moto this cannot be seen of:',
    Object.entries(untrueOnMoto)
      .map(([type, why]) => `- \`${type}\`: ${why}.`)
      .join('\n'),
  ].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function link(address: string): string {
  return `[${address.includes('/IAM/latest/UserGuide') || address.includes('/UserGuide/') || address.includes('/userguide/') ? 'user guide' : 'reference'}](${address})`;
}
