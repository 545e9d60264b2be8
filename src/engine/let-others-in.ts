/**
 * Between two phases of work that take long for a large plan: what waits meanwhile (an answer to another caller, the timer of a call that is promised one in time) comes first.
 * Nothing that was read may be relied on as unchanged across it, as across any other await.
 */
export function letOthersIn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
