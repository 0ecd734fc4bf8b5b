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

const LOUDNESS = 0.2;
/** Long enough that a tone does not click, in seconds. */
const FADE_S = 0.02;

export class Chimes {
  private _context: AudioContext | null = null;

  /** @param _makeContext - Null where the browser has no Web Audio. */
  constructor(
    private readonly _makeContext: (() => AudioContext) | null = typeof AudioContext === 'undefined'
      ? null
      : () => new AudioContext(),
  ) {}

  play(chime: Chime): void {
    if (this._makeContext === null) return;
    try {
      this._context ??= this._makeContext();
      // Until somebody has touched the page, browsers keep it silent; a sound that comes late would mislead.
      const context = this._context;
      if (context.state === 'running') for (const tone of TONES[chime]) this._sound(context, tone);
      else context.resume().catch(() => undefined);
    } catch {
      // A device without a sound output: the screen says it all.
    }
  }

  /** Gives the device's sound output back. */
  close(): void {
    void this._context?.close();
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
