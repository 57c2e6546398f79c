/** Methods of standard verbs that no author has written. */
const supplied = new WeakSet<object>();

/** Marks a method as the usual one of its verb. */
export function markSupplied(method: object): void {
  supplied.add(method);
}

/** Whether a method is the usual one of its verb, which does no more than the store. */
export function isSupplied(method: object): boolean {
  return supplied.has(method);
}
