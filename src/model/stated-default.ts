import type { Json } from '../kernel/json.ts';

/** What a type states as the default of a property (`Property.default`): documentation has it as JSON, the schema of a private type as the text itself. */
export function statedDefault(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
