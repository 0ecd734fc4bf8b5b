/** @file Which versions of nats-server keep what they have acknowledged. Pure. */

export interface NatsVersion {
  /** As the server says it, without the `v`: such as `2.10.27`. */
  readonly text: string;
  readonly parts: readonly [major: number, minor: number, patch: number];
}

/** The first version without the losses that `riskOf` names (nats-server #6888). */
const OLDEST_SAFE = '2.10.23';

/** Knows `sync_interval`. */
const OLDEST_SYNCING = '2.10.0';

/** @param output - Of `nats-server --version`. @returns null where it names no version. */
export function parseNatsVersion(output: string): NatsVersion | null {
  const found = /nats-server: v(\d+)\.(\d+)\.(\d+)/u.exec(output);
  if (found === null) return null;
  const [, major, minor, patch] = found;
  return { text: `${major}.${minor}.${patch}`, parts: [Number(major), Number(minor), Number(patch)] };
}

/** What this version may lose, as a clause; null where it is safe. */
export function riskOf(version: NatsVersion): string | null {
  if (isAtLeast(version, OLDEST_SAFE)) return null;
  if (!syncsEachWrite(version))
    return 'it cannot sync each write, so a power cut loses what the last two minutes brought';
  return 'versions before it lost whole streams when they were killed';
}

/** Whether its configuration may say `sync_interval: always`. */
export function syncsEachWrite(version: NatsVersion): boolean {
  return isAtLeast(version, OLDEST_SYNCING);
}

/** @throws Error that says why, for a version that may lose something. */
export function refuseOldNats(version: NatsVersion): void {
  const risk = riskOf(version);
  if (risk === null) return;
  throw new Error(
    `nats-server ${version.text} is too old: ${risk}. Install ${OLDEST_SAFE} or newer, ` +
      'or set FACEGATE_ALLOW_OLD_NATS=1 to take the risk with one hub alone.',
  );
}

function isAtLeast({ parts }: NatsVersion, least: string): boolean {
  const wanted = least.split('.').map(Number);
  const at = parts.findIndex((part, index) => part !== wanted[index]);
  return at === -1 || parts[at] > wanted[at];
}
