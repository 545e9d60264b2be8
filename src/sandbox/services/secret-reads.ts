import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { Draw } from '../types/draw.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { Live } from '../world/live.ts';
import type { CallContext } from './call-context.ts';
import type { JsonReads } from './json-reads.ts';
import { getParameters } from './parameters.ts';
import { resourceOf, resourcesOf } from './resources-of.ts';

type Answered = Answer<Record<string, unknown>>;

/**
 * What tells the values of parameters and secrets, and whether there are any. Sources: API references of Systems Manager (GetParameter, DescribeParameters) and Secrets Manager
 * (GetSecretValue, DescribeSecret).
 */
export const secretReads: readonly JsonReads[] = [
  {
    target: 'AmazonSSM',
    signedAs: 'ssm',
    namespace: 'com.amazonaws.ssm.v20141106',
    version: '1.1',
    operations: {
      GetParameters: { type: 'AWS::SSM::Parameter', named: (input) => textOf((input['Names'] as readonly Json[] | undefined)?.[0]), answer: getParameters },
      GetParameter: { type: 'AWS::SSM::Parameter', named: (input) => textOf(input['Name']), answer: getParameter },
      DescribeParameters: { type: 'AWS::SSM::Parameter', named: () => null, answer: describeParameters },
    },
  },
  {
    target: 'secretsmanager',
    signedAs: 'secretsmanager',
    namespace: 'com.amazonaws.secretsmanager',
    version: '1.1',
    operations: {
      GetSecretValue: { type: 'AWS::SecretsManager::Secret', named: (input) => textOf(input['SecretId']), answer: getSecretValue },
      DescribeSecret: { type: 'AWS::SecretsManager::Secret', named: (input) => textOf(input['SecretId']), answer: describeSecret },
    },
  },
];

function getParameter(context: CallContext, input: JsonObject): Answered {
  const name = textOf(input['Name']) ?? '';
  const live = resourceOf(context, 'AWS::SSM::Parameter', name);
  if (live === null) return refuse('ParameterNotFound', '');
  return answer({ Parameter: { Name: name, Type: live.properties['Type'] ?? 'String', Value: live.properties['Value'], Version: 1, ARN: live.arn } });
}

function describeParameters(context: CallContext, input: JsonObject): Answered {
  const filters = Array.isArray(input['ParameterFilters']) ? (input['ParameterFilters'] as readonly JsonObject[]) : [];
  const names = filters.find(({ Key }) => Key === 'Name')?.['Values'];
  const page = resourcesOf(context, 'AWS::SSM::Parameter', 50, textOf(input['NextToken']) ?? undefined, (live) =>
    Array.isArray(names) ? (names as readonly Json[]).includes(live.identifier) : true,
  );
  return answer({ Parameters: page.found.map((live) => ({ Name: live.identifier, Type: live.properties['Type'] ?? 'String' })), NextToken: page.next });
}

function getSecretValue(context: CallContext, input: JsonObject): Answered {
  const live = secretOf(context, input);
  const text = live?.properties['SecretString'] ?? (live === null ? undefined : generated(live));
  if (live === null) return refuse('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret.');
  if (typeof text !== 'string')
    return refuse('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret value for staging label: AWSCURRENT');
  return answer({ ARN: live.identifier, Name: live.properties['Name'], SecretString: text });
}

/** What was asked to be generated, the same at each reading (API reference, GetRandomPassword; template reference, GenerateSecretString): without punctuation. */
function generated({ properties, identifier }: Live): string | undefined {
  const asked = properties['GenerateSecretString'];
  if (!isJsonObject(asked)) return undefined;
  const excluded = String(asked['ExcludeCharacters'] ?? '');
  const drawn = new Draw('generated secret', identifier).mixed(4096);
  const password = [...`aA1${drawn}`].filter((letter) => !excluded.includes(letter)).slice(0, Number(asked['PasswordLength'] ?? 32));
  const { GenerateStringKey: key, SecretStringTemplate: template } = asked;
  if (typeof key !== 'string' || typeof template !== 'string') return password.join('');
  return JSON.stringify({ ...(JSON.parse(template) as JsonObject), [key]: password.join('') });
}

function describeSecret(context: CallContext, input: JsonObject): Answered {
  const live = secretOf(context, input);
  if (live === null) {
    const id = textOf(input['SecretId']) ?? '';
    const held = context.world.scheduled({ account: context.caller.account, region: context.caller.region, type: 'AWS::SecretsManager::Secret' }, id);
    if (held !== null) return answer({ ARN: held.identifier, Name: id, DeletedDate: held.at / 1000 });
    return refuse('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret.');
  }
  return answer({ ARN: live.identifier, Name: live.properties['Name'], Description: live.properties['Description'] });
}

/** By its ARN, or by the name that its ARN holds before six letters of its own. */
function secretOf(context: CallContext, input: JsonObject): Live | null {
  const id = textOf(input['SecretId']) ?? '';
  if (id.startsWith('arn:')) return resourceOf(context, 'AWS::SecretsManager::Secret', id);
  return resourcesOf(context, 'AWS::SecretsManager::Secret', 1, undefined, (live) => live.properties['Name'] === id).found[0] ?? null;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
