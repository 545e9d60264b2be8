import type { PropertyType } from '@aws-cdk/service-spec-types';

/** Words that stand before a default in AWS's documentation, and the value after them. */
const value = '(?:`([^`]+)`|"([^"]+)"|(-?[0-9][0-9,]*(?:\\.[0-9]+)?)|([A-Za-z][A-Za-z0-9_.-]*))';
const statements = [
  `\\*?Defaults?\\*?(?: value)?\\*? ?: ?\\*? ?${value}`,
  `[Tt]he default (?:value |setting )?(?:for [^.]{1,80}? )?(?:is|are) (?:set to )?${value}`,
  `[Dd]efault (?:value|setting) (?:of|is) ${value}`,
  `[Ii]ts default (?:value )?is ${value}`,
  `(?:[Tt]his|[Ii]t|[Pp]roperty|[Vv]alue|[Pp]arameter|which) defaults to ${value}`,
  `(?:^|[.,] )(?:[Dd]efaults|[Dd]efault) (?:to|is) ${value}`,
  `with a default (?:value )?(?:of|being) ${value}`,
  `${value} is the default(?: value)?(?=[ .,)])`,
  `${value} \\(?[Dd]efault\\)`,
  `(?:is|to) ${value} by default`,
].map((source) => new RegExp(source, 'g'));

/** A default that holds only under a condition is none here. */
const conditional = /\b(?:if|when|for (?:[A-Z]\w+ )+(?:load balancer|engine|cluster|table|target|event)s?|depends|depending|unless|otherwise|only)\b/i;
const unspecified =
  /\b(?:if|when) (?:you (?:do not|don't|omit)|(?:this|the|no|it|a)\b[^,.]{0,60}?(?:isn't|is not|not|omitted|unspecified|absent|no value|empty|provided|specified|set))[^,.]{0,80}/gi;

/**
 * The default that a property's documentation states, as JSON; undefined where it states none, several, or one that depends on something else.
 * Source of the texts: AWS's documentation of the resource types.
 */
export function documentedDefault(markdown: string | undefined, type: PropertyType): string | undefined {
  if (markdown === undefined || !/default/i.test(markdown)) return undefined;
  const found = new Set<string>();
  for (const sentence of sentences(markdown)) {
    if (!/default/i.test(sentence) || conditional.test(sentence.replace(unspecified, ''))) continue;
    for (const statement of statements) {
      for (const [, code, quoted, number, word] of sentence.matchAll(statement)) {
        const text = code ?? quoted ?? number?.replaceAll(',', '') ?? word ?? '';
        const parsed = parse(text.trim(), type, code !== undefined || quoted !== undefined);
        if (parsed !== undefined) found.add(parsed);
      }
    }
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

function sentences(markdown: string): string[] {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*?/g, '')
    .replace(/ ([.,;:])(?= |$)/gm, '$1')
    .split(/(?<=[.!?])\s+(?=[A-Z`*-])|\n+/);
}

function parse(text: string, type: PropertyType, marked: boolean): string | undefined {
  switch (type.type) {
    case 'boolean': {
      if (/^(?:true|enabled|yes|on)$/i.test(text)) return 'true';
      return /^(?:false|disabled|no|off)$/i.test(text) ? 'false' : undefined;
    }
    case 'integer':
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? String(Number(text)) : undefined;
    case 'string': {
      if (type.allowedValues !== undefined) {
        const known = type.allowedValues.find((one) => one === text) ?? type.allowedValues.find((one) => one.toLowerCase() === text.toLowerCase());
        return known === undefined ? undefined : JSON.stringify(known);
      }
      const worded = marked ? /^[^\s{}<>]{1,60}$/.test(text) : /^(?:[A-Z0-9][A-Z0-9_]+|-?\d+|true|false)$/.test(text);
      return worded && !/^(?:null|none|NULL|AWS|IAM|N\/A|default|DEFAULT)$/.test(text) ? JSON.stringify(text) : undefined;
    }
    default:
      return undefined;
  }
}
