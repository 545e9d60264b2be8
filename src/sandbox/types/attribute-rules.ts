import type { Json } from '../../kernel/json.ts';
import type { Shape } from '../../model/resource-type.ts';
import { sampleArn, samplePattern } from '../../model/sample-pattern.ts';
import { matchPattern } from '../../model/schema-pattern.ts';
import type { CompiledType } from './compiled-type.ts';
import { physicalName } from './physical-name.ts';
import { fill, type Template, type TemplateContext } from './template.ts';

const created =
  /^(Created?|Creation|Start|Updated?|Modified|Modification|Last(Updated?|Modified|Modification|Change[d]?))(At|On|Date|Time|Timestamp|DateTime|TimeStamp)?$/;
const stamped =
  /(CreatedAt|UpdatedAt|CreationTime|CreatedTime|LastModifiedTime|LastUpdatedTime|CreateTime|UpdateTime|Timestamp|DateTime|CreationDate|CreateDate)$/;
const owner = /^(Aws|AWS|Owner|Resource)?(Account|AccountId|OwnerId|OwnerAccountId|AccountID)$/;
const healthy = [
  'ACTIVE',
  'Active',
  'AVAILABLE',
  'Available',
  'available',
  'ENABLED',
  'Enabled',
  'READY',
  'CREATED',
  'CREATE_COMPLETE',
  'COMPLETED',
  'COMPLETE',
  'IN_SERVICE',
  'InService',
  'RUNNING',
  'Running',
  'ISSUED',
  'OK',
  'DEPLOYED',
  'Deployed',
  'SUCCEEDED',
  'Succeeded',
  'CREATE_SUCCEEDED',
  'Created',
  'READY_TO_USE',
  'Ready',
  'OPERATIONAL',
  'ASSOCIATED',
  'CONFIRMED',
  'VERIFIED',
  'UPDATED',
];

/** Forms tried, in this order, for an id whose type states a pattern. */
const idForms: readonly Template[] = [
  '{uuid}',
  '{lower:10}',
  '{upper:10}',
  '{hex:32}',
  '{digits:10}',
  '{hex:17}',
  '{digits:3}',
  '{account}',
  '{lower:26}',
  '{lower:12}',
  '{lower:22}',
  '{lower:9}',
  '{lower:19}',
  '1',
];

/** A value for an attribute that no table names; null when there is no sensible one and AWS would leave it out, too. */
export function attributeByRule(name: string, shape: Shape, type: CompiledType, context: TemplateContext): Json | null {
  const leaf = name.slice(name.lastIndexOf('/') + 1);
  switch (shape.kind) {
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      if (created.test(leaf) || stamped.test(leaf)) return Math.floor(context.at / 1000);
      return Math.max(shape.minimum ?? 0, /Version|Revision|Number/.test(leaf) ? 1 : 0);
    case 'string':
      return textByRule(leaf, shape, type, context);
    case 'array':
    case 'json':
    case 'map':
    case 'object':
    case 'union':
      return null;
    default:
      return shape satisfies never;
  }
}

function textByRule(leaf: string, shape: Shape & { readonly kind: 'string' }, type: CompiledType, context: TemplateContext): string | null {
  if (shape.enum !== undefined)
    return healthy.find((word) => shape.enum?.includes(word)) ?? (type.type.identifier.includes(leaf) ? (shape.enum[0] ?? null) : null);
  if (isOwnArn(leaf, type)) return arnByRule(shape, context);
  if (owner.test(leaf)) return context.account;
  if (leaf === 'Region') return context.region;
  if (created.test(leaf) || stamped.test(leaf)) return new Date(context.at).toISOString();
  if (/^(Status|State)$/.test(leaf)) return 'ACTIVE';
  if (/^(Latest|Current|Default)?(Version|VersionId|VersionNumber|Revision)$/.test(leaf)) return '1';
  if (isOwnId(leaf, type)) return idByRule(shape, context);
  if (leaf === 'Name' || leaf === `${type.kind}Name`) return context.lookup('resource');
  if (/(Url|URL|Uri|URI)$/.test(leaf)) return fill(`https://{resource}.${type.service.toLowerCase()}.{region}.amazonaws.com`, context);
  if (/(Endpoint|DomainName|DnsName|DNSName)$/.test(leaf)) return fill(`{resource}.${type.service.toLowerCase()}.{region}.amazonaws.com`, context);
  return null;
}

/** `Arn`, `TopicArn`: the resource's own, not that of something it uses. */
function isOwnArn(leaf: string, type: CompiledType): boolean {
  if (/^(Arn|ARN|ResourceArn|ResourceARN)$/.test(leaf)) return true;
  const [, stem] = /^(.+)(?:Arn|ARN)$/.exec(leaf) ?? [];
  return stem !== undefined && isPartOf(stem, type.kind);
}

function isOwnId(leaf: string, type: CompiledType): boolean {
  const [, stem] = /^(.+)(?:Id|Identifier)$/.exec(leaf) ?? [];
  return leaf === 'Id' || (stem !== undefined && isPartOf(stem, type.kind));
}

/** `Calculator` of a `RouteCalculator`: services often name a thing by a part of its type's name. */
function isPartOf(stem: string, kind: string): boolean {
  return stem.length > 2 && (kind.endsWith(stem) || kind.startsWith(stem));
}

/** A value for a part of the identifier, which must have one. */
export function identifierByRule(name: string, shape: Shape | undefined, type: CompiledType, context: TemplateContext): Json {
  const leaf = name.slice(name.lastIndexOf('/') + 1);
  if (shape?.kind === 'integer' || shape?.kind === 'number') return 1;
  if (shape?.kind === 'boolean') return true;
  if (/Name$/.test(leaf)) return physicalName(type.kind, shape, context.draw);
  const text = shape?.kind === 'string' ? textByRule(leaf, shape, type, context) : null;
  if (text !== null && (shape?.kind !== 'string' || allows(shape, text))) return text;
  if (/(Arn|ARN)$/.test(leaf)) return (shape?.kind === 'string' ? arnByRule(shape, context) : context.lookup('arn')) ?? '';
  return idByRule(shape, context);
}

function idByRule(shape: Shape | undefined, context: TemplateContext): string {
  if (shape?.kind !== 'string') return context.draw.uuid();
  for (const form of idForms) {
    const text = fill(form, context) ?? '';
    if (allows(shape, text)) return text;
  }
  return (shape.pattern === undefined ? null : samplePattern(shape.pattern, context.draw)) ?? context.draw.uuid();
}

/** The resource's ARN as its type's pattern wants it, where the usual form does not match. */
function arnByRule(shape: Shape & { readonly kind: 'string' }, context: TemplateContext): string | null {
  const usual = context.lookup('arn');
  if (shape.pattern === undefined || usual === null || matchPattern(shape.pattern, usual) !== 'mismatch') return usual;
  return sampleArn(shape.pattern, context, context.draw) ?? usual;
}

export function allows(shape: Shape & { readonly kind: 'string' }, text: string): boolean {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = shape;
  return text.length >= minLength && text.length <= maxLength && (pattern === undefined || matchPattern(pattern, text) !== 'mismatch');
}
