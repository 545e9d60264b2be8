import type { PropertyType, SpecDatabase, Property as SpecProperty } from '@aws-cdk/service-spec-types';
import type { Field } from '../../src/knowledge/retrieval/lexical-index.ts';

/** What is said of a resource type, in parts of falling weight. */
export interface TypeText {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Sentences: words in one of them have to do with each other. */
  readonly sentences: readonly string[];
  readonly referrers: number;
}

/** What the name of a type, its documentation, the names of its properties and their documentation count for. Found on the tuned queries of bench/retrieval-queries.ts. */
const weights = { name: 4, documentation: 2, properties: 1, described: 0.5 };

/** Every resource type of the spec, sorted by name. */
export function typeTexts(db: SpecDatabase): TypeText[] {
  const referrers = referrersIn(db);
  const texts = [...db.all('resource')].map((resource): TypeText => {
    const name = resource.cloudFormationType;
    const [, service = '', kind = ''] = name.split('::');
    const documentation = plain(resource.documentation);
    const properties = Object.entries(resource.properties).map(([property, { documentation: text }]) => ({ property, text: plain(text) }));
    return {
      name,
      fields: [
        { text: `${service} ${kind}`, weight: weights.name },
        { text: documentation, weight: weights.documentation },
        { text: properties.map(({ property }) => property).join(' '), weight: weights.properties },
        { text: properties.map(({ text }) => text).join(' '), weight: weights.described },
      ],
      sentences: [`${service} ${kind}`, ...sentencesOf(documentation), ...properties.flatMap(({ property, text }) => sentencesOf(`${property} ${text}`))],
      referrers: referrers.get(name)?.size ?? 0,
    };
  });
  return texts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** By type, which other types have a property that holds one of it. */
function referrersIn(db: SpecDatabase): ReadonlyMap<string, ReadonlySet<string>> {
  const referrers = new Map<string, Set<string>>();
  for (const resource of db.all('resource')) {
    const name = resource.cloudFormationType;
    const entered = new Set<string>();
    const enter = (type: PropertyType): void => {
      if (type.type === 'array' || type.type === 'map') enter(type.element);
      else if (type.type === 'union') for (const member of type.types) enter(member);
      else if (type.type === 'ref' && !entered.has(type.reference.$ref)) {
        entered.add(type.reference.$ref);
        look(db.get('typeDefinition', type.reference.$ref).properties);
      }
    };
    const look = (properties: Readonly<Record<string, SpecProperty>>): void => {
      for (const { type, relationshipRefs } of Object.values(properties)) {
        for (const { cloudFormationType } of relationshipRefs ?? []) {
          if (cloudFormationType === name) continue;
          const known = referrers.get(cloudFormationType) ?? new Set();
          referrers.set(cloudFormationType, known.add(name));
        }
        enter(type);
      }
    };
    look(resource.properties);
  }
  return referrers;
}

/** The text of a piece of documentation, without links' addresses and tags. */
function plain(markdown: string | undefined): string {
  return (markdown ?? '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\S+/g, ' ')
    .replace(/<[^>]*>/g, ' ');
}

function sentencesOf(text: string): string[] {
  return text.split(/\n|\. /).filter((sentence) => sentence.trim() !== '');
}
