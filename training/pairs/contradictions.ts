/** @file Pairs of a list that cannot all be true, and pairs that stand there twice. Reads no file. */

interface Pair {
  readonly line: number;
  readonly first: string;
  readonly second: string;
  readonly same: boolean;
  readonly fakes: readonly [boolean, boolean];
}

interface Fault {
  readonly line: number;
  readonly what: string;
}

/** Chains of lines that are followed for messages; a wrong column makes as many as there are lines. */
const MOST_EXPLAINED = 20;

/** @returns Each pair once, by its first line, and what is wrong with the others. */
export function pairContradictions<One extends Pair>(
  pairs: readonly One[],
): { once: One[]; faults: Fault[] } {
  const once: One[] = [];
  const faults: Fault[] = [];
  const known = new Map<string, One>();
  const marks = new Map<string, { fake: boolean; line: number }>();
  for (const pair of pairs) {
    const { line, first, second, same } = pair;
    if (first === second) {
      faults.push({ line, what: `it compares ${first} with itself` });
      continue;
    }
    const mark = contradictedMark(pair, marks);
    if (mark) faults.push(mark);
    const key = JSON.stringify(first < second ? [first, second] : [second, first]);
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, pair);
      once.push(pair);
    } else if (before.same !== same) {
      faults.push({
        line,
        what: `it says ${persons(same)}, line ${before.line} says ${persons(before.same)}`,
      });
    }
  }
  return { once, faults: [...faults, ...joinedStrangers(once)] };
}

const persons = (same: boolean): string => (same ? 'one person' : 'two persons');

function contradictedMark(pair: Pair, marks: Map<string, { fake: boolean; line: number }>): Fault | null {
  let fault: Fault | null = null;
  for (const [image, fake] of [
    [pair.first, pair.fakes[0]],
    [pair.second, pair.fakes[1]],
  ] as const) {
    const before = marks.get(image);
    if (before === undefined) marks.set(image, { fake, line: pair.line });
    else if (before.fake !== fake) {
      const [here, there] = fake ? ['is', 'is not'] : ['is not', 'is'];
      fault = {
        line: pair.line,
        what: `${image} ${here} a deepfake here, and ${there} one in line ${before.line}`,
      };
    }
  }
  return fault;
}

/** Two images of two persons that other lines make one, over any number of steps. */
function joinedStrangers(pairs: readonly Pair[]): Fault[] {
  const parents = new Map<string, string>();
  const rootOf = (image: string): string => {
    let root = image;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    for (let at = image; at !== root;) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { first, second, same } of pairs) {
    if (!same) continue;
    const [one, other] = [rootOf(first), rootOf(second)];
    if (one !== other) parents.set(one, other);
  }
  const strangers = pairs.filter(({ first, second, same }) => !same && rootOf(first) === rootOf(second));
  const neighbours = strangers.length > 0 ? neighboursIn(pairs) : new Map<string, Step[]>();
  return strangers.map(({ line, first, second }, index) => {
    const lines = index < MOST_EXPLAINED ? linesBetween(first, second, neighbours) : [];
    const told = lines.length > 0 ? `lines ${lines.join(', ')} make` : 'other lines make';
    return { line, what: `it says two persons, but ${told} them one` };
  });
}

interface Step {
  readonly to: string;
  readonly line: number;
}

function neighboursIn(pairs: readonly Pair[]): Map<string, Step[]> {
  const neighbours = new Map<string, Step[]>();
  const add = (from: string, step: Step): void => {
    const known = neighbours.get(from);
    if (known) known.push(step);
    else neighbours.set(from, [step]);
  };
  for (const { line, first, second, same } of pairs) {
    if (!same) continue;
    add(first, { to: second, line });
    add(second, { to: first, line });
  }
  return neighbours;
}

/** Lines of the shortest way from one image to the other, in the order of the file. */
function linesBetween(from: string, to: string, neighbours: ReadonlyMap<string, readonly Step[]>): number[] {
  const cameBy = new Map<string, { from: string; line: number } | null>([[from, null]]);
  // A map hands out what is added while it is walked.
  for (const image of cameBy.keys()) {
    if (image === to) break;
    for (const step of neighbours.get(image) ?? []) {
      if (!cameBy.has(step.to)) cameBy.set(step.to, { from: image, line: step.line });
    }
  }
  const lines: number[] = [];
  for (let step = cameBy.get(to); step; step = cameBy.get(step.from)) lines.push(step.line);
  return lines.sort((one, other) => one - other);
}
