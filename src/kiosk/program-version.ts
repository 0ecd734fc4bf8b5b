/** @file Which version of the program runs, and since when on this device. Holds nothing personal. */
declare const __PROGRAM_VERSION__: string;

export interface ProgramVersion {
  readonly version: string;
  /** When this build first ran here, milliseconds since the epoch; null where the browser keeps nothing. */
  readonly sinceMs: number | null;
}

const STORAGE_KEY = 'facegate.program';

/** @param build - What differs from build to build: the address of the page's own script. */
export function programVersion(nowMs: number, build = import.meta.url): ProgramVersion {
  return { version: __PROGRAM_VERSION__, sinceMs: sinceWhen(build, nowMs) };
}

function sinceWhen(build: string, nowMs: number): number | null {
  try {
    const [known, since] = (localStorage.getItem(STORAGE_KEY) ?? '').split(' ');
    if (known === build && Number.isFinite(Number(since))) return Number(since);
    localStorage.setItem(STORAGE_KEY, `${build} ${nowMs}`);
    return nowMs;
  } catch {
    return null;
  }
}
