import { blueprint, type CatalogLine } from '../../src/model/catalog.ts';
import type { ResponseOf } from '../../src/model/operations.ts';

/** A version of the catalog: a blueprint of one bucket. */
export function sampleVersion(name: string, version: string): ResponseOf<'catalogVersion'> {
  const inputs = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, count: { type: 'integer', default: 1 } } };
  return {
    kind: 'Blueprint',
    name,
    version,
    status: 'published',
    visibleTo: 'agents',
    digest: 'e'.repeat(64),
    owner: 'platform',
    description: 'A web platform',
    publishedAt: '2026-01-01T00:00:00.000Z',
    why: null,
    document: blueprint.parse({
      apiVersion: 'asbuilt.dev/v1',
      kind: 'Blueprint',
      metadata: { name, version, owner: 'platform', description: 'A web platform' },
      inputs,
      boundary: { types: ['AWS::S3::*'] },
      nodes: { store: { use: 'private_bucket@^1', with: { name: '${inputs.name}' } } },
    }),
    lock: { 'private_bucket@^1': { name: 'private_bucket', version: '1.0.0', digest: 'f'.repeat(64) } },
    facts: {
      inputs,
      outputs: { type: 'object', properties: {} },
      mustKnow: [],
      later: {},
      types: ['AWS::S3::Bucket'],
      engines: ['aws'],
      resources: 1,
      controls: ['private'],
      permissions: ['s3:CreateBucket'],
      permissionsUnknown: [],
    },
    deployments: ['shop'],
  };
}

/** Its line in the catalog. */
export function lineOf({ document: _, lock: __, facts: ___, deployments: ____, ...line }: ResponseOf<'catalogVersion'>): CatalogLine {
  return line;
}
