import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { Spot } from './template-refusal.ts';

/** What is left out of a template, or done otherwise than CloudFormation does it, and where that stands. */
export interface TemplateNote {
  readonly spot: Spot;
  readonly message: string;
}

/** Types that stand for something CloudFormation does itself: nothing is made for them. */
export const ofCloudFormation: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::WaitCondition': 'nothing is waited for: what would have signalled it is no longer asked',
  'AWS::CloudFormation::WaitConditionHandle': 'there is no address to signal to',
  'AWS::CDK::Metadata': 'usage is not reported to AWS',
};

/** What a `Ref` to a wait condition's handle gives: an address that nothing answers (RFC 2606), so that whoever signals there fails at once. */
export const noHandle = 'https://wait-condition.invalid/';

/** What CloudFormation does around a resource, and a deployment does not. Said of the resource, at its place. */
export function surroundingsOf(id: string, part: JsonObject, lineOf: (key: string) => Spot): TemplateNote[] {
  const notes: TemplateNote[] = [];
  const say = (key: string, message: string): void => {
    notes.push({ spot: lineOf(key), message: `${id}: ${message}` });
  };
  if (isJsonObject(part['CreationPolicy'])) {
    const signal = part['CreationPolicy']['ResourceSignal'];
    const count = isJsonObject(signal) ? String(signal['Count'] ?? 1) : '1';
    say(
      'CreationPolicy',
      signal === undefined
        ? 'its CreationPolicy is not kept'
        : `its CreationPolicy is not kept: it counts as made when AWS says so, not after ${count} signal(s) from inside`,
    );
  }
  if (part['UpdatePolicy'] !== undefined)
    say('UpdatePolicy', 'its UpdatePolicy is not kept: an update changes it as the service does by itself, without rolling, replacing or pausing');
  if (part['DeletionPolicy'] === 'Snapshot')
    say('DeletionPolicy', 'no snapshot is taken before it is deleted; a plan that deletes it asks for consent by name');
  if (part['UpdateReplacePolicy'] === 'Snapshot')
    say('UpdateReplacePolicy', 'no snapshot is taken before it is replaced; a plan that replaces it asks for consent by name');
  if (part['UpdateReplacePolicy'] === 'Retain' && part['DeletionPolicy'] !== 'Retain') say('UpdateReplacePolicy', 'what a replacement replaces is not kept');
  const metadata = part['Metadata'];
  if (isJsonObject(metadata) && metadata['AWS::CloudFormation::Init'] !== undefined)
    say('Metadata', 'cfn-init would read AWS::CloudFormation::Init of a stack, and there is none: what it describes is not installed');
  const called = new Set<string>();
  scriptsIn(part['Properties'] ?? null, called);
  if (called.size > 0) say('Properties', `its user data calls ${[...called].sort().join(', ')} for a stack that does not exist: these calls fail`);
  return notes;
}

function scriptsIn(value: Json, called: Set<string>): void {
  if (typeof value === 'string') for (const [name] of value.matchAll(/\bcfn-(?:init|signal|hup|get-metadata)\b/g)) called.add(name);
  else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) scriptsIn(member as Json, called);
}
