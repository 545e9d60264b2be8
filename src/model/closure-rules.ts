import { z } from 'zod';
import { json, jsonObject } from './json-schema.ts';
import { typeName } from './names.ts';

const localName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower case letters, digits and _, beginning with a letter');
const pointer = z.string().regex(/^(\/[^/]+)+$/, 'a JSON pointer such as /Code/ZipFile');

/** What has to hold of a resource's properties: at each pointer one of the values; null stands for nothing there, `*` for anything. */
const when = z.record(pointer, z.array(json).min(1));

/**
 * Another resource that is needed: one of the draft, or one that exists, or else one that is made. Templates of the same rule speak of it by the name that it has
 * there: `${network.VpcId}`.
 */
const need = z
  .object({
    type: typeName.optional(),
    /** Of the parts, where there are several ways to be such a resource: a private subnet is not a public one. */
    part: localName.optional(),
    /** More than one: templates write `${subnets.SubnetId*}` for the list. */
    count: z.number().int().min(1).default(1),
    /** AWS takes no fewer: where what was said is less, the rest is made. */
    least: z.boolean().default(false),
    /** False where each has its own. */
    shared: z.boolean().default(true),
    /** What it is given where it is made; templates as in the rule. */
    properties: jsonObject.default({}),
    /** `{owner}` is the node that needs it. */
    node: z.string().optional(),
  })
  .strict()
  .refine(({ type, part }) => (type === undefined) !== (part === undefined), { message: 'a need has either type or part' });
export type Need = z.infer<typeof need>;

/** A resource that comes along, unless the draft has one of the type that refers to the same. */
const along = z
  .object({
    type: typeName,
    node: z.string().optional(),
    properties: jsonObject.default({}),
    because: z.string().min(1),
    /** Its own resource, for each that brings it; else one for all of the draft. */
    shared: z.boolean().default(false),
    /** What brings it waits for it. */
    first: z.boolean().default(false),
  })
  .strict();
export type Along = z.infer<typeof along>;

/** What nobody but who asks can know. */
const asked = z
  .object({
    /** Where the answer goes. */
    property: pointer,
    question: z.string().min(1),
    options: z
      .array(z.object({ value: z.string().min(1), text: z.string().min(1) }).strict())
      .min(1)
      .max(9),
    default: z.string(),
    /** Why silence takes the default; absent where it is arbitrary. */
    because: z.string().min(1).optional(),
    /** What the answer becomes, with `${answer}` in it; the answer itself where that is absent. */
    properties: jsonObject.optional(),
  })
  .strict();
export type AskedValue = z.infer<typeof asked>;

/** What a type is given, needs and brings along where nobody said otherwise. */
const rule = z
  .object({
    /** Why, in one clause. */
    because: z.string().min(1),
    when: when.optional(),
    needs: z.record(localName, need).default({}),
    /** Laid beneath what is there: what was said stays. */
    properties: jsonObject.default({}),
    along: z.record(localName, along).default({}),
    ask: asked.optional(),
  })
  .strict();
export type ClosureRule = z.infer<typeof rule>;

/** What a property of a certain name holds, whatever its type. The first that fits counts. */
const family = z
  .object({
    /** A regular expression over the property's name. */
    name: z.string().min(1),
    /** A regular expression over the type's name; any where it is absent. */
    on: z.string().optional(),
    /** A regular expression over the pattern of its form; any where it is absent. */
    form: z.string().optional(),
    because: z.string().min(1),
    /** A template. */
    value: json.optional(),
    /** A reference: the attribute of what is needed. */
    need: need.optional(),
    attribute: z.string().optional(),
    /** Its value is arbitrary: it is asked. */
    arbitrary: z.boolean().default(false),
  })
  .strict()
  .refine(({ value, need, attribute }) => (value === undefined) !== (need === undefined) && (need === undefined) === (attribute === undefined), {
    message: 'a family has either a value, or a need with its attribute',
  });
export type Family = z.infer<typeof family>;

/** One way to be a resource of a type. */
const part = z
  .object({
    type: typeName,
    node: localName,
    because: z.string().min(1),
    properties: jsonObject.default({}),
    needs: z.record(localName, need).default({}),
    along: z.record(localName, along).default({}),
    /** What tells it from other parts of the type: a type of which one has to lead from it to one of the other, as a route table's association and route do. */
    public: z.boolean().optional(),
  })
  .strict();
export type ClosurePart = z.infer<typeof part>;

/** What a role that is made for a type may do, and who assumes it. */
const role = z
  .object({
    service: z.string().min(1),
    /** Names of AWS managed policies, with their path. */
    managed: z.array(z.string()).default([]),
    statements: z.array(jsonObject).default([]),
    /** What it may besides, where that holds of what has the role. */
    also: z.array(z.object({ when, managed: z.array(z.string()).default([]), statements: z.array(jsonObject).default([]) }).strict()).default([]),
  })
  .strict();
export type RoleRule = z.infer<typeof role>;

/** How one resource can be said to use another. */
const way = z.enum(['read', 'write', 'delete', 'call']);
export type Way = z.infer<typeof way>;

/** What is allowed on a resource that the holder of a role refers to. */
const grant = z
  .object({
    actions: z.array(z.string()).min(1),
    resources: z.array(z.string()).min(1),
    /** What of it is read or written, before its name: "the objects of". */
    of: z.string().min(1).optional(),
    /** The actions that are enough for whoever is said to do no more than that. */
    ways: z.partialRecord(way, z.array(z.string()).min(1)).default({}),
  })
  .strict();
export type Grant = z.infer<typeof grant>;

/** What acts with the role of another resource, as a mapping polls with its function's: what that role may do on what it refers to, by the type of that. */
const delegate = z.object({ as: pointer, grants: z.record(typeName, grant) }).strict();
export type Delegate = z.infer<typeof delegate>;

export const closureContent = {
  types: z.record(typeName, z.array(rule)).default({}),
  families: z.array(family).default([]),
  parts: z.record(localName, part).default({}),
  /** By type, or by type and property: `AWS::ECS::TaskDefinition/ExecutionRoleArn`. */
  roles: z.record(z.string(), role).default({}),
  /** Service principals by the service's part of type names, where it is not that in lower case. */
  principals: z.record(z.string(), z.string()).default({}),
  /** By the type that does something with a role: the property that leads to it, or to what has it; empty for a role itself. */
  actors: z.record(typeName, z.union([pointer, z.literal('')])).default({}),
  /** By the type that is referred to. */
  grants: z.record(typeName, grant).default({}),
  /** By the type that acts; `as` is the property that names whose role it acts with. */
  delegates: z.record(typeName, delegate).default({}),
};
