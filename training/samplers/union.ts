/** @file Joins sets of numbers (union–find; Tarjan 1975). */

export interface Union {
  /** A new set of its own. @returns Its number, counting from 0. */
  add(): number;
  join(a: number, b: number): void;
  /** The number that stands for the whole set. */
  find(set: number): number;
}

export function createUnion(): Union {
  const parents: number[] = [];
  const find = (set: number): number => {
    let root = set;
    while (parents[root] !== root) root = parents[root];
    parents[set] = root;
    return root;
  };
  return {
    add: () => parents.push(parents.length) - 1,
    join(a, b) {
      // The older number stands for both, so that the order of the data alone decides.
      const [older, younger] = [find(a), find(b)].sort((first, second) => first - second);
      parents[younger] = older;
    },
    find,
  };
}
