import { z } from 'zod';

/**
 * The members of a CloudFormation resource provider schema that are read here; others are dropped. Source: the
 * CloudFormation CLI's "resource type definition schema" (provider.definition.schema.v1.json).
 */
export interface SchemaNode {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  description?: string | undefined;
  default?: unknown;
  const?: unknown;
  enum?: unknown[] | undefined;
  format?: string | undefined;
  pattern?: string | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  items?: SchemaNode | undefined;
  insertionOrder?: boolean | undefined;
  uniqueItems?: boolean | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  properties?: Record<string, SchemaNode> | undefined;
  patternProperties?: Record<string, SchemaNode> | undefined;
  additionalProperties?: boolean | SchemaNode | undefined;
  required?: string[] | undefined;
  oneOf?: SchemaNode[] | undefined;
  anyOf?: SchemaNode[] | undefined;
  allOf?: SchemaNode[] | undefined;
}

const node: z.ZodType<SchemaNode> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    items: node.optional(),
    insertionOrder: z.boolean().optional(),
    uniqueItems: z.boolean().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    properties: z.record(z.string(), node).optional(),
    patternProperties: z.record(z.string(), node).optional(),
    additionalProperties: z.union([z.boolean(), node]).optional(),
    required: z.array(z.string()).optional(),
    oneOf: z.array(node).optional(),
    anyOf: z.array(node).optional(),
    allOf: z.array(node).optional(),
  }),
);

const pointers = z.array(z.string()).optional();

const handler = z.object({
  permissions: z.array(z.string()).optional(),
  timeoutInMinutes: z.number().optional(),
  handlerSchema: node.optional(),
});

export const schemaDocument = z.object({
  typeName: z.string().regex(/^[A-Za-z0-9]{2,64}(::[A-Za-z0-9]{2,64}){2}(::MODULE)?$/),
  description: z.string().optional(),
  properties: z.record(z.string(), node),
  definitions: z.record(z.string(), node).optional(),
  required: z.array(z.string()).optional(),
  oneOf: z.array(node).optional(),
  anyOf: z.array(node).optional(),
  allOf: z.array(node).optional(),
  primaryIdentifier: z.array(z.string()).min(1),
  createOnlyProperties: pointers,
  conditionalCreateOnlyProperties: pointers,
  readOnlyProperties: pointers,
  writeOnlyProperties: pointers,
  propertyTransform: z.record(z.string(), z.unknown()).optional(),
  replacementStrategy: z.enum(['create_then_delete', 'delete_then_create']).optional(),
  taggable: z.boolean().optional(),
  tagging: z.object({ taggable: z.boolean().optional(), tagProperty: z.string().optional() }).optional(),
  handlers: z
    .object({ create: handler.optional(), read: handler.optional(), update: handler.optional(), delete: handler.optional(), list: handler.optional() })
    .optional(),
});
export type SchemaDocument = z.infer<typeof schemaDocument>;
