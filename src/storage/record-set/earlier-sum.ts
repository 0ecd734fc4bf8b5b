/**
 * @file How a version before this one bound the people's records: by a sum over HMACs of id and nonce (MSet-Add-Hash of
 * Clarke, Devadas, van Dijk, Gassend and Suh, ASIACRYPT 2003, with a prime modulus). Its stores are held against that
 * once, before their blocks are made. Nothing is written in this form any more.
 */
import { encodeUtf8, toHex } from '../bytes.ts';
import type { RecordIdentity, SealedRecord, Vault } from '../vault.ts';

/** 2²⁵⁵ − 19. */
const PRIME = 2n ** 255n - 19n;

const KEY_IDENTITY: RecordIdentity = { kind: 'recordSetKey', id: 'recordSet', modelSha256: null };

export interface EarlierSum {
  /** The key of the HMACs, sealed. */
  readonly key: SealedRecord;
  /** 64 hex digits. */
  readonly sum: string;
}

/** @param people - Nonces by id. */
export async function fitsEarlierSum(
  { key, sum }: EarlierSum,
  people: ReadonlyMap<string, string>,
  vault: Vault,
  crypto: Crypto,
): Promise<boolean> {
  const mac = await vault.openMacKey(KEY_IDENTITY, key);
  let found = 0n;
  for (const [id, nonce] of people) {
    const text = encodeUtf8(JSON.stringify(['tag', id, nonce]));
    found += BigInt(`0x${toHex(new Uint8Array(await crypto.subtle.sign('HMAC', mac, text)))}`) % PRIME;
  }
  return found % PRIME === BigInt(`0x${sum}`);
}
