/** The values by what they share, in the order in which each was first met. Node 20 has no `Map.groupBy`. */
export function grouped<K, V>(values: readonly V[], by: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = by(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
