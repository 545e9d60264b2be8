import { digestOf } from '../../../kernel/digest.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import { type CliTarget, cliName, fitsOptions, optionWords, placeOptions, renderCommand } from '../../../model/aws-cli.ts';
import type { AwsCall } from '../../../model/call.ts';
import { sandboxCredentials } from '../../../model/sandbox-credentials.ts';
import type { NamedTarget } from '../../../model/target.ts';
import type { ScriptMutation, StepScript } from '../../../ports/script.ts';
import { inner, noPager, quoted, value, withInput } from './shell-functions.ts';
import { documentOf, type Expand, hasHoles, isOpenText, jsonWord, namesIn, shellText, type Word } from './shell-word.ts';

type ShellFunction = readonly string[];

/** Gathers the lines of one step. */
export class ScriptLines {
  readonly #at: CliTarget;
  readonly #mutation: ScriptMutation;
  readonly #lines: string[] = [];
  readonly #functions = new Set<ShellFunction>([noPager]);
  readonly #private = new Set<string>();

  constructor({ target }: NamedTarget, mutation: ScriptMutation) {
    this.#at = {
      ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
      ...(target.profile === undefined ? {} : { profile: target.profile }),
    };
    this.#mutation = mutation;
    if (!target.simulated) return;
    const { accessKeyId, secretAccessKey } = sandboxCredentials(target.account);
    this.add(`export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_SESSION_TOKEN=`);
  }

  get script(): StepScript {
    return { lines: this.#lines, functions: [...this.#functions], secrets: this.#mutation.secrets };
  }

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  use(...functions: readonly ShellFunction[]): void {
    for (const one of functions) this.#functions.add(one);
  }

  /** A command, as a line or a part of one. */
  command(call: AwsCall, ...more: readonly Word[]): string {
    const input = withoutTokens(call.input);
    const after = more.map((word) => ` ${shellText(word)}`).join('');
    if (!hasHoles(input)) return renderCommand({ ...call, input: asTexts(input) as JsonObject }, this.#at) + after;
    const place = [...placeOptions(call, this.#at).map((word) => [word]), ...more];
    const say = (...words: readonly Word[]): string => ['aws', call.service, cliName(call.operation), ...[...words, ...place].map(shellText)].join(' ');
    if (this.#isSecret(input)) {
      this.use(withInput);
      return `with_input ${this.#word(input)} ${say()}`;
    }
    // The CLI takes the text of an option for an address or a flag where it looks like one; nothing is certain of a text that is not known yet.
    const open = Object.entries(input).filter(([, member]) => hasHoles(member));
    const shown = { ...call, input: { ...input, ...Object.fromEntries(open.map(([name]) => [name, {}])) } };
    if (open.some(([, member]) => isOpenText(documentOf(member) ?? member)) || !fitsOptions(shown)) return say(['--cli-input-json'], this.json(input));
    return say(
      ...Object.entries(input).flatMap(([name, member]): Word[] =>
        hasHoles(member) ? [[`--${cliName(name)}`], this.json(documentOf(member) ?? member)] : optionWords(name, asTexts(member)).map((word): Word => [word]),
      ),
    );
  }

  /** Sets the variable of an attribute of the node to a value, which may have holes. */
  set(attribute: string, to: Json): void {
    this.add(`${this.variable(attribute)}=${this.#word(to)}`);
  }

  /** Sets the variable of an attribute of the node to what is at a path in a document. */
  pick(attribute: string, document: string, path: readonly string[]): void {
    this.use(value);
    this.add(`${this.variable(attribute)}=$(value "$${document}"${path.map((step) => ` ${shellText([step])}`).join('')})`);
  }

  /** What is known by that name must not be seen in the arguments of a command. */
  keepPrivate(name: string): void {
    this.#private.add(name);
  }

  /** Ends the script for a reason that a person reads. */
  stop(because: string): void {
    this.add(`printf '%s\\n' ${shellText([because])} >&2`, 'exit 1');
  }

  variable(attribute: string): string {
    return this.#mutation.variable(this.#mutation.node, attribute);
  }

  #word(of: Json): string {
    return shellText(this.json(of));
  }

  /** JSON text of a value, which may have holes. */
  json(of: Json): Word {
    const word = jsonWord(of, this.#expand);
    const text = shellText(word);
    if (text.includes('$(quoted ')) this.use(quoted);
    if (text.includes('$(inner ')) this.use(quoted, inner);
    return word;
  }

  readonly #expand: Expand = (hole) => {
    switch (hole.kind) {
      case 'from':
        return `$${this.#mutation.variable(hole.node, hole.attribute)}`;
      case 'call':
        return computed(hole.call);
      case 'own':
        return `$${this.variable(hole.name)}`;
      case 'each':
        return '$each';
      case 'local':
        return `$${hole.name}`;
      case 'secret': {
        const secret = this.#mutation.secrets.find(({ variable }) => variable === hole.name);
        return secret?.holds === 'json' ? `$${hole.name}` : `$(quoted "$${hole.name}")`;
      }
      default:
        return hole satisfies never;
    }
  };

  /** A value that a service makes up to be kept secret is one, too. */
  #isSecret(input: Json): boolean {
    return namesIn(input, 'secret').length > 0 || namesIn(input, 'own').some((name) => this.#private.has(name));
  }
}

/** A variable that whoever runs the script sets, as JSON: what functions give is computed by Asbuilt alone, and the script stops where it is not set. */
function computed(call: readonly Json[]): string {
  const text = canonicalJson(call);
  return `\${COMPUTED_${digestOf(call).slice(0, 8)}:?${text
    .replace(/[^\w .,:/-]+/g, ' ')
    .trim()
    .slice(0, 200)}}`;
}

/** The tokens are left out: where a service wants one, the CLI makes up a new one for each call. */
function withoutTokens(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([, member]) => !(isJsonObject(member) && member['$token'] === true)));
}

/** Documents that a service takes as text, written out. */
function asTexts(of: Json): Json {
  if (typeof of !== 'object' || of === null) return of;
  if (Array.isArray(of)) return (of as readonly Json[]).map(asTexts);
  const document = documentOf(of);
  if (document !== undefined) return canonicalJson(document);
  return Object.fromEntries(Object.entries(of).map(([name, member]) => [name, asTexts(member)]));
}
