/** @file Files that the site signs for others: who has heard of an erasure, and where each door's log ends. */
import { signFile } from '../../fleet/signed-file.ts';
import type { Door } from './door-state.ts';
import type { Erasure } from './people-api.ts';
import type { SiteKeys } from './site-keys.ts';

export const RECEIPT = 'facegate-fleet-erasure';
const HEADS = 'facegate-fleet-heads';

export interface ReceiptDoor {
  readonly id: string;
  readonly name: string;
}

/** Which doors have said, by their own signed word, that they read up to an erasure or a suspension. */
export function heardOf(
  { revision }: Pick<Erasure, 'revision'>,
  doors: readonly Door[],
): { readonly heard: readonly ReceiptDoor[]; readonly notYet: readonly ReceiptDoor[] } {
  const has = ({ heard }: Door): boolean => heard !== null && heard.report.revision >= revision;
  const named = ({ device: { id, name } }: Door): ReceiptDoor => ({ id, name });
  return {
    heard: doors.filter(has).map(named),
    notYet: doors.filter((door) => !has(door)).map(named),
  };
}

export interface SiteFacts {
  readonly siteId: string;
  readonly siteName: string;
  /** Raw, hex. */
  readonly siteKey: string;
}

/** Holds no name of a person and nothing biometric. @returns The file's text. */
export function signReceipt(
  { siteId, siteName, siteKey }: SiteFacts,
  erasure: Erasure,
  doors: readonly Door[],
  madeAtMs: number,
  { writer }: SiteKeys,
  crypto: Crypto,
): Promise<string> {
  const { heard, notYet } = heardOf(erasure, doors);
  const content = {
    ...{ siteId, siteName, siteKey },
    madeAt: new Date(madeAtMs).toISOString(),
    subjectId: erasure.id,
    erasedAt: new Date(erasure.erasedAtMs).toISOString(),
    revision: erasure.revision,
    doorsThatErased: heard,
    doorsNotYetHeard: notYet,
  };
  return signFile(RECEIPT, content, writer.signingKey, crypto);
}

export interface LogHead {
  readonly device: string;
  readonly name?: string;
  /** Of the last entry that the hub has of this door. */
  readonly index: number;
  readonly hash: string;
}

/** @param options.named - With the site's name. @returns The file's text. */
export function signHeads(
  { siteId, siteName, siteKey }: SiteFacts,
  heads: readonly LogHead[],
  { madeAtMs, named }: { readonly madeAtMs: number; readonly named: boolean },
  { writer }: SiteKeys,
  crypto: Crypto,
): Promise<string> {
  const content = {
    siteId,
    ...(named && { siteName }),
    ...{ siteKey, madeAt: new Date(madeAtMs).toISOString(), heads },
  };
  return signFile(HEADS, content, writer.signingKey, crypto);
}
