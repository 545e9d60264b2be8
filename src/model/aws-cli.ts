import type { Json } from '../kernel/json.ts';
import type { AwsCall } from './call.ts';

/** How the AWS CLI is pointed at a place other than the default one. */
export interface CliTarget {
  readonly endpoint?: string;
  readonly profile?: string;
}

/**
 * The AWS CLI line of a call, as a person would type it into a POSIX shell: every value quoted, structures as JSON.
 * A call that cannot be said with single options without the CLI or the terminal reading more into a value than its text
 * (`file://…`, an option name the CLI keeps for itself, control characters) is said with `--cli-input-json`.
 */
export function renderCommand(call: AwsCall, at: CliTarget = {}): string {
  const words = fitsOptions(call)
    ? Object.entries(call.input).flatMap(([member, value]) => optionWords(member, value))
    : ['--cli-input-json', printableJson(call.input)];
  return ['aws', call.service, cliName(call.operation), ...words, ...placeOptions(call, at)].map(shellWord).join(' ');
}

/**
 * Arguments for the `aws` binary, for a process started without a shell. `document` is what follows `--cli-input-json`: the
 * input itself, or the `file://` address of a file that holds it. One page is one call, as with the API.
 */
export function cliArguments(call: AwsCall, at: CliTarget = {}, document: string = JSON.stringify(call.input)): string[] {
  return [call.service, cliName(call.operation), '--cli-input-json', document, ...placeOptions(call, at), '--output', 'json', '--no-paginate'];
}

/**
 * The AWS CLI's name of an API operation or member: `CreateDBInstance` → `create-db-instance`, `KMSMasterKeyId` →
 * `kms-master-key-id`. The rule is botocore's `xform_name` with its special cases for the services that have them.
 */
export function cliName(name: string): string {
  return wholeWords
    .reduce((text, [word, written]) => text.replace(word, written), name)
    .replace(/[A-Z]{2,}s$/, (plural) => `-${plural.toLowerCase()}`)
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/** Words of operation names that botocore does not take apart. */
const wholeWords: readonly (readonly [RegExp, string])[] = [
  [/^(Create|Describe)(Cached|Stored)iSCSIVolume/, '$1$2IscsiVolume'],
  [/^ListHITsForQualificationType$/, 'ListHitsForQualificationType'],
  [/^ExecutePartiQL/, 'ExecutePartiql'],
  [/^([A-Z].*)WhatsApp/, '$1Whatsapp'],
  [/^(Get|Start|Stop)OTelEnrichment$/, '$1OtelEnrichment'],
];

/** Options every AWS CLI command has; an API member of the same name cannot be given as an option of its own. */
const reservedOptions: ReadonlySet<string> = new Set([
  'ca-bundle',
  'cli-connect-timeout',
  'cli-input-json',
  'cli-read-timeout',
  'color',
  'debug',
  'endpoint-url',
  'generate-cli-skeleton',
  'no-paginate',
  'no-sign-request',
  'no-verify-ssl',
  'output',
  'profile',
  'query',
  'region',
  'version',
]);

/** `service.Operation.Member` whose option the AWS CLI renames or folds into another one. */
const renamedOptions: ReadonlySet<string> = new Set(['ec2.RunInstances.MinCount', 'ec2.RunInstances.MaxCount']);

/** Whether every member of the input can be an option of its own. */
export function fitsOptions(call: AwsCall): boolean {
  return Object.entries(call.input).every(
    ([member, value]) =>
      !reservedOptions.has(cliName(member)) &&
      !renamedOptions.has(`${call.service}.${call.operation}.${member}`) &&
      (typeof value !== 'string' || (value !== '' && !/^(file|fileb|https?):\/\//.test(value) && !unprintable.test(value))),
  );
}

/** The option of a member of the input; nothing for null. */
export function optionWords(member: string, value: Json): string[] {
  const name = `--${cliName(member)}`;
  if (value === null) return [];
  if (value === true) return [name];
  if (value === false) return [`--no-${cliName(member)}`];
  const text = typeof value === 'string' ? value : printableJson(value);
  return text.startsWith('-') ? [`${name}=${text}`] : [name, text];
}

/** Where the call goes. */
export function placeOptions(call: AwsCall, at: CliTarget): string[] {
  return [
    '--region',
    call.target.region,
    ...(at.profile === undefined ? [] : ['--profile', at.profile]),
    ...(at.endpoint === undefined ? [] : ['--endpoint-url', at.endpoint]),
  ];
}

/** Control characters, and the invisible and direction-changing ones that can make a line look like another one. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** JSON text with no unprintable character in it. */
export function printableJson(value: Json): string {
  return JSON.stringify(value).replace(new RegExp(unprintable, 'gu'), (character) =>
    [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** One POSIX shell word. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
