/**
 * @file Speaks by the device's own voices. A voice from a server would tell that server what happens at the door. So
 * only voices that the browser calls local are used; without one, nothing is said.
 */

export type Voice = Pick<SpeechSynthesisVoice, 'localService' | 'lang' | 'default' | 'name'>;

/**
 * The local voice for `language`: that of the very region, else one that is the device's default, else the first.
 * @param language - BCP 47, such as `en` or `en-GB`.
 */
export function offlineVoice<T extends Voice>(voices: readonly T[], language: string): T | null {
  const wanted = tagOf(language);
  const fitting = voices.filter(
    ({ localService, lang }) => localService && tagOf(lang).split('-')[0] === wanted.split('-')[0],
  );
  return (
    fitting.find(({ lang }) => tagOf(lang) === wanted) ??
    fitting.find((voice) => voice.default) ??
    fitting.at(0) ??
    null
  );
}

/** Android writes `en_GB`. */
function tagOf(language: string): string {
  return language.replaceAll('_', '-').toLowerCase();
}

export class Speaker {
  /**
   * @param _synthesis - Null where the browser cannot speak.
   * @param _utter - Makes what is spoken; tests give their own.
   */
  constructor(
    private readonly _synthesis: SpeechSynthesis | null = typeof speechSynthesis === 'undefined'
      ? null
      : speechSynthesis,
    private readonly _utter: (text: string) => SpeechSynthesisUtterance = (text) =>
      new SpeechSynthesisUtterance(text),
  ) {}

  /** Whether there is a voice that needs no network. Browsers load their voices late: ask again on `voiceschanged`. */
  canSpeak(language: string): boolean {
    return this._voice(language) !== null;
  }

  /** Says `text` at once, instead of what is being said. */
  say(text: string, language: string): void {
    const voice = this._voice(language);
    if (this._synthesis === null || voice === null) return;
    this._synthesis.cancel();
    const utterance = this._utter(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    this._synthesis.speak(utterance);
  }

  stop(): void {
    this._synthesis?.cancel();
  }

  private _voice(language: string): SpeechSynthesisVoice | null {
    return offlineVoice(this._synthesis?.getVoices() ?? [], language);
  }
}
