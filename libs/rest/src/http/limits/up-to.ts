/**
 * Bounds an LRUCache to so many entries. Its `max` would allocate the places of all of them at once, which costs each
 * start 10 ms and a megabyte for 50,000; by size it grows with what it holds.
 */
export function upTo(entries: number) {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
