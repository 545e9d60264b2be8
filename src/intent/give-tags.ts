import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { plainName } from '../kernel/plain-name.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type DraftResource, draftResource, type Evidence } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { quote } from './not-understood.ts';
import type { TagMention } from './understood.ts';

/** Gives the resources that a text asks for the tags that it says, in the form of their types. PROPERTY_INVALID for a tag of one thing that takes none, and for names that AWS or Asbuilt keeps for itself. */
export function giveTags(
  resources: readonly DraftResource[],
  tags: readonly TagMention[],
  typeOf: (name: string) => ResourceType | null,
): Result<{ readonly resources: readonly DraftResource[]; readonly evidence: readonly Evidence[] }> {
  const evidence: Evidence[] = [];
  const problems: Diagnostic[] = [];
  const tagged = resources.map((resource): DraftResource => {
    const { said, type, node, of } = resource;
    const own = said === undefined || of !== undefined ? [] : tags.filter((tag) => tag.of === null || tag.of.includes(said));
    const form = own.length === 0 ? undefined : typeOf(type)?.tags;
    let properties = resource.properties;
    for (const { key, value, words, at, of: meant } of own) {
      if (/^aws:/iu.test(key))
        problems.push(problem('PROPERTY_INVALID', `${quote(words)}: tags that begin with aws: are AWS's own`, 'give the tag another name', { at }));
      else if (/^asbuilt:/iu.test(key))
        problems.push(
          problem(
            'PROPERTY_INVALID',
            `${quote(words)}: tags that begin with asbuilt: say whose a resource is, and are written by Asbuilt alone`,
            'give the tag another name',
            { at },
          ),
        );
      else if (form !== undefined) {
        properties = { ...properties, [form.property]: withTag(properties[form.property], key, plain(value), form.variant) };
        evidence.push({ words, entry: `type/${type}`, effect: `tags ${node} with ${plainName(key)}=${plainName(value)}` });
      } else if (meant !== null) problems.push(problem('PROPERTY_INVALID', `${quote(words)}: ${type} takes no tags`, 'leave the tag out', { at }));
      else evidence.push({ words, entry: `type/${type}`, effect: `says nothing of ${node}: ${type} takes no tags` });
    }
    return properties === resource.properties ? resource : draftResource.parse({ ...resource, properties });
  });
  return problems.length > 0 ? fail(...problems) : ok({ resources: tagged, evidence });
}

/** The tags with one more, which takes the place of one of the same name. */
function withTag(there: Json | undefined, key: string, value: string, variant: 'standard' | 'asg' | 'map'): Json {
  if (variant === 'map') return { ...(isJsonObject(there) ? there : {}), [key]: value };
  const others = (Array.isArray(there) ? (there as readonly Json[]) : []).filter((tag) => !isJsonObject(tag) || tag['Key'] !== key);
  const tag: JsonObject = variant === 'asg' ? { Key: key, Value: value, PropagateAtLaunch: true } : { Key: key, Value: value };
  return [...others, tag];
}

/** What is said is a value, and no expression. */
function plain(value: string): string {
  return value.replaceAll('${', () => '$${');
}
