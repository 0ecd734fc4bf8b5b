/**
 * @file Counts what searches in galleries of several sizes would have answered, exactly: the average over every gallery
 * that can be drawn from the templates there are. Nothing is drawn, and nothing extrapolated.
 */

/** Thresholds are told apart by this much; between two of them rates are interpolated. */
const STEP = 0.0025;
/** Edges from 0 to just past 1: below 0 no embedder that is worth its name has a threshold. */
const EDGES = Math.round(1 / STEP) + 2;

/** What a search compares one probe with. */
export interface SearchedProbe {
  /** Whose face it is; any number, the same for all probes of a person. */
  readonly person: number;
  /** The data set that it is of. */
  readonly set: string;
  /** Cosine to the person's own template; null for somebody without one, who is a stranger only. */
  readonly own: number | null;
  /** Cosines to the templates of all others: one for each person. */
  readonly others: Float32Array;
}

/** A probe of somebody with a template. */
interface EnrolledProbe {
  readonly own: number;
  /** Of the others, how many are nearer than their own template. */
  readonly nearer: number;
  readonly othersCount: number;
}

/** All probes of one person. */
interface PersonTally {
  readonly set: string;
  probes: number;
  comparisons: number;
  /** By size and edge: sum over the probes of the chance that a gallery without the person has somebody as near. */
  readonly taken: Float64Array;
  readonly enrolled: EnrolledProbe[];
}

export class GalleryTally {
  /** People in the gallery, rising. */
  readonly sizes: readonly number[];
  private readonly _people = new Map<number, PersonTally>();
  private readonly _counts = new Uint32Array(EDGES);
  private _logFactorials = new Float64Array(1);

  constructor(sizes: readonly number[]) {
    this.sizes = [...sizes].sort((a, b) => a - b);
  }

  /**
   * Every probe is a stranger to the galleries without its person, and is enrolled in those with them.
   * @throws RangeError when fewer others have a template than the largest gallery wants.
   */
  add({ person, set, own, others }: SearchedProbe): void {
    const largest = this.sizes[this.sizes.length - 1];
    if (others.length < largest) {
      throw new RangeError(`A gallery of ${largest} cannot be filled with ${others.length} others.`);
    }
    const tally = this._tallyOf(person, set);
    tally.probes += 1;
    tally.comparisons += others.length;
    this._addStranger(tally.taken, others);
    if (own === null) return;
    let nearer = 0;
    for (const similarity of others) if (similarity > own) nearer += 1;
    tally.enrolled.push({ own, nearer, othersCount: others.length });
  }

  /** @returns The people in the order in which they came. */
  rates(): readonly PersonRates[] {
    return [...this._people.values()].map((tally): PersonRates => ({
      set: tally.set,
      probes: tally.probes,
      comparisons: tally.comparisons,
      enrolledProbes: tally.enrolled.length,
      taken: this.sizes.map((_, at) =>
        tally.taken.slice(at * EDGES, (at + 1) * EDGES).map((sum) => sum / tally.probes),
      ),
      missed: (size, threshold) => this._missed(tally, size, threshold),
    }));
  }

  private _tallyOf(person: number, set: string): PersonTally {
    const known = this._people.get(person);
    if (known) return known;
    const taken = new Float64Array(this.sizes.length * EDGES);
    const made = { set, probes: 0, comparisons: 0, taken, enrolled: [] };
    this._people.set(person, made);
    return made;
  }

  private _addStranger(taken: Float64Array, others: Float32Array): void {
    this._counts.fill(0);
    for (const similarity of others) {
      const edge = Math.floor(similarity / STEP);
      this._counts[Math.max(0, Math.min(EDGES - 1, edge))] += 1;
    }
    let near = 0;
    for (let edge = EDGES - 1; edge >= 0; edge -= 1) {
      near += this._counts[edge];
      if (near === 0) continue;
      for (const [at, size] of this.sizes.entries()) {
        taken[at * EDGES + edge] += this._chanceOfAny(size, near, others.length);
      }
    }
  }

  /** The chance that `size` of `all` templates, drawn without putting back, hold one of the `near` ones. */
  private _chanceOfAny(size: number, near: number, all: number): number {
    if (near === 0 || size === 0) return 0;
    if (all - near < size) return 1;
    const log = this._logFactorialsTo(all);
    return -Math.expm1(log[all - near] - log[all - near - size] - log[all] + log[all - size]);
  }

  private _logFactorialsTo(most: number): Float64Array {
    if (this._logFactorials.length <= most) {
      const longer = new Float64Array(most + 1);
      for (let n = 2; n <= most; n += 1) longer[n] = longer[n - 1] + Math.log(n);
      this._logFactorials = longer;
    }
    return this._logFactorials;
  }

  /** Share of the person's probes that miss their own template, or find somebody else's nearer. */
  private _missed({ enrolled }: PersonTally, size: number, threshold: number): number {
    const sum = enrolled.reduce(
      (total, { own, nearer, othersCount }) =>
        total + (own < threshold ? 1 : this._chanceOfAny(size - 1, nearer, othersCount)),
      0,
    );
    return sum / enrolled.length;
  }
}

/** Of one person; means over their probes. */
export interface PersonRates {
  readonly set: string;
  readonly probes: number;
  /** Of the probes with the templates of others. */
  readonly comparisons: number;
  readonly enrolledProbes: number;
  /** By size, in the tally's order: for each edge the chance to be taken for somebody at its threshold, [0, 1]. */
  readonly taken: readonly Float64Array[];
  /** Chance not to be recognised, [0, 1]; NaN without a template. */
  readonly missed: (size: number, threshold: number) => number;
}

export const GALLERY_EDGES = EDGES;

/** @returns Cosine of an edge, which may lie between two. */
export function edgeThreshold(edge: number): number {
  return edge * STEP;
}
