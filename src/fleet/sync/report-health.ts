/** @file Tells the hub how the door is: every half a minute, and soon after something changed. */
import { type HealthReport, signReport } from '../health-report.ts';
import type { Link } from '../link-types.ts';
import type { Bell } from './bell.ts';
import type { DoorKeys } from './door-keys.ts';
import type { Run } from './keep-going.ts';
import { pause } from '../waiting.ts';

export interface HealthReporterOptions {
  readonly link: Link;
  readonly keys: Pick<DoorKeys, 'device' | 'signingKey'>;
  readonly crypto: Crypto;
  readonly makeReport: () => Promise<HealthReport>;
  /** Rings when something changed. */
  readonly bell: Bell;
}

const EVERY_MS = 30_000;
/** Changes within it make one report. Hundreds of doors hear of a change at once. */
const SOONEST_MS = 100;
const JITTER_MS = 500;

/** Until the link is lost. */
export async function reportHealth(
  { link, keys, crypto, makeReport, bell }: HealthReporterOptions,
  { signal, wentWell }: Run,
): Promise<void> {
  while (!signal.aborted) {
    const report = await makeReport();
    await link.put('health', keys.device, await signReport(report, keys.signingKey, crypto));
    wentWell();
    await pause(SOONEST_MS + Math.random() * JITTER_MS, signal);
    await bell.wait(EVERY_MS * (0.8 + Math.random() * 0.4), signal);
  }
}
