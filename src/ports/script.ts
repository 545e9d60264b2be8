import type { JsonObject } from '../kernel/json.ts';
import type { AwsCall } from '../model/call.ts';
import type { Change, Step } from '../model/plan.ts';
import type { NamedTarget, Place } from '../model/target.ts';

/** The shell variable that holds an attribute of a node, as JSON text. */
export type VariableName = (node: string, attribute: string) => string;

/** A value that a script must not show: its reader sets the variable. */
export interface ScriptSecret {
  readonly variable: string;
  /** What it is: `/MasterUserPassword of database`. */
  readonly of: string;
  /** Whether the variable holds the text itself, or JSON. */
  readonly holds: 'text' | 'json';
}

/** A step of a plan that is to be put into a script. */
export interface ScriptOrder {
  readonly step: Step;
  readonly change: Change;
  /** Reached through the definition that was signed. */
  readonly target: NamedTarget;
  /** Attributes of the node that later steps use: the step's lines set their variables. */
  readonly wanted: readonly string[];
  readonly variable: VariableName;
}

/** Lines of a POSIX shell script that runs under `set -eu`. None holds a line break or anything that a terminal would not just show. */
export interface StepScript {
  readonly lines: readonly string[];
  /** Texts of whole shell functions that the lines call, each of one or more lines; the same one is needed once. */
  readonly functions: readonly (readonly string[])[];
  readonly secrets: readonly ScriptSecret[];
}

/** A mutation of a resource as it is put into a script. */
export interface ScriptMutation {
  readonly node: string;
  readonly op: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly place: Place;
  /** Null for what is to be created. */
  readonly identifier: string | null;
  /** Names of the properties that make the primary identifier. */
  readonly identity: readonly string[];
  /** What is wanted, with `$from` and `$join`; empty for a delete. */
  readonly properties: JsonObject;
  /** As they are signed, but for `{"$secret": variable}` in the place of what must not be shown. */
  readonly calls: readonly AwsCall[];
  readonly secrets: readonly ScriptSecret[];
  readonly wanted: readonly string[];
  readonly variable: VariableName;
}
