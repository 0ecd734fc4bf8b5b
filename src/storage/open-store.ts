/**
 * @file The unlocked store: gallery, settings, audit log and backup, as the pages call them.
 *
 * Methods that take a time write their own entry into the audit log. The caller logs verdicts and locking with
 * `appendAudit`.
 */
import type { Role } from '../core/site/permissions.ts';
import type { Person, Subject } from '../core/template/types.ts';
import type { LateRecord } from '../core/site/door-order.ts';
import { type BackupFile, type OpenedBackup, readBackup } from './backup.ts';
import { exportBackup, importBackup } from './backup-store.ts';
import { wipe, type Bytes } from './bytes.ts';
import type { ChangeTools } from './change-tools.ts';
import { changeCredentials } from './keys/credential-changes.ts';
import { authoriseWith, credentialKind, listCredentials } from './keys/credentials.ts';
import { toStorageError } from './database.ts';
import { StorageError } from './errors.ts';
import { peopleOf } from './gallery/block-codec.ts';
import type { ComparedModel, FaceTarget, GalleryWork, OnShare } from './gallery/gallery-work.ts';
import { openSubject, wipeSubjects } from './gallery/seal-subject.ts';
import { isReadable, remakeBlocks, settlePeople } from './gallery/settle-people.ts';
import { changeByFleet, type FleetChange, type PersonHere } from './fleet/fleet-changes.ts';
import { allFleetRows, type FleetRows } from './fleet/fleet-rows.ts';
import {
  changeHubAbsence,
  changeMembership,
  changeRoster,
  keepMembership,
  readFleetState,
} from './fleet/fleet-state.ts';
import { changeBySite } from './fleet/site-changes.ts';
import { readSiteSay, readStoredRules, type SiteSay, type StoredRules } from './fleet/site-record.ts';
import { HandedOut } from './handed-out.ts';
import { peopleFingerprint } from './people-fingerprint.ts';
import { addRecord, removeRecord, waitingRecords } from './outbox.ts';
import type { LogExtent } from './log/audit-reader.ts';
import { readLogDays, type StoredLogDays } from './log/log-days.ts';
import type { DataKey } from './keys/keys.ts';
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
  PersonChange,
  SubjectChange,
  SubjectJoin,
  SubjectSaveKind,
  VerifyOptions,
} from './types.ts';

/** All that an unlocked store needs. Dropping it drops the key. */
export interface Unlocked extends ChangeTools {
  readonly kdf: KdfPolicy;
  readonly work: GalleryWork;
  /** Who unlocked. */
  readonly role: Role;
  /** Cannot be exported. */
  readonly key: DataKey;
}

/** Blocks that were made anew fit, unless somebody alters them all the time. */
const MOST_READINGS = 3;

export interface PeopleReader {
  begin(): void;
  add(people: readonly Person[], unreadable: readonly string[]): void;
}

export class UnlockedStore {
  /** Who unlocked it. */
  readonly role: Role;
  private _unlocked: Unlocked | null;
  private readonly _handedOut = new HandedOut();
  private readonly _changes: PersonChange[] = [];
  private _hearEdits: (ids: readonly string[]) => void = () => undefined;

  constructor(unlocked: Unlocked) {
    this._unlocked = unlocked;
    this.role = unlocked.role;
    unlocked.audit.onPeople((changes) => {
      for (const { key: id, index } of changes) {
        this._changes.push({
          id,
          person: index?.people.person ?? null,
          vectors: index?.faces?.vectors ?? [],
        });
      }
      if (changes.length === 0) return;
      void unlocked.work.forgetNames();
      this._hearEdits(changes.map(({ key }) => key));
    });
  }

  /** @param hear - Hears ids of people who were changed through this store. Replaces the one before. */
  onEdits(hear: (ids: readonly string[]) => void): void {
    this._hearEdits = hear;
  }

  /** Starts work on the same store in a worker. @param start - Hands both to `openBeside` there. */
  startBeside<T>(start: (databaseName: string, key: DataKey) => T): T {
    if (this._unlocked === null) throw new StorageError('locked');
    return start(this._unlocked.database.name, this._unlocked.key);
  }

  /** Such work has changed people, in the same store. @param changes - Are this store's from now on. */
  heardBeside(changes: readonly PersonChange[]): void {
    if (this._unlocked === null) {
      for (const { vectors } of changes) vectors.forEach(wipe);
      return;
    }
    this._changes.push(...changes);
    void this._unlocked.work.forgetNames();
  }

  /**
   * Reads everybody, without names and faces. Whoever does not fit what binds the records is logged and doubted first.
   * @param reader.begin - Is called before the first; once more where somebody did not fit.
   * @param reader.add - Hears of some hundred people at a time, and of ids whose record did not open.
   */
  readPeople(reader: PeopleReader, atMs: number): Promise<void> {
    return this._use(async (unlocked) => {
      for (let attempt = 0; attempt < MOST_READINGS; attempt += 1) {
        reader.begin();
        const misfit = await unlocked.work.readPeople((rows) => {
          const entries = peopleOf(rows);
          const people = entries.flatMap(({ person }) => person ?? []);
          reader.add(
            people,
            entries.flatMap(({ id, person }) => (person === null ? id : [])),
          );
        });
        if (misfit.length === 0) return;
        await remakeBlocks(unlocked, misfit, atMs);
      }
      throw new StorageError('tampered');
    });
  }

  /**
   * Reads what stands for everybody's template by that model. It goes to the target, and not through here. Call it
   * after `readPeople`.
   * @returns False where somebody did not fit: they are logged and doubted now, and all is to be read anew.
   */
  readFaces(model: ComparedModel, target: FaceTarget, atMs: number, onShare: OnShare): Promise<boolean> {
    return this._use(async (unlocked) => {
      const misfit = await unlocked.work.readFaces(model, target, onShare);
      if (misfit.length > 0) await remakeBlocks(unlocked, misfit, atMs);
      return misfit.length === 0;
    });
  }

  /**
   * Holds every record against the people that `readPeople` read, and opens it. What does not fit is logged and
   * doubted.
   * @returns Ids of records that do not open, and whether others did not fit, so that people are to be read anew.
   */
  checkRecords(
    atMs: number,
    onShare: OnShare,
  ): Promise<{ readonly unreadable: readonly string[]; readonly settled: boolean }> {
    return this._use(async (unlocked) => {
      const { suspects, unreadable, misfit } = await unlocked.work.checkRecords(onShare);
      if (misfit.length > 0) await remakeBlocks(unlocked, misfit, atMs);
      const settled = (await settlePeople(unlocked, suspects, atMs)) || misfit.length > 0;
      const opens = (record: unknown) =>
        openSubject(unlocked.vault, record).then((subject) => {
          wipeSubjects([subject]);
        });
      const found: string[] = [];
      for (const id of unreadable) if (!(await isReadable(unlocked, id, opens))) found.push(id);
      return { unreadable: found, settled };
    });
  }

  /** @returns In the order of `ids`; null for nobody. */
  names(ids: readonly string[]): Promise<readonly (string | null)[]> {
    return this._use(({ work }) => work.names(ids));
  }

  /** Everybody's name, by id. */
  allNames(): Promise<ReadonlyMap<string, string>> {
    return this._use(async ({ work }) => new Map((await work.allNames()).map(({ id, name }) => [id, name])));
  }

  /** Ids of people whose name or badge number has all words of `wanted`, by name. Keeps the names until they change. */
  find(wanted: string): Promise<readonly string[]> {
    return this._use(({ work }) => work.find(wanted));
  }

  /** Ids of people with that whole name, whatever the case. */
  idsNamed(name: string): Promise<readonly string[]> {
    return this._use(({ work }) => work.idsNamed(name));
  }

  /** Forgets the names that `find` keeps. */
  forgetNames(): Promise<void> {
    return this._use(({ work }) => work.forgetNames());
  }

  /** The same at a kiosk that holds the same people. */
  fingerprint(): Promise<string> {
    return this._use(async ({ work }) => peopleFingerprint(await work.peopleDigest()));
  }

  /** What became of people since this was called last. The vectors are the caller's from now on. */
  takeChanges(): readonly PersonChange[] {
    return this._changes.splice(0);
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

  /** The keys and rights of the fleet that the kiosk is in; null for none. @throws StorageError `tampered`. */
  fleet(): Promise<Bytes | null> {
    return this._use((unlocked) => readFleetState(unlocked, 'fleet'));
  }

  /** Up to where the fleet was read; null before that. */
  fleetCursor(): Promise<Bytes | null> {
    return this._use((unlocked) => readFleetState(unlocked, 'fleetCursor'));
  }

  /** The devices that the site signs for, as the fleet keeps them; null before any was heard of. */
  fleetRoster(): Promise<Bytes | null> {
    return this._use((unlocked) => readFleetState(unlocked, 'fleetRoster'));
  }

  /** @param roster - Takes the place of what was kept. */
  changeFleetRoster(roster: Bytes, atMs: number): Promise<void> {
    return this._use((unlocked) => changeRoster(unlocked, roster, atMs));
  }

  /** For how long the hub of the fleet was not heard, as `kiosk/hub-watch.ts` keeps it; null before it was kept. */
  hubAbsence(): Promise<Bytes | null> {
    return this._use((unlocked) => readFleetState(unlocked, 'fleetHub'));
  }

  /** @param event - For the log, in the same transaction; null for none. */
  changeHubAbsence(absence: Bytes, event: AuditEvent | null, atMs: number): Promise<void> {
    return this._use((unlocked) => changeHubAbsence(unlocked, absence, event, atMs));
  }

  /** What the site's console has decided for this door. Nothing for a kiosk that is in no fleet. */
  siteSay(): Promise<SiteSay> {
    return this._use((unlocked) => readSiteSay(unlocked));
  }

  /** The same as the fleet keeps it. */
  fleetRules(): Promise<StoredRules> {
    return this._use((unlocked) => readStoredRules(unlocked));
  }

  /**
   * The site's console decides: what is kept of that, settings, rules and the entry in the log are one transaction.
   * @param prepare - Makes what is kept of what was kept. Called anew where another tab was faster.
   * @returns False where everything is as it was.
   */
  changeBySite(
    prepare: (stored: StoredRules) => Pick<StoredRules, 'record' | 'values'>,
    atMs: number,
  ): Promise<boolean> {
    return this._use((unlocked) => changeBySite(unlocked, prepare, atMs));
  }

  /** Joins a fleet, or leaves it with null, together with the entry in the log. What was read of one before goes. */
  changeFleet(membership: Bytes | null, device: string, atMs: number): Promise<void> {
    const event = { kind: membership === null ? 'fleetLeft' : 'fleetJoined', device } as const;
    return this._use((unlocked) => changeMembership(unlocked, membership, event, atMs));
  }

  /** What `fleet` gives from now on. The kiosk stays in its fleet. */
  keepFleet(membership: Bytes, atMs: number): Promise<void> {
    return this._use((unlocked) => keepMembership(unlocked, membership, atMs));
  }

  /** What is kept of each person for the fleet, block by block. */
  fleetRows(): AsyncGenerator<FleetRows> {
    return this._partsOf(allFleetRows);
  }

  /** Of everybody: the digest of the subject, by id. */
  subjectDigests(): Promise<ReadonlyMap<string, string>> {
    return this._use(
      async ({ work }) => new Map((await work.allNames()).map(({ id, digest }) => [id, digest])),
    );
  }

  /**
   * Changes people by what the fleet told: all of it in one transaction, or nothing.
   * @param prepare - Is told how the given people are stored here. Called anew where another tab changed one meanwhile.
   */
  changeByFleet(
    ids: readonly string[],
    atMs: number,
    prepare: (here: readonly PersonHere[]) => Promise<FleetChange>,
  ): Promise<void> {
    return this._use((unlocked) => changeByFleet(unlocked, ids, atMs, prepare));
  }

  /** @returns The entry as it is stored: of the event what JSON keeps, so a number that is not finite is null. */
  appendAudit(event: AuditEvent, atMs: number): Promise<AuditEntry> {
    return this._use(({ audit }) => audit.append(event, atMs));
  }

  /** Oldest first, without unreadable entries: `verifyAudit` names the first of those. */
  auditEntries(isWanted?: (entry: AuditEntry) => boolean): Promise<readonly AuditEntry[]> {
    return this._use(({ audit }) => audit.entries(isWanted));
  }

  /** The readable ones of the entries with these indexes, in their order. Takes as long in every log. */
  auditEntriesAt(indexes: readonly number[]): Promise<readonly AuditEntry[]> {
    return this._use(({ audit }) => audit.entriesAt(indexes));
  }

  /** Indexes of the first entry and of the last; null for an empty log. */
  auditExtent(): Promise<LogExtent | null> {
    return this._use(({ audit }) => audit.extent());
  }

  /** As `auditEntries`, of those at or after `fromMs`; reads no further back than it must. */
  auditEntriesSince(fromMs: number): Promise<readonly AuditEntry[]> {
    return this._use(({ audit }) => audit.entriesSince(fromMs));
  }

  /** The whole log part by part, the newest part first; each part oldest first. */
  auditParts(): AsyncGenerator<readonly AuditEntry[]> {
    return this._partsOf(({ audit }) => audit.parts());
  }

  /** As `auditParts`, the oldest part first. */
  auditPartsForwards(): AsyncGenerator<readonly AuditEntry[]> {
    return this._partsOf(({ audit }) => audit.partsForwards());
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
   * @param lastIndex - Entries after it stay, however old: a fleet's hub lacks them.
   * @returns How many.
   */
  removeOldEntries(nowMs: number, lastIndex = Infinity): Promise<number> {
    return this._use(async (unlocked) => {
      const { days } = await readLogDays(unlocked);
      return days === null ? 0 : unlocked.audit.removeOld(days, nowMs, lastIndex);
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
   * Seals every subject and the site's rules under `passphrase` into the bytes of a `.facegate` file, part by part.
   * @param onShare - Hears the share of people that is done, 0 to 1.
   * @throws StorageError `weakPassphrase`, or `tampered` when a record is unreadable: a backup has all or is none.
   */
  exportBackup(passphrase: string, onShare: OnShare = () => undefined): AsyncGenerator<Bytes> {
    return this._partsOf((unlocked) => exportBackup(unlocked, passphrase, onShare));
  }

  /**
   * Brings in what `decide` chooses of the backup's subjects, and puts the backup's rules in the place of those here.
   * @param decide - Is told what the file holds and who is here, and may take as long as it needs.
   * @returns Null where `decide` chose to bring in nothing at all.
   * @throws StorageError `badBackup`, `wrongPassphrase`, `quotaExceeded`, `tooManySchedules`: then nothing has changed.
   */
  importBackup(
    file: BackupFile,
    passphrase: string,
    atMs: number,
    decide: ImportDecider,
  ): Promise<Imported | null> {
    return this._use((unlocked) =>
      importBackup(unlocked, file, passphrase, atMs, (found) => {
        // A decision can take long, and the kiosk may be locked meanwhile.
        this._handedOut.add(found.subjects.flatMap(({ vectors }) => vectors));
        return decide(found);
      }),
    );
  }

  /**
   * Opens a backup that nothing is brought in of.
   * @throws StorageError `badBackup`, `wrongPassphrase`.
   */
  readBackup(file: BackupFile, passphrase: string): Promise<OpenedBackup> {
    return this._use((unlocked) => readBackup(file, passphrase, unlocked));
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
   * Overwrites every vector that waits here or was given out for an import, drops the key, and closes the database. A
   * write that has begun ends or fails as a whole. Locking twice is no error.
   */
  lock(): void {
    this._handedOut.wipe();
    for (const { vectors } of this._changes.splice(0)) vectors.forEach(wipe);
    this._unlocked?.work.close();
    this._unlocked?.database.close();
    this._unlocked = null;
  }

  private async *_partsOf<T>(start: (unlocked: Unlocked) => AsyncGenerator<T>): AsyncGenerator<T> {
    const parts = await this._use((unlocked) => Promise.resolve(start(unlocked)));
    try {
      for (;;) {
        const part = await this._use(() => parts.next());
        if (part.done === true) return;
        yield part.value;
      }
    } finally {
      await parts.return(undefined);
    }
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
