import { type Text, t } from './text.ts';

interface Named {
  readonly alias: string;
  readonly name: string;
}

/** A target as the deployment calls it, and its name among the targets where that is another: `prod`, `main (prod)`. */
export function targetText({ alias, name }: Named): Text {
  return alias === name ? t`${name}` : t`${alias} (${name})`;
}

/** Whether everything is done in sandboxes; false of nothing. It is said of the whole then, otherwise at each target that is one. */
export function isSimulated(targets: readonly { readonly simulated: boolean }[]): boolean {
  return targets.length > 0 && targets.every(({ simulated }) => simulated);
}

/** `simulated`, as it is said of a whole or of one target. */
export function simulatedMark(simulated: boolean): Text[] {
  return simulated ? [t`simulated`.styled('cyan')] : [];
}
