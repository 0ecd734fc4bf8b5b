/**
 * @file The code that the hub shows in its terminal while it has no site: whoever reads it there may set the site up.
 * New at each start, and of use once.
 */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** Without I, L, O and U, which are mistaken for others. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits. */
const LENGTH = 16;
const GROUP = /.{4}(?=.)/gu;

const MOST_WRONG = 10;
const WINDOW_MS = 60_000;
/** Whoever has so many addresses guesses no better: the oldest are forgotten. */
const MOST_ADDRESSES = 1_000;

export type Judgement = 'right' | 'wrong' | 'too many';

export class SetUpCode {
  /** In groups: `7K2M-9QXA-04TB-WHDE`. */
  readonly text: string;
  private readonly _wrong = new Map<string, { count: number; readonly sinceMs: number }>();

  constructor(private readonly _nowMs: () => number = () => performance.now()) {
    const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
    this.text = letters.join('').replaceAll(GROUP, '$&-');
  }

  /**
   * An address that was wrong ten times waits for a minute; others do not wait for it.
   * @param given - As typed: groups, spaces and small letters do not matter.
   */
  judge(given: string, address: string): Judgement {
    const past = this._wrong.get(address);
    const isFresh = past !== undefined && this._nowMs() - past.sinceMs < WINDOW_MS;
    if (isFresh && past.count >= MOST_WRONG) return 'too many';
    if (timingSafeEqual(digestOf(given), digestOf(this.text))) return 'right';
    if (isFresh) past.count += 1;
    else {
      this._wrong.delete(address);
      this._wrong.set(address, { count: 1, sinceMs: this._nowMs() });
      const [oldest] = this._wrong.keys();
      if (this._wrong.size > MOST_ADDRESSES) this._wrong.delete(oldest);
    }
    return 'wrong';
  }
}

/** Of equal length, whatever was typed. */
function digestOf(code: string): Buffer {
  const plain = code.toUpperCase().replaceAll(/[\s-]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/gu, '1');
  return createHash('sha256').update(plain).digest();
}
