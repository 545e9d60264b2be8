/** The engine's process ends here: nothing after this happens, and nothing that was only in memory is left. */
export class Died extends Error {}
