/** @file What holds at this site: settings, who may pass when, how long the log is kept; and how each is changed. */
import { POLICIES, type Policy } from '../core/decision/policies.ts';
import { isTimeZone } from '../core/schedule/wall-time.ts';
import { StorageError, isStorageError } from '../storage/errors.ts';
import { SITE_FIELDS, type SiteField } from '../core/site/site-decisions.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { BesideSettings } from '../storage/settings-changes.ts';
import { DEFAULT_SETTINGS, type Settings } from '../storage/settings.ts';
import { DEFAULT_SITE_RULES, type SiteRules } from '../storage/site-rules-codec.ts';
import type { AuditEvent, SettingName } from '../storage/types.ts';
import type { Access } from './access.ts';
import { type ClockWatch, deviceTimeZone } from './clock-watch.ts';
import { type DoorKeys, holdAsKeys, NO_DOOR_KEYS, withoutHeld } from './door-keys.ts';

export interface SiteHandlers {
  onSettings(): void;
  /** The log is kept for another time. */
  onLogDays(): void;
  /** The clock was found right: consents may have run out by it. */
  onClockAccepted(): Promise<void>;
  onChange(): void;
}

interface ChangeBeside extends BesideSettings {
  /** The administrator has seen the safest value of what fell back, and saves it with the rest. */
  readonly shown?: boolean;
}

export class Site {
  private _settings: Settings = DEFAULT_SETTINGS;
  private _keys = NO_DOOR_KEYS;
  private _fellBack: readonly SettingName[] = [];
  private _rules = DEFAULT_SITE_RULES;
  private _rulesDistrusted = false;
  private _logDays: number | null = null;
  private _decided: ReadonlySet<SiteField> = new Set();
  private _hublessDays: number | null = null;
  /** Grows with each change that is made here. */
  private _changes = 0;

  constructor(
    private readonly _access: Pick<Access, 'store' | 'storeFor'>,
    private readonly _clock: ClockWatch,
    private readonly _handlers: SiteHandlers,
  ) {}

  /** Without the secrets that sign: `keys` has them. */
  get settings(): Settings {
    return this._settings;
  }

  /** Sign the orders to the door. */
  get keys(): DoorKeys {
    return this._keys;
  }

  get policy(): Policy {
    return POLICIES[this._settings.policy];
  }

  /** Settings that were altered, and have their safest value until the administrator saves settings again. */
  get fellBack(): readonly SettingName[] {
    return this._fellBack;
  }

  /** Who may pass when, and what people agree to. */
  get rules(): SiteRules {
    return this._rules;
  }

  /** By which hours go and times are shown, whatever the device is set to; the device's where there is none to know. */
  get timeZone(): string {
    const { timeZone } = this._rules.schedules;
    return timeZone !== undefined && isTimeZone(timeZone) ? timeZone : deviceTimeZone();
  }

  /** The stored rules were altered or removed: nobody passes until the administrator saves them again. */
  get rulesDistrusted(): boolean {
    return this._rulesDistrusted;
  }

  /** For how many days entries of the log are kept; null for ever. */
  get logDays(): number | null {
    return this._logDays;
  }

  /** What the console of the fleet has decided for this door: nobody changes it here. */
  get decided(): ReadonlySet<SiteField> {
    return this._decided;
  }

  /**
   * For how many days this door may work without its hub; null for ever, and in no fleet. 0 while it is not known what
   * the console decided, since that was altered or removed.
   */
  get hublessDays(): number | null {
    return this._hublessDays;
  }

  /** What cannot be relied on is logged each time, as long as nobody has saved it anew. */
  async read(
    store: Pick<OpenStore, 'settings' | 'siteRules' | 'changeSiteRules' | 'appendAudit' | 'siteSay'>,
  ): Promise<void> {
    await this._readDecided(store);
    const { values, fellBack, logDays } = await store.settings();
    await this._hold(values);
    this._logDays = logDays.days;
    this._fellBack = logDays.fellBack ? [...fellBack, 'logDays'] : fellBack;
    if (this._fellBack.length > 0) {
      await store.appendAudit({ kind: 'settingsFellBack', settings: this._fellBack }, Date.now());
    }
    await this.readRules(store);
  }

  /** The fleet has changed settings and rules in the store, or what the console decides. */
  async readAnew(store: OpenStore): Promise<void> {
    for (let before = -1; before !== this._changes;) {
      before = this._changes;
      const [{ values, fellBack, logDays }, rules] = [
        await store.settings(),
        await unlessTampered(store.siteRules()),
      ];
      await this._readDecided(store);
      // The administrator has changed something meanwhile.
      if (before !== this._changes || this._access.store !== store) continue;
      await this._hold(values);
      this._fellBack = logDays.fellBack ? [...fellBack, 'logDays'] : fellBack;
      this._rulesDistrusted = rules === null;
      if (rules !== null) this._rules = rules;
      const isKeptAsBefore = this._logDays === logDays.days;
      this._logDays = logDays.days;
      if (!isKeptAsBefore) this._handlers.onLogDays();
    }
    this._handlers.onChange();
  }

  /**
   * Rules of versions that knew no time zone went by the device's, whatever it was set to. They get it here, once, and
   * keep it: at set-up too, where a backup has brought none.
   */
  async readRules(store: Pick<OpenStore, 'siteRules' | 'changeSiteRules'>): Promise<void> {
    const rules = await unlessTampered(store.siteRules());
    this._rulesDistrusted = rules === null;
    this._rules = rules ?? DEFAULT_SITE_RULES;
    if (rules === null || rules.schedules.timeZone !== undefined) return;
    const timeZone = deviceTimeZone();
    this._rules = await store.changeSiteRules(
      (before) => ({ ...before, schedules: { timeZone, ...before.schedules } }),
      Date.now(),
      { kind: 'timeZoneSet', timeZone },
    );
  }

  /**
   * Older entries of the log go at once where fewer days are set.
   * @throws StorageError `locked`, `notPermitted`, `invalid`; `tampered` while settings have fallen back and were not
   * shown. Then nothing has changed.
   */
  async changeSettings(
    change: Partial<Settings>,
    { shown: wasShown = false, ...beside }: ChangeBeside = {},
  ): Promise<void> {
    const store = this._access.storeFor('settings');
    if (this._fellBack.length > 0 && !wasShown)
      throw new StorageError('tampered', 'Save the settings anew first.');
    const shown = { ...this._fallenValues(), ...withoutHeld(change) };
    const logDays = beside.logDays ?? (this._fellBack.includes('logDays') ? null : beside.logDays);
    await this._hold(await store.changeSettings(shown, Date.now(), { ...beside, logDays }));
    this._changes += 1;
    this._fellBack = [];
    if (logDays !== undefined) {
      this._logDays = this._decided.has('logDays') ? (await store.settings()).logDays.days : logDays;
      this._handlers.onLogDays();
    }
    this._handlers.onSettings();
    this._handlers.onChange();
  }

  /**
   * Stores what the kiosk itself has noticed, whoever is at the screen. Does nothing while locked, or while the stored
   * settings were altered.
   */
  async note(change: Partial<Settings>, event: AuditEvent): Promise<void> {
    const { store } = this._access;
    if (store === null || this._fellBack.length > 0) return;
    await this._hold(await store.changeSettings(withoutHeld(change), Date.now(), { event }));
    this._changes += 1;
    this._handlers.onChange();
  }

  /** Logs what the kiosk itself has noticed; nothing while locked. */
  async log(event: AuditEvent): Promise<void> {
    await this._access.store?.appendAudit(event, Date.now());
  }

  /**
   * @param update - Makes the new rules of the present ones.
   * @param event - What the log says of it; left out, it names the rules that changed.
   * @throws StorageError `locked`, `notPermitted`; `tampered` while nobody may pass because the stored rules were
   * altered or removed. Only `changeHours` ends that: giving one person a schedule must not let everybody in.
   */
  async changeRules(update: (before: SiteRules) => SiteRules, event?: AuditEvent): Promise<void> {
    const store = this._access.storeFor('rules');
    if (this._rulesDistrusted) throw new StorageError('tampered', 'Save who may pass when anew first.');
    await this._changeRules(store, update, event);
  }

  /** As `changeRules`, by an administrator who has seen what the clock says and found it right. */
  async changeHours(schedules: SiteRules['schedules']): Promise<void> {
    await this._changeRules(this._access.storeFor('rules'), (before) => ({ ...before, schedules }));
    if (!this._clock.trust.trusted) await this.acceptClock();
  }

  /**
   * The administrator says that the device's clock, which is behind the log, is right.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async acceptClock(): Promise<void> {
    await this._access.storeFor('clock').acceptClock(Date.now());
    this._clock.accept();
    await this._handlers.onClockAccepted();
  }

  private async _readDecided(store: Pick<OpenStore, 'siteSay'>): Promise<void> {
    const { decisions, distrusted } = await store.siteSay();
    this._decided = new Set(SITE_FIELDS.filter((field) => distrusted || decisions[field] !== undefined));
    this._hublessDays = distrusted ? 0 : (decisions.hublessDays ?? null);
  }

  private async _hold(stored: Settings): Promise<void> {
    const { settings, keys } = await holdAsKeys(stored);
    this._settings = settings;
    this._keys = keys;
  }

  /** What fell back, as it is shown. */
  private _fallenValues(): Partial<Settings> {
    const names = this._fellBack.filter((name): name is keyof Settings => name in this._settings);
    return Object.fromEntries(names.map((name) => [name, this._settings[name]]));
  }

  private async _changeRules(
    store: Pick<OpenStore, 'changeSiteRules'>,
    update: (before: SiteRules) => SiteRules,
    event?: AuditEvent,
  ): Promise<void> {
    this._rules = await store.changeSiteRules(update, Date.now(), event);
    this._changes += 1;
    this._rulesDistrusted = false;
    this._handlers.onChange();
  }
}

/** Null where what is stored was altered or removed. */
async function unlessTampered<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (!isStorageError(error, 'tampered')) throw error;
    return null;
  });
}
