/** Environment variables by which AI agents mark the shells they run. A marker that ends in `*` stands for every name that begins so. */
const markers: readonly (readonly [name: string, agent: string])[] = [
  ['CLAUDECODE', 'Claude Code'],
  ['CURSOR_AGENT', 'Cursor'],
  ['CODEX_*', 'Codex'],
  ['GEMINI_CLI', 'Gemini CLI'],
  ['COPILOT_CLI', 'Copilot CLI'],
  ['OPENCODE', 'OpenCode'],
  ['CLINE_*', 'Cline'],
];

/**
 * The AI agent that a terminal belongs to, or null. A courtesy to people, who learn at once that an approval is theirs to give; an
 * agent that hides its marker gains nothing that the approver's key does not guard.
 */
export function agentTerminal(env: Readonly<Record<string, string | undefined>>): string | null {
  const named = env['AI_AGENT'];
  if (named !== undefined && named !== '') return named;
  if ((env['AWS_EXECUTION_ENV'] ?? '').toLowerCase().includes('amazonq')) return 'Amazon Q Developer';
  const set = Object.keys(env).filter((name) => env[name] !== undefined && env[name] !== '');
  for (const [marker, agent] of markers) {
    const found = marker.endsWith('*') ? set.some((name) => name.startsWith(marker.slice(0, -1))) : set.includes(marker);
    if (found) return agent;
  }
  return null;
}
