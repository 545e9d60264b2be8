import { describeTemplate } from '../../src/catalog/cloudformation/describe-template.ts';
import type { TemplateFacts } from '../../src/catalog/cloudformation/template-facts.ts';
import { type TemplateNode, translateTemplates } from '../../src/catalog/cloudformation/translate-templates.ts';
import type { Diagnostic } from '../../src/kernel/diagnostic.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { loadRegistry } from '../../src/registry/registry.ts';

export const types = loadRegistry();

/** What stands at the place: an SSM parameter, the zones of two regions, and what another deployment exports. */
export const facts: TemplateFacts = {
  stored: new Map<string, string | null>([
    ['/ami', 'ami-0123456789abcdef0'],
    ['/list', 'a, b'],
    ['/none', null],
  ]),
  zones: new Map([
    ['us-east-1', ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['eu-west-1', ['eu-west-1a']],
  ]),
  exported: new Map<string, Json | null>([
    ['shared', null],
    ['shop-base-url', null],
    ['standing-Subnets', 'subnet-0aaaaaaaaaaaaaaa1,subnet-0aaaaaaaaaaaaaaa2'],
  ]),
};

export interface Given {
  readonly inputs?: JsonObject;
  /** Other files beside the template. */
  readonly files?: Readonly<Record<string, string>>;
  readonly more?: readonly TemplateNode[];
}

export function node(address: string, text: string, { inputs = {}, files = {} }: Given = {}): TemplateNode {
  return {
    address,
    template: 'web.yaml',
    files: new Map([['web.yaml', text], ...Object.entries(files)]),
    inputs,
    place: { target: 'main', cloud: 'aws', account: '111111111111', region: 'us-east-1' },
    at: undefined,
    dependsOn: [],
    retain: false,
  };
}

export function attempt(text: string, given: Given = {}) {
  return translateTemplates([node('web', text, given), ...(given.more ?? [])], { deployment: 'shop', types, facts: () => facts });
}

export function translation(text: string, given: Given = {}) {
  const made = attempt(text, given);
  if (!made.ok) throw new Error(made.problems.map((one) => `${one.at} ${one.message}`).join('\n'));
  if ('needs' in made.value) throw new Error('it needs more than stands here');
  return made.value;
}

/** The resources of a template by node. */
export function resources(text: string, given: Given = {}) {
  return Object.fromEntries([...translation(text, given).resources.values()].flat().map((resource) => [resource.node as string, resource]));
}

/** What a property of an SQS queue's tag comes to: a text of any form. */
export function text(expression: string, rest = '', given: Given = {}): Json | undefined {
  const body = `${rest}\nResources:\n  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n  Out:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Type: String\n      Value: ${expression}\n`;
  return resources(body, given)['web.out']?.properties['Value'];
}

export function problems(text_: string, given: Given = {}): readonly Diagnostic[] {
  const made = attempt(text_, given);
  return made.ok ? [] : made.problems;
}

export function described(text_: string) {
  return describeTemplate(text_, 'web.yaml', types);
}
