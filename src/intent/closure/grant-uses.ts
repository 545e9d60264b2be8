import type { JsonObject } from '../../kernel/json.ts';
import { valueAt } from '../../kernel/pointer.ts';
import type { Way } from '../../model/closure-rules.ts';
import { answered, type Closing, placeOf } from './closing.ts';
import { nodesIn, type Part, roleType } from './drafting.ts';
import { fillRule } from './fill-rule.ts';
import { addCompanion } from './find-need.ts';

/** That one node of a draft is said to do something with another; without `ways`, all that can be done with it. */
export interface NodeUse {
  readonly user: string;
  readonly used: string;
  readonly ways: readonly Way[];
  readonly words: string;
}

const leaveOut = 'leave out';

/**
 * Lets what is said to use something do so: a policy of its own beside the role that the user acts with, which may stand already, of no more than is said. A user whose role is not among the draft is asked about.
 */
export function grantUses(closing: Closing): void {
  for (const { user, used, ways, words } of closing.context.uses) {
    const [part, other] = [closing.drafting.at(user), closing.drafting.at(used)];
    const grant = other === undefined ? undefined : closing.context.knowledge.closure.grants.get(other.type.name);
    if (part === undefined || other === undefined || grant === undefined) continue;
    const actions = ways.length === 0 ? grant.rule.actions : [...new Set(ways.flatMap((way) => grant.rule.ways[way] ?? []))];
    const doing = ways.length === 0 ? 'use' : `${ways.join(' and ')}${grant.rule.of === undefined ? '' : ` ${grant.rule.of}`}`;
    const role = roleOf(closing, part);
    if (role === null) {
      ask(closing, part, { used, doing, words });
      continue;
    }
    const node = `${plain(user)}_may_${ways.length === 0 ? 'use' : ways.join('_')}_${plain(used)}`;
    const there = closing.drafting.at(node);
    if (there === undefined)
      addCompanion(closing, part, {
        node,
        type: 'AWS::IAM::RolePolicy',
        properties: {
          RoleName: `\${${role.node}.RoleName}`,
          PolicyName: node.slice(0, longestName),
          PolicyDocument: { Version: '2012-10-17', Statement: [allowed(closing, other, actions, grant.rule.resources)] },
        },
        only: part,
        made: null,
      });
    closing.evidence.push({ words, entry: grant.entry, effect: `lets ${user} ${doing} ${used}: ${actions.join(', ')}` });
  }
}

/** The longest name of a policy. */
const longestName = 128;

/** The role that a part acts with, by way of an instance profile where it is had so; null where it is none of the draft. */
function roleOf(closing: Closing, part: Part): Part | null {
  const property = part.type.name === profileType ? '/Roles' : closing.context.knowledge.closure.actors.get(part.type.name);
  if (part.type.name === roleType) return part;
  for (const node of property === undefined ? [] : nodesIn(valueAt(part.properties, property) ?? null)) {
    const next = closing.drafting.at(node);
    if (next?.type.name === roleType || next?.type.name === profileType) return roleOf(closing, next);
  }
  return null;
}

const profileType = 'AWS::IAM::InstanceProfile';

function allowed(closing: Closing, self: Part, actions: readonly string[], resources: readonly string[]): JsonObject {
  const scope = { context: closing.context, self, locals: new Map([['it', [self]]]), values: {} };
  return fillRule({ Effect: 'Allow', Action: [...actions], Resource: [...resources] }, scope);
}

function ask(closing: Closing, part: Part, { used, doing, words }: { readonly used: string; readonly doing: string; readonly words: string }): void {
  const slot = `${part.node}.use_${used}`;
  if (answered(closing, part, slot)?.value === leaveOut) {
    closing.evidence.push({ words, entry: 'not used', effect: 'is left out, as was answered' });
    return;
  }
  closing.questions.push({
    at: placeOf(part),
    slot,
    text: `${part.node} acts with a role that is not made here, so that it cannot be let ${doing} ${used}. Is that to be left out?`,
    options: [{ letter: 'a', value: leaveOut, text: 'its role is given what it needs elsewhere' }],
    open: false,
    default: leaveOut,
    because: null,
  });
}

function plain(node: string): string {
  return node.replace(/[^a-z0-9]+/g, '_').replace(/_$/, '');
}
