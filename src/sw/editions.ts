/**
 * @file Which edition of the kiosk this device runs, which one waits, and which one ran before. An edition is the
 * program's files with the models that belong to them. Pure: it stores nothing.
 */

/** The texts of `models/manifest.json` and `models/status.json`. */
export interface ModelLists {
  readonly manifest: string;
  readonly status: string;
}

export interface Edition {
  /** Path from the site's root, without a leading slash → address in the program's cache. */
  readonly files: Readonly<Record<string, string>>;
  /** Null until every model that they name is stored. Until then the network answers. */
  readonly lists: ModelLists | null;
}

export interface Editions {
  readonly current: Edition | null;
  /** Stored whole. The operator decides when it takes over. */
  readonly next: Edition | null;
  /** What ran before, kept until `current` has passed its self-test. */
  readonly previous: Edition | null;
  /** How often `current` was started since it took over without passing its self-test. */
  readonly unprovenStarts: number;
  /** It failed too often, and is not offered again. */
  readonly rejected: Edition | null;
}

export const NO_EDITIONS: Editions = {
  current: null,
  next: null,
  previous: null,
  unprovenStarts: 0,
  rejected: null,
};

/** A broken page may be unable to ask for the edition before. It must not keep the door shut. */
export const MAX_UNPROVEN_STARTS = 3;

function sameEdition(first: Edition | null, second: Edition | null): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

/** A rejected edition is not offered. */
export function offer(editions: Editions, next: Edition): Editions {
  const known = sameEdition(next, editions.current) || sameEdition(next, editions.rejected);
  return { ...editions, next: known ? null : next };
}

/** The waiting edition becomes the running one. If the running one never passed, the one before it is kept instead. */
export function takeOver(editions: Editions): Editions {
  const { current, next, previous } = editions;
  if (!next) return editions;
  const before = previous ?? current;
  return {
    ...editions,
    current: next,
    next: null,
    previous: before?.lists ? before : null,
    unprovenStarts: 0,
  };
}

/** The running edition has passed its self-test. */
export function prove(editions: Editions): Editions {
  return { ...editions, previous: null, unprovenStarts: 0 };
}

export function goBack(editions: Editions): Editions {
  const { current, previous } = editions;
  if (!previous) return editions;
  return { ...editions, current: previous, previous: null, unprovenStarts: 0, rejected: current };
}

/** A page is about to start. An edition that was started too often without passing is rejected. */
export function begin(editions: Editions): Editions {
  if (!editions.previous) return editions;
  if (editions.unprovenStarts >= MAX_UNPROVEN_STARTS) return goBack(editions);
  return { ...editions, unprovenStarts: editions.unprovenStarts + 1 };
}

/** Every edition whose files must stay. */
export function kept({ current, next, previous }: Editions): readonly Edition[] {
  return [current, next, previous].filter((edition) => edition !== null);
}
