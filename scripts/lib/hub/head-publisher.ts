/**
 * @file Posts the heads of the doors' logs, as a console has signed them, to an address outside of the site. The newest
 * counts, and is tried until its receiver has answered, over a restart of the hub too.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type BackOff, backOffMs } from '../../../src/actuators/back-off.ts';
import { CLOCK, pause } from '../../../src/actuators/clock.ts';
import { post } from '../../../src/actuators/post.ts';
import { isDoorOrigin } from '../../../src/core/site/door-origins.ts';
import { writeAtomically } from './atomic-file.ts';
import { readHeads } from './verify-head.ts';

/** As `GET /hub/heads` shows it. Times are ISO 8601. */
export interface HeadsState {
  /** The hub was given an address. */
  readonly publishes: boolean;
  /** When the newest that the hub has were signed. */
  readonly madeAt: string | null;
  /** When its receiver has taken them; null until then. */
  readonly publishedAt: string | null;
  /** Of the last try. `refused` is not tried again; the next heads are. */
  readonly trouble: 'unreachable' | 'refused' | null;
}

export const PUBLISHES_NOTHING: HeadsState = {
  ...{ publishes: false, madeAt: null, publishedAt: null, trouble: null },
};

interface PublisherOptions {
  readonly url: string;
  /** Where the newest are kept. */
  readonly file: string;
  readonly say: (sentence: string) => void;
  readonly backOff?: BackOff;
}

/** `unsigned`: not by this site. `older`: the hub has newer ones. */
export type TakenAs = 'taken' | 'unsigned' | 'older';

/** Somebody at a console waits. */
const WAIT_FOR_ANSWER_MS = 5_000;
/** The hub does not end before it either. */
const ANSWER_WITHIN_MS = 10_000;
const BACK_OFF: BackOff = { firstMs: 5_000, mostMs: 600_000 };

/** However long the receiver asks to be left alone. */
const LONGEST_WAIT_MS = 3_600_000;

interface Signed {
  readonly text: string;
  readonly madeAt: string;
}

export class HeadPublisher {
  private _newest: Signed | null = null;
  private _publishedAt: string | null = null;
  private _trouble: HeadsState['trouble'] = null;
  private _stop = new AbortController();
  /** One after the other: they have one file. */
  private _keeping: Promise<unknown> = Promise.resolve();
  private _sending: Promise<void> = Promise.resolve();
  /** Resolves after the first try. */
  private _tried: Promise<void> = Promise.resolve();

  private constructor(private readonly _options: PublisherOptions) {}

  /** Begins with what is kept from before. @param siteKey - Null before the set-up. */
  static async open(options: PublisherOptions, siteKey: string | null): Promise<HeadPublisher> {
    const publisher = new HeadPublisher(options);
    const text = await readFile(options.file, 'utf8').catch(() => null);
    if (siteKey === null || text === null) return publisher;
    // Of another site, or damaged: the next ones replace it.
    const heads = await readHeads(text, siteKey).catch(() => null);
    if (heads !== null) publisher._begin({ text, madeAt: heads.madeAt });
    return publisher;
  }

  get state(): HeadsState {
    const { _newest, _publishedAt: publishedAt, _trouble: trouble } = this;
    return { publishes: true, madeAt: _newest?.madeAt ?? null, publishedAt, trouble };
  }

  /**
   * Resolves once they are kept, and their receiver has answered, or has not for some seconds.
   * @param text - A file as the console signs it.
   */
  async take(text: string, siteKey: string): Promise<TakenAs> {
    const kept = this._keeping.then(() => this._keep(text, siteKey));
    this._keeping = kept.catch(() => undefined);
    const takenAs = await kept;
    if (takenAs === 'taken') await Promise.race([this._tried, pause(WAIT_FOR_ANSWER_MS, this._stop.signal)]);
    return takenAs;
  }

  async close(): Promise<void> {
    this._stop.abort();
    await this._sending;
  }

  private async _keep(text: string, siteKey: string): Promise<TakenAs> {
    const heads = await readHeads(text, siteKey).catch(() => null);
    if (heads === null) return 'unsigned';
    const before = this._newest;
    if (text === before?.text) return 'taken';
    if (before !== null && Date.parse(heads.madeAt) <= Date.parse(before.madeAt)) return 'older';
    await writeAtomically(this._options.file, text);
    this._begin({ text, madeAt: heads.madeAt });
    return 'taken';
  }

  private _begin(signed: Signed): void {
    this._stop.abort();
    this._stop = new AbortController();
    [this._newest, this._publishedAt, this._trouble] = [signed, null, null];
    const { signal } = this._stop;
    this._tried = new Promise((onTried) => {
      this._sending = this._sending.then(() => this._send(signed, signal, onTried));
    });
  }

  private async _send({ text, madeAt }: Signed, signal: AbortSignal, onTried: () => void): Promise<void> {
    const { url, say, backOff = BACK_OFF } = this._options;
    // The same over a restart: the receiver knows what it has.
    const message = { id: createHash('sha256').update(text).digest('hex'), body: text };
    const isOver = (): boolean => signal.aborted;
    for (let failures = 1; !isOver(); failures += 1) {
      const { result, retryAfterMs } = await post({ url, key: null }, message, ANSWER_WITHIN_MS, CLOCK);
      if (isOver()) break;
      if (result === 'confirmed' || result === 'accepted') {
        [this._publishedAt, this._trouble] = [new Date().toISOString(), null];
        break;
      }
      const isRefused = result === 'refused';
      const trouble = isRefused ? 'refused' : 'unreachable';
      if (this._trouble !== trouble) say(TROUBLE[trouble](madeAt));
      this._trouble = trouble;
      onTried();
      if (isRefused) return;
      const waitMs = Math.max(backOffMs(backOff, failures, Math.random()), retryAfterMs);
      await pause(Math.min(waitMs, LONGEST_WAIT_MS), signal);
    }
    onTried();
  }
}

const TROUBLE = {
  unreachable: (madeAt: string) =>
    `The receiver of the doors’ heads does not answer; those of ${madeAt} are tried again.`,
  refused: (madeAt: string) =>
    `The receiver of the doors’ heads refused those of ${madeAt}. The next ones are tried.`,
};

/**
 * @returns The address. A path may hold a secret, so it is shown to nobody.
 * @throws Error for plain HTTP to another machine, and for what is no address.
 */
export function readReceiver(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isFit = url !== null && /^https?:$/u.test(url.protocol) && isDoorOrigin(url.origin);
  if (!isFit || url.username !== '' || url.password !== '') {
    throw new Error('Give https://host/path for the heads; plain http is for localhost only.');
  }
  return url.href;
}
