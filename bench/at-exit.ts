const still = new Set<() => void>();
process.once('exit', () => {
  for (const undo of still) undo();
});

/** What has to be undone however the measurement ends, and the way to say that it is. One listener for all of them. */
export function atExit(undo: () => void): () => void {
  still.add(undo);
  return () => {
    still.delete(undo);
  };
}
