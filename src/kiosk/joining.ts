/**
 * @file Asking to join a fleet, from its begin to its end. It goes on while nobody looks: the words that it holds are
 * secret, so only the open menu may show them.
 */

/** So long the words are good for. Whoever photographed them has no longer either. */
export const JOIN_WITHIN_MS = 3_600_000;

/** `late`: nobody let the kiosk in in time. `locked`: the kiosk was locked meanwhile. */
type JoinEnd = 'cancelled' | 'late' | 'locked';

export class Joining {
  private readonly _stop = new AbortController();
  private readonly _timer = setTimeout(() => this.end('late'), JOIN_WITHIN_MS);
  private _isOver = false;
  private _words: readonly string[] = [];
  private _checkWords: readonly string[] = [];

  /** @param _changed - Called when there are other words. */
  constructor(private readonly _changed: () => void) {}

  /** By which a console lets the kiosk in; none with an invitation, whose words others have too. */
  get words(): readonly string[] {
    return this._words;
  }

  /** By which the console tells tablets apart. */
  get checkWords(): readonly string[] {
    return this._checkWords;
  }

  /** Aborted by `end`. */
  get signal(): AbortSignal {
    return this._stop.signal;
  }

  /** By `end`; null before. */
  get ended(): JoinEnd | null {
    return this.signal.aborted ? (this.signal.reason as JoinEnd) : null;
  }

  whenEnded(): Promise<null> {
    return new Promise((resolve) => {
      const end = (): void => resolve(null);
      if (this.signal.aborted) end();
      else this.signal.addEventListener('abort', end);
    });
  }

  show(words: readonly string[]): void {
    this._words = words;
    this._changed();
  }

  showCheckWords(words: readonly string[]): void {
    this._checkWords = words;
    this._changed();
  }

  /** Nothing is asked any more. Without effect once it is over. */
  end(why: JoinEnd): void {
    if (this._isOver) return;
    this.done();
    this._stop.abort(why);
  }

  /** The kiosk was let in, or cannot be: the words are void. */
  done(): void {
    this._isOver = true;
    clearTimeout(this._timer);
    [this._words, this._checkWords] = [[], []];
  }
}
