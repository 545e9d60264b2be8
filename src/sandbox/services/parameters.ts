import type { Json, JsonObject } from '../../kernel/json.ts';
import { Draw } from '../types/draw.ts';
import { textAt } from '../types/pointer-paths.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { CallContext } from './call-context.ts';
import { resourceOf } from './resources-of.ts';

/** Source: Systems Manager API reference, GetParameters. What is not there is named among the invalid ones. */
export function getParameters(context: CallContext, input: JsonObject): Answer<Record<string, unknown>> {
  const names = Array.isArray(input['Names']) ? (input['Names'] as readonly Json[]).map(String) : [];
  if (names.length === 0 || names.length > 10)
    return refuse(
      'ValidationException',
      "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length between 1 and 10",
    );
  const found = names.map((name) => [name, storedIn(context, name) ?? publicParameter(context, name)] as const);
  return answer({
    Parameters: found.flatMap(([, parameter]) => (parameter === null ? [] : [parameter])),
    InvalidParameters: found.flatMap(([name, parameter]) => (parameter === null ? [name] : [])),
  });
}

function storedIn(context: CallContext, asked: string): Record<string, unknown> | null {
  const selector = /:[^:/]+$/.exec(asked)?.[0] ?? '';
  const name = asked.slice(0, asked.length - selector.length);
  const live = resourceOf(context, 'AWS::SSM::Parameter', name);
  if (live === null) return null;
  return {
    Name: name,
    Type: textAt(live.properties, ['Type']) ?? 'String',
    Value: textAt(live.properties, ['Value']),
    Version: 1,
    LastModifiedDate: live.createdAt / 1000,
    ...(selector === '' ? {} : { Selector: selector }),
  };
}

/** What AWS and its partners keep up to date under `/aws/service/`; the ids of images are drawn from the name (Systems Manager user guide, Discovering public parameters). */
function publicParameter({ caller }: CallContext, name: string): Record<string, unknown> | null {
  if (!/^\/aws\/service\/(?:.*[/_-])?(?:ami|image_id|ami-id|gp2|gp3|ebs|amd64|arm64|x86_64)(?:[/_-].*)?$/i.test(name)) return null;
  return { Name: name, Type: 'String', Value: `ami-${new Draw(`image ${caller.region}`, name).hex(17)}`, Version: 1 };
}
