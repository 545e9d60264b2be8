import { shellWord } from './aws-cli.ts';

/** The command that plans what makes something of a deployment as it was last asked for: a node of it, or the deployment by its own name. */
export function putBackCommand(deployment: string, what: string): string {
  const sentence = shellWord(`put ${what} back`);
  return `asbuilt ask --deployment ${deployment} ${sentence}`;
}
