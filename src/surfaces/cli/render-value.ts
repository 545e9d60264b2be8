import type { Json } from '../../kernel/json.ts';
import { memberName } from '../../model/property-name.ts';
import { isHiddenText, isSecretText, type SecretPart, shownName } from '../../model/secret.ts';
import { isCall, isFrom, isJoin } from './property-leaves.ts';
import { joined, Text, t } from './text.ts';

/** A value as JSON, cut to `columns`; one that only an earlier step will give is shown as where it comes from: `‹logs.Arn›`; a secret by its name. */
export function renderValue(value: Json | undefined, columns: number): Text {
  return whole(value).cut(columns);
}

function whole(value: Json | undefined): Text {
  if (value === undefined) return t`unset`.styled('dim');
  if (typeof value !== 'object' || value === null) return t`${JSON.stringify(value)}`;
  if (isFrom(value)) return fromText(value.$from);
  if (isJoin(value))
    return t`"${Text.of(...value.$join.map((part) => (typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : isFrom(part) ? fromText(part.$from) : whole(part))))}"`;
  if (isCall(value)) return t`${String(value.$call[0])}(${joined(value.$call.slice(1).map(whole), ', ')})`;
  if (isSecretText(value)) return Text.of(...value.$secret.map(secretPart));
  if (isHiddenText(value)) return t`(not shown)`.styled('dim');
  if (Array.isArray(value)) return t`[${joined(value.map(whole), ', ')}]`;
  return t`{${joined(
    Object.entries(value).map(([key, member]) => t`${memberName(key)}: ${whole(member)}`),
    ', ',
  )}}`;
}

function fromText(from: { readonly node: string; readonly attribute: string }): Text {
  return t`‹${from.node}.${from.attribute}›`.styled('cyan');
}

function secretPart(part: SecretPart): Text {
  if (typeof part !== 'object') return t`${JSON.stringify(part).slice(1, -1)}`;
  return 'name' in part ? t`‹secret ${shownName(part)}›`.styled('cyan') : fromText(part.$from);
}
