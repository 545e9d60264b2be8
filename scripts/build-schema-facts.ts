import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { namePropertyOf } from '../src/intent/closure/name-property.ts';
import { parseTransform } from '../src/plan/transform/parse-transform.ts';
import { parseSchema } from '../src/registry/parse-schema.ts';
import { supplementOf } from '../src/registry/supplement.ts';
import { type PublishedForms, parentsOf, requiredForms } from './published-forms.ts';

/*
 * node scripts/run.mjs scripts/build-schema-facts.ts SCHEMAS.jsonl.gz: writes from AWS's CloudFormation schemas scripts/schema-facts.jsonl (how providers rewrite
 * values, `propertyTransform`, and what their reads do not return, `writeOnlyProperties`) and scripts/schema-forms.jsonl (the form of what is required, and what a
 * listing needs). The base registry is built with both.
 */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node scripts/run.mjs scripts/build-schema-facts.ts SCHEMAS.jsonl.gz');

const facts = new Map<string, { transforms?: Record<string, string>; unreturned?: readonly string[] }>();
const formsOf = new Map<string, Record<string, PublishedForms>>();
for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n')) {
  if (line.trim() === '') continue;
  const type = parseSchema(JSON.parse(line));
  if (!type.ok) continue;
  const { name, transforms, writeOnly, alternatives, handlers } = type.value;
  const unlistable = handlers !== undefined && handlers.list === undefined;
  const unreadable = handlers !== undefined && handlers.read === undefined;
  const ownName = namePropertyOf(type.value);
  const forms = requiredForms(type.value, ownName === null ? [] : [ownName]);
  const understood = Object.entries(transforms ?? {}).filter(([, text]) => parseTransform(text).length > 0);
  const known = supplementOf(name).writeOnly;
  const unreturned = writeOnly.filter((pointer) => !known.some((other) => pointer === other || pointer.startsWith(`${other}/`)));
  const parents = parentsOf(type.value);
  const formed = Object.keys(forms).length > 0;
  if (formed || alternatives !== undefined || parents.length > 0 || unlistable || unreadable) {
    const service = name.split('::').slice(0, 2).join('::');
    formsOf.set(service, {
      ...formsOf.get(service),
      [name]: {
        ...(formed ? { forms } : {}),
        ...(alternatives === undefined ? {} : { alternatives }),
        ...(parents.length === 0 ? {} : { parents }),
        ...(unlistable ? { unlistable } : {}),
        ...(unreadable ? { unreadable } : {}),
      },
    });
  }
  if (understood.length === 0 && unreturned.length === 0) continue;
  facts.set(name, {
    ...(understood.length === 0 ? {} : { transforms: Object.fromEntries(understood.sort(([a], [b]) => (a < b ? -1 : 1))) }),
    ...(unreturned.length === 0 ? {} : { unreturned }),
  });
}
const lines = [...facts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, fact]) => `${JSON.stringify({ name, ...fact })}\n`);
writeFileSync(join(import.meta.dirname, 'schema-facts.jsonl'), lines.join(''));
const services = [...formsOf].sort(([a], [b]) => (a < b ? -1 : 1)).map(([service, types]) => `${JSON.stringify({ service, types })}\n`);
writeFileSync(join(import.meta.dirname, 'schema-forms.jsonl'), services.join(''));
process.stderr.write(`facts of ${facts.size} types\n`);
