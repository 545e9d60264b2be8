import { isJsonObject, type Json } from '../../kernel/json.ts';
import type { Result } from '../../kernel/result.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { ofCloudFormation } from './surroundings.ts';
import type { TemplateDocument } from './template-document.ts';
import { invalid, refusal, type Spot, unsupported } from './template-refusal.ts';

/** Types of sections that are known and hold nothing that is made. */
const silent: ReadonlySet<string> = new Set(['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Hooks']);
const known: ReadonlySet<string> = new Set([...silent, 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Transform', 'Resources', 'Outputs', 'Globals']);

/** The sections of a template are known, it makes something, and no macro would have changed it first. Throws TemplateRefusal. */
export function checkSections({ root, lines, file }: TemplateDocument): void {
  const spotOf = (name: string): Spot => ({ file, line: lines.of(root, name), path: name });
  const strange = Object.keys(root).find((name) => !known.has(name));
  if (strange !== undefined) throw invalid(spotOf(strange), `a template has no section ${strange.slice(0, 60)}`, `its sections are ${[...known].join(', ')}`);
  if (!isJsonObject(root['Resources'])) throw invalid({ file, line: undefined, path: '' }, 'it has no Resources', 'a template makes at least one resource');
  const transforms = root['Transform'] === undefined ? [] : Array.isArray(root['Transform']) ? (root['Transform'] as readonly Json[]) : [root['Transform']];
  const macro = transforms.find((name) => name !== 'AWS::LanguageExtensions');
  if (macro !== undefined) {
    const name = isJsonObject(macro) ? String(macro['Name'] ?? '') : String(macro);
    throw unsupported(
      spotOf('Transform'),
      `the macro ${name}`,
      'write out what it would make: aws cloudformation get-template --template-stage Processed shows it',
    );
  }
}

/** The type of a resource; null for what CloudFormation does itself, and for nested stacks. Throws TemplateRefusal for one that cannot be made. */
export function typeOf(name: string, spot: Spot, types: { type(name: string): Result<ResourceType> }): ResourceType | null {
  if (Object.hasOwn(ofCloudFormation, name) || name === 'AWS::CloudFormation::Stack') return null;
  if (name.startsWith('Custom::') || name === 'AWS::CloudFormation::CustomResource')
    throw unsupported(spot, `the custom resource ${name}: it runs code of its own while it is made`, 'put what it does into a unit of the deployment');
  if (name.startsWith('AWS::Serverless::')) throw unsupported(spot, `the macro AWS::Serverless (${name})`, 'write out what it makes: sam build shows it');
  if (name.endsWith('::MODULE')) throw unsupported(spot, `the module ${name}`, 'write out what it holds');
  const type = types.type(name);
  if (type.ok) return type.value;
  const [first] = type.problems;
  throw refusal('TYPE_UNKNOWN', spot, first?.message ?? `there is no type ${name}`, first?.fix ?? 'correct the type');
}
