/** @file What an administrator has changed on the Settings screen and not saved yet. Stores nothing itself. */
import type { SiteField } from '../../../core/site/site-decisions.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { kioskLanguage, type Language } from '../../../locales/language.ts';
import type { Settings } from '../../../storage/settings.ts';

export class SettingsDraft {
  private _change: Partial<Settings> = {};
  private _language = kioskLanguage();
  /** Null for ever; undefined until it is changed. */
  private _logDays: number | null | undefined;

  /**
   * @param _sessionOf - Reads the panel's session, which may be set after construction.
   * @param _onChange - Called after every change.
   */
  constructor(
    private readonly _sessionOf: () => KioskSession,
    private readonly _onChange: () => void,
  ) {}

  /** What the site's console decides. */
  get decided(): ReadonlySet<SiteField> {
    return this._sessionOf().site.decided;
  }

  get change(): Readonly<Partial<Settings>> {
    return this._change;
  }

  /** As they will be once saved. */
  get settings(): Settings {
    return { ...this._sessionOf().site.settings, ...this._change };
  }

  get language(): Language {
    return this._language;
  }

  /** Null for ever. */
  get logDays(): number | null {
    return this._logDays === undefined ? this._sessionOf().site.logDays : this._logDays;
  }

  /** Undefined unless it was changed. */
  get changedLogDays(): number | null | undefined {
    return this._logDays;
  }

  /** Whether something here is other than what is stored. */
  get isChanged(): boolean {
    const { site } = this._sessionOf();
    return (
      JSON.stringify(this.settings) !== JSON.stringify(site.settings) ||
      this._language !== kioskLanguage() ||
      this.logDays !== site.logDays
    );
  }

  set(change: Partial<Settings>): void {
    this._change = { ...this._change, ...change };
    this._onChange();
  }

  speak(language: Language): void {
    this._language = language;
    this._onChange();
  }

  keepLogFor(days: number | null): void {
    this._logDays = days;
    this._onChange();
  }
}
