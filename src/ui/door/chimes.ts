/**
 * @file Short sounds made in the browser: no file is loaded. Where there is no sound, or the browser does not allow it
 * yet, nothing happens.
 */

export type Chime = 'granted' | 'refused' | 'prompt';

interface Tone {
  readonly hertz: number;
  readonly startS: number;
  readonly lengthS: number;
}

/** Rising for a yes, falling and lower for a no, one short tone for a prompt: told apart without hearing pitch well. */
const TONES: Readonly<Record<Chime, readonly Tone[]>> = {
  granted: [
    { hertz: 660, startS: 0, lengthS: 0.14 },
    { hertz: 880, startS: 0.13, lengthS: 0.14 },
    { hertz: 1320, startS: 0.26, lengthS: 0.3 },
  ],
  refused: [
    { hertz: 330, startS: 0, lengthS: 0.22 },
    { hertz: 247, startS: 0.24, lengthS: 0.4 },
  ],
  prompt: [{ hertz: 740, startS: 0, lengthS: 0.12 }],
};

/** Later than this a visitor would take the chime for another event's, so it is not played. */
const LATE_MS = 400;
/** After this time without a chime the sound output is suspended. */
const REST_AFTER_MS = 3_000;

const LOUDNESS = 0.2;
/** Long enough that a tone does not click, in seconds. */
const FADE_S = 0.02;

export class Chimes {
  private _context: AudioContext | null = null;
  private _rest: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param _makeContext - Null where the browser has no Web Audio.
   * @param _nowMs - On any clock.
   */
  constructor(
    private readonly _makeContext: (() => AudioContext) | null = typeof AudioContext === 'undefined'
      ? null
      : () => new AudioContext(),
    private readonly _nowMs: () => number = () => performance.now(),
  ) {}

  /** Settles once the chime plays, or is certain not to. */
  async play(chime: Chime): Promise<void> {
    if (this._makeContext === null) return;
    const askedMs = this._nowMs();
    try {
      const context = (this._context ??= this._makeContext());
      clearTimeout(this._rest);
      // Until somebody has touched the page, browsers keep it silent, and this waits.
      await context.resume();
      if (this._nowMs() - askedMs <= LATE_MS) for (const tone of TONES[chime]) this._sound(context, tone);
      // Firefox refuses where the sound output is closed or gone by then.
      this._rest = setTimeout(() => void context.suspend().catch(() => undefined), REST_AFTER_MS);
    } catch {
      // A device without a sound output, or a page that is left: the screen says it all.
    }
  }

  /** Gives the device's sound output back. */
  close(): void {
    clearTimeout(this._rest);
    this._context?.close().catch(() => undefined);
    this._context = null;
  }

  private _sound(context: AudioContext, { hertz, startS, lengthS }: Tone): void {
    const atS = context.currentTime + startS;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, atS);
    gain.gain.linearRampToValueAtTime(LOUDNESS, atS + FADE_S);
    gain.gain.setValueAtTime(LOUDNESS, atS + lengthS - FADE_S);
    gain.gain.linearRampToValueAtTime(0, atS + lengthS);
    gain.connect(context.destination);
    const oscillator = context.createOscillator();
    oscillator.frequency.value = hertz;
    oscillator.connect(gain);
    oscillator.start(atS);
    oscillator.stop(atS + lengthS);
  }
}
