/**
 * @file The unlocked store: gallery, settings, audit log and backup, as the pages call them.
 *
 * Methods that take a time write their own entry into the audit log. The caller logs verdicts and locking with
 * `appendAudit`.
 */
import type { Role } from '../core/site/permissions.ts';
import type { Subject } from '../core/template/types.ts';
import type { LateRecord } from '../core/site/door-order.ts';
import { exportBackup, importBackup } from './backup-store.ts';
import type { ChangeTools } from './change-tools.ts';
import { changeCredentials } from './keys/credential-changes.ts';
import { authoriseWith, credentialKind, listCredentials } from './keys/credentials.ts';
import { toStorageError } from './database.ts';
import { StorageError } from './errors.ts';
import { openGallery, wipeSubjects, type OpenedGallery } from './gallery-store.ts';
import { HandedOut } from './handed-out.ts';
import { addRecord, removeRecord, waitingRecords } from './outbox.ts';
import { readLogDays, type StoredLogDays } from './log/log-days.ts';
import type { KdfPolicy } from './keys/passphrase.ts';
import { changeSettings, readSettings, type BesideSettings } from './settings-changes.ts';
import type { SiteRules } from './site-rules-codec.ts';
import { changeSiteRules, readSiteRules } from './site-rules.ts';
import {
  changeSubject,
  eraseExpired,
  eraseSubject,
  joinStoredSubjects,
  saveSubject,
} from './subject-changes.ts';
import type { Settings, StoredSettings } from './settings.ts';
import type {
  AuditEntry,
  AuditEvent,
  Authority,
  ChainCheck,
  Credential,
  CredentialChange,
  CredentialList,
  Doubts,
  ImportDecider,
  Imported,
  LookAlikes,
  SubjectChange,
  SubjectJoin,
  SubjectSaveKind,
  VerifyOptions,
} from './types.ts';

/** All that an unlocked store needs. Dropping it drops the key. */
export interface Unlocked extends ChangeTools {
  readonly kdf: KdfPolicy;
  readonly crypto: Crypto;
  /** Who unlocked. */
  readonly role: Role;
}

export class UnlockedStore {
  /** Who unlocked it. */
  readonly role: Role;
  private _unlocked: Unlocked | null;
  private readonly _handedOut = new HandedOut();

  constructor(unlocked: Unlocked) {
    this._unlocked = unlocked;
    this.role = unlocked.role;
  }

  /** The subjects' embeddings stay the store's: `lock()` overwrites them with zeros. Copy what must outlive it. */
  subjects(): Promise<OpenedGallery> {
    return this._use(async (unlocked) => {
      const gallery = await openAll(unlocked);
      if (this._unlocked === null) {
        // The store was locked during the wait: nobody may get the subjects any more.
        wipeSubjects(gallery.subjects);
        throw new StorageError('locked');
      }
      this._handedOut.add(gallery.subjects);
      return gallery;
    });
  }

  /**
   * Adds the subject, or replaces the one with the same id. The subject, its look-alikes and the entries in the log are
   * one transaction.
   * @param subject - Stays the caller's.
   * @throws StorageError `invalid`, `quotaExceeded`; `gone` or `tampered` for a look-alike.
   */
  saveSubject(
    subject: Subject,
    kind: SubjectSaveKind,
    atMs: number,
    lookAlikes: LookAlikes | null = null,
  ): Promise<void> {
    return this._use((unlocked) => saveSubject(unlocked, subject, kind, atMs, lookAlikes));
  }

  /**
   * Deletes a subject, or an unreadable record, together with its entry in the log: both or neither. An id that is not
   * there is logged too, since the caller has what it asked for.
   * @returns The entry.
   */
  eraseSubject(id: string, atMs: number): Promise<AuditEntry> {
    return this._use((unlocked) => eraseSubject(unlocked, id, atMs));
  }

  /**
   * Changes a subject together with the log's entries about it: all or nothing. A change that changes nothing is not
   * logged.
   * @throws StorageError `gone`, `invalid` when the change makes no subject, `tampered`.
   */
  changeSubject(id: string, change: SubjectChange, atMs: number): Promise<void> {
    return this._use((unlocked) => changeSubject(unlocked, id, change, atMs));
  }

  /**
   * Makes one record of two of the same person, in one transaction with the log's entries.
   * @throws StorageError `gone`, `tampered`, or `invalid` where badge and PIN are not those that the record needs.
   */
  joinSubjects(join: SubjectJoin, atMs: number): Promise<void> {
    return this._use((unlocked) => joinStoredSubjects(unlocked, join, atMs));
  }

  /**
   * Erases subjects whose consent has run out, in one transaction with the entries in the log. It leaves records
   * that are unreadable or doubted, whose consent cannot be told. A clock that was set back does not make anybody's
   * consent last longer.
   * @param expiryMs - What consents are measured by, where that is later than the clock.
   * @returns Their ids.
   */
  eraseExpired(nowMs: number, expiryMs = nowMs): Promise<readonly string[]> {
    return this._use(async (unlocked) => {
      const untilMs = Math.max(nowMs, expiryMs, await unlocked.audit.latestMs());
      return eraseExpired(unlocked, untilMs, nowMs);
    });
  }

  /** @returns The entry as it is stored: of the event what JSON keeps, so a number that is not finite is null. */
  appendAudit(event: AuditEvent, atMs: number): Promise<AuditEntry> {
    return this._use(({ audit }) => audit.append(event, atMs));
  }

  /** Oldest first, without unreadable entries: `verifyAudit` names the first of those. */
  auditEntries(): Promise<readonly AuditEntry[]> {
    return this._use(({ audit }) => audit.entries());
  }

  /** As `auditEntries`, of those at or after `fromMs`; reads no further back than it must. */
  auditEntriesSince(fromMs: number): Promise<readonly AuditEntry[]> {
    return this._use(({ audit }) => audit.entriesSince(fromMs));
  }

  /** The whole log part by part, the newest part first; each part oldest first. */
  async *auditParts(): AsyncGenerator<readonly AuditEntry[]> {
    const parts = await this._use(({ audit }) => Promise.resolve(audit.parts()));
    for (;;) {
      const part = await this._use(() => parts.next());
      if (part.done === true) return;
      yield part.value;
    }
  }

  /** @throws What the signal is aborted with. */
  verifyAudit(options?: VerifyOptions): Promise<ChainCheck> {
    return this._use(({ audit }) => audit.verify(options)).catch((error: unknown) => {
      // Without this, the caller's own abort would look like one of the database.
      options?.signal?.throwIfAborted();
      throw error;
    });
  }

  /**
   * Removes the entries that are older than the log is kept, and logs it: both or neither.
   * @returns How many.
   */
  removeOldEntries(nowMs: number): Promise<number> {
    return this._use(async (unlocked) => {
      const { days } = await readLogDays(unlocked);
      return days === null ? 0 : unlocked.audit.removeOld(days, nowMs);
    });
  }

  /** The latest time that the log knows. Expiry never uses an earlier one. */
  latestMs(): Promise<number> {
    return this._use(({ audit }) => audit.latestMs());
  }

  /**
   * The administrator says that the clock is right, though it is behind `latestMs()`. From now on expiry goes by it.
   */
  acceptClock(atMs: number): Promise<void> {
    return this._use(({ audit }) => audit.acceptClock(atMs));
  }

  /** What did not fit the other records when the kiosk was unlocked, and was not accepted since. */
  doubts(): Promise<Doubts> {
    return this._use(({ audit }) => audit.doubts());
  }

  /** An administrator has looked at what did not fit, and takes all of it as it is. */
  acceptDoubts(atMs: number): Promise<void> {
    return this._use(({ audit }) => audit.acceptDoubts(atMs));
  }

  /** What the webhook is still to be told of, oldest first. Drops what is too old, and logs that. */
  outboxRecords(nowMs: number): Promise<readonly LateRecord[]> {
    return this._use((unlocked) => waitingRecords(unlocked, nowMs));
  }

  /**
   * If there are too many, it drops the oldest and logs that.
   * @throws StorageError `quotaExceeded`, `unavailable`.
   */
  addToOutbox(record: LateRecord): Promise<void> {
    return this._use((unlocked) => addRecord(unlocked, record));
  }

  /** An id that is not there is no error. */
  removeFromOutbox(id: string): Promise<void> {
    return this._use((unlocked) => removeRecord(unlocked, id));
  }

  /** Settings, and for how long the log is kept. What cannot be relied on has its safest value, and is named. */
  settings(): Promise<StoredSettings & { readonly logDays: StoredLogDays }> {
    return this._use(async (unlocked) => ({
      ...(await readSettings(unlocked)),
      logDays: await readLogDays(unlocked),
    }));
  }

  /**
   * Settings, what is saved beside them, and the entry in the log are one transaction. `change` must name every setting
   * that fell back. A change that changes nothing is not logged.
   * @returns The settings as they are stored.
   * @throws StorageError `invalid`, or `tampered` if `change` lacks a setting that fell back. Then nothing has changed.
   */
  changeSettings(change: Partial<Settings>, atMs: number, beside?: BesideSettings): Promise<Settings> {
    return this._use((unlocked) => changeSettings(unlocked, change, atMs, beside));
  }

  /**
   * The defaults, if the site has set no rules.
   * @throws StorageError `tampered` if the rules were altered or removed.
   */
  siteRules(): Promise<SiteRules> {
    return this._use((unlocked) => readSiteRules(unlocked));
  }

  /**
   * @param update - Makes new rules from the stored ones, or from the defaults if those were altered or removed.
   * @param event - The entry for the log. Without it, the entry names the rules that changed.
   * @throws StorageError `invalid` naming the rule.
   */
  changeSiteRules(
    update: (before: SiteRules) => SiteRules,
    atMs: number,
    event?: AuditEvent,
  ): Promise<SiteRules> {
    return this._use((unlocked) => changeSiteRules(unlocked, update, atMs, event));
  }

  /**
   * Seals every subject and the site's rules under `passphrase` into the bytes of a `.facegate` file.
   * @throws StorageError `weakPassphrase`, or `tampered` when a record is unreadable: a backup has all or is none.
   */
  exportBackup(passphrase: string): Promise<Uint8Array> {
    return this._use((unlocked) => exportBackup(unlocked, passphrase));
  }

  /**
   * Brings in what `decide` chooses of the backup's subjects, and puts the backup's rules in the place of those here.
   * @param decide - Is told what the file holds and who is here, and may take as long as it needs.
   * @returns Null where `decide` chose to bring in nothing at all.
   * @throws StorageError `badBackup`, `wrongPassphrase`, `quotaExceeded`, `tooManySchedules`: then nothing has changed.
   */
  importBackup(
    file: Uint8Array,
    passphrase: string,
    atMs: number,
    decide: ImportDecider,
  ): Promise<Imported | null> {
    return this._use((unlocked) =>
      importBackup(unlocked, file, passphrase, atMs, (found) => {
        // A decision can take long, and the kiosk may be locked meanwhile.
        this._handedOut.add([...found.subjects, ...found.here]);
        return decide(found);
      }),
    );
  }

  /**
   * Asks for a credential once more while unlocked, and logs that the menu was opened.
   * @throws StorageError `wrongPassphrase`, `wrongPasskey`, or `tampered` when a key record was altered since.
   */
  authorise(credential: Credential, atMs: number): Promise<Authority> {
    return this._use(async (unlocked) => {
      const authority = await authoriseWith(credential, unlocked, atMs);
      const by = credentialKind(credential);
      await unlocked.audit.append({ kind: 'menuOpened', role: authority.role, by }, atMs);
      return authority;
    });
  }

  credentials(): Promise<CredentialList> {
    return this._use(({ database }) => listCredentials(database));
  }

  /** @throws StorageError `notPermitted` for anybody but an administrator, `weakPassphrase`, `samePassphrase`. */
  changeCredentials(authority: Authority, change: CredentialChange, atMs: number): Promise<void> {
    return this._use((unlocked) => changeCredentials(authority, change, unlocked.audit, atMs, unlocked));
  }

  /**
   * Overwrites every embedding that `subjects()` gave out, drops the key, and closes the database. A write that has
   * begun ends or fails as a whole. Locking twice is no error.
   */
  lock(): void {
    this._handedOut.wipe();
    this._unlocked?.database.close();
    this._unlocked = null;
  }

  private async _use<T>(work: (unlocked: Unlocked) => Promise<T>): Promise<T> {
    const unlocked = this._unlocked;
    if (unlocked === null) throw new StorageError('locked');
    try {
      return await work(unlocked);
    } catch (error) {
      // `lock()` closed the database during the call, which then fails with an error of the database.
      if (this._unlocked === null) throw new StorageError('locked', undefined, { cause: error });
      throw toStorageError(error);
    }
  }
}

/** The kiosk's unlocked storage. Everything throws a `StorageError` with code `locked` after `lock()`. */
export type OpenStore = Pick<UnlockedStore, keyof UnlockedStore>;

async function openAll({ database, vault }: Unlocked): Promise<OpenedGallery> {
  return openGallery(vault, await database.getAll('subjects'));
}
