/** @file Nested plain data as a list of paths and values, for tables and for trackers that know only pairs. */

/** @returns `{a: {b: [1, 2]}}` as `a.b` → `[1,2]`, in the order of the data; lists stay whole. */
export function flatten(data: unknown, prefix = ''): Map<string, string> {
  const pairs = new Map<string, string>();
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const text = typeof data === 'string' ? data : (JSON.stringify(data) as string | undefined);
    if (text !== undefined) pairs.set(prefix, text);
    return pairs;
  }
  for (const [key, value] of Object.entries(data)) {
    for (const [path, text] of flatten(value, prefix === '' ? key : `${prefix}.${key}`))
      pairs.set(path, text);
  }
  return pairs;
}
