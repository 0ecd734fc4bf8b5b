/** @file What storage offers to the pages. Types only. */
import type { PolicyName, Verdict } from '../core/decision/types.ts';
import type { DoorFailure, LateRecord } from '../core/site/door-order.ts';
import type { DrillAttempt } from '../core/site/drill.ts';
import type { Role } from '../core/site/permissions.ts';
import type { Subject } from '../core/template/types.ts';
import type { Bytes } from './bytes.ts';
import type { SiteRules } from './site-rules-codec.ts';

export type StorageErrorCode =
  /** No passphrase has been set yet: run the first-run wizard. */
  | 'notInitialised'
  | 'wrongPassphrase'
  /** A passkey that this kiosk does not know, or no longer. */
  | 'wrongPasskey'
  | 'wrongRecoveryCode'
  /** A sealed record fails authentication: altered, or moved from another record. */
  | 'tampered'
  | 'locked'
  /** A backup that is not one, is cut short, or is of an unknown version. */
  | 'badBackup'
  | 'quotaExceeded'
  | 'unavailable'
  /** The database is of a later version of the program. */
  | 'newerDatabase'
  /** Another tab holds the database, or writes to it without pause. */
  | 'otherTab'
  /** Too little for Argon2id. */
  | 'outOfMemory'
  /** A new passphrase that breaks the rule of `passphrase.ts`. */
  | 'weakPassphrase'
  /** A new passphrase that is the other role's. */
  | 'samePassphrase'
  /** Only an administrator may. */
  | 'notPermitted'
  /** First run was asked for, but a passphrase is already set. */
  | 'alreadyInitialised'
  /** A subject who was erased meanwhile. */
  | 'gone'
  /** A backup whose schedules do not fit beside those that people here still have. */
  | 'tooManySchedules'
  /** A subject or a setting that must not be stored as it is. */
  | 'invalid';

export interface Settings {
  readonly policy: PolicyName;
  readonly mode: 'identify' | 'verify';
  /** MediaDeviceInfo.deviceId; null lets the browser choose. */
  readonly cameraId: string | null;
  /** Label of a camera that the operator has checked although it looks like software; null when there is none. */
  readonly approvedCameraLabel: string | null;
  readonly showLandmarks: boolean;
  readonly retentionDays: number;
  /** Whether those who have a PIN may enter with it and their badge number instead of their face. */
  readonly badgeAndPin: 'off' | 'on';
  /** What the door lets be heard; `speech` speaks and sounds. */
  readonly sound: 'off' | 'sounds' | 'speech';
  /** What a grant opens. */
  readonly doorOutput: 'none' | 'relay' | 'webhook' | 'mqtt';
  /** How long the relay's contact is closed. */
  readonly relayPulseMs: number;
  /** Whether the door is told the subject's id; a name never. */
  readonly doorTellsSubject: boolean;
  /** `https:`, or `http:` to this device; empty until it is set. */
  readonly webhookUrl: string;
  /** Signs what is sent. Empty until it is set; never shown again. */
  readonly webhookSecret: string;
  /** `wss:`, or `ws:` to this device; empty until it is set. */
  readonly mqttUrl: string;
  readonly mqttUsername: string;
  /** Never shown again. */
  readonly mqttPassword: string;
  /** What all topics begin with. */
  readonly mqttTopic: string;
}

/** One entry of the hash-chained log. */
export interface AuditEntry {
  readonly index: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly event: AuditEvent;
  /** SHA-256 of the previous entry, lower-case hex; 64 zeros for the first. */
  readonly previousHash: string;
  readonly hash: string;
}

export type AuditEvent =
  | {
      readonly kind: 'verdict';
      readonly verdict: Verdict;
      /** Whose badge number was typed with a PIN; null for nobody's. Absent where no PIN was typed. */
      readonly triedSubjectId?: string | null;
    }
  | { readonly kind: 'enrolled' | 'reenrolled' | 'deleted' | 'expired'; readonly subjectId: string }
  | { readonly kind: 'pinSet' | 'pinRemoved'; readonly subjectId: string }
  /** `disclosed`: what is stored of the subject was handed over as a file. */
  | { readonly kind: 'edited' | 'suspended' | 'resumed' | 'disclosed'; readonly subjectId: string }
  /** After a grant that no door confirmed, though one that can confirm should have. Without a reason in logs of older versions. */
  | { readonly kind: 'doorFailed'; readonly subjectId: string; readonly reason?: DoorFailure }
  | { readonly kind: 'doorConfirmed'; readonly subjectId: string }
  /** Records of unconfirmed orders that the webhook was never told of: too old, or too many; null of altered ones, whose number is lost. */
  | { readonly kind: 'doorRecordsDropped'; readonly records: number | null }
  /**
   * Entries up to `lastIndex` had grown too old and were removed. `firstBroken` names the first of them that no longer fitted the chain;
   * null when all did.
   */
  | {
      readonly kind: 'entriesRemoved';
      readonly removed: number;
      readonly lastIndex: number;
      readonly firstBroken: number | null;
    }
  /** The operator opened the door to try it. */
  | { readonly kind: 'locked' | 'doorTested' }
  /** Without the rest in logs of versions that knew one passphrase only. */
  | { readonly kind: 'unlocked'; readonly role?: Role; readonly by?: CredentialKind }
  | { readonly kind: 'menuOpened'; readonly role: Role; readonly by: CredentialKind }
  /** Without a role in logs of versions that knew one passphrase only. */
  | { readonly kind: 'passphraseSet'; readonly role?: Role }
  | { readonly kind: 'passphraseRemoved' | 'passkeyAdded' | 'passkeyRemoved'; readonly role: Role }
  | { readonly kind: 'recoveryCodeSet' }
  | { readonly kind: 'lockedOut'; readonly untilMs: number }
  /** The clock was behind the log, and the administrator said that it is right. */
  | { readonly kind: 'clockAccepted'; readonly behindMs: number }
  /** An attempt of a red-team drill, for which the door stays shut. It leaves no `verdict` entry. */
  | { readonly kind: 'drill'; readonly attempt: DrillAttempt }
  | { readonly kind: 'imported'; readonly subjects: number }
  /** The subject was given a schedule, or the site's again. */
  | { readonly kind: 'scheduled'; readonly subjectId: string }
  | { readonly kind: 'settings'; readonly changed: readonly SettingName[] };

/** What the administrator sets, wherever it is kept. */
export type SettingName = keyof Settings | keyof SiteRules | 'language' | 'logDays';

export type CredentialKind = 'passphrase' | 'passkey' | 'recoveryCode';

/** What a passkey gave when it was asked. */
export interface PasskeyProof {
  readonly id: Bytes;
  /** 32 bytes that only this passkey gives, and always; stay the caller's, who overwrites them. */
  readonly secret: Bytes;
}

/** What somebody shows to be let in: a passphrase as typed, or what a passkey gave. */
export type Credential = string | PasskeyProof;

/** Who somebody showed to be. Only the store makes one. */
export interface Authority {
  readonly role: Role;
}

/** What the kiosk knows of a passkey before anybody uses it. */
export interface PasskeyFacts {
  /** The credential's id, as the authenticator gave it. */
  readonly id: Bytes;
  readonly role: Role;
  readonly addedAtMs: number;
}

/** What there is to unlock with, besides the administrator's passphrase. */
export interface CredentialList {
  readonly operatorPassphrase: boolean;
  readonly recoveryCode: boolean;
  /** Oldest first. */
  readonly passkeys: readonly PasskeyFacts[];
}

/** What uses a recovery code up. */
export interface Recovery {
  /** As `parseRecoveryCode` gives it, and so is `nextCode`. */
  readonly code: string;
  /** The administrator's from now on. */
  readonly passphrase: string;
  /** Takes the place of `code`. */
  readonly nextCode: string;
}

export type CredentialChange =
  /** Replaces the one that there is. */
  | { readonly kind: 'setPassphrase'; readonly role: Role; readonly passphrase: string }
  | { readonly kind: 'removeOperator' }
  /** As `parseRecoveryCode` gives it; the one before opens nothing any more. */
  | { readonly kind: 'setRecoveryCode'; readonly code: string }
  | ({ readonly kind: 'addPasskey'; readonly role: Role } & PasskeyProof)
  | { readonly kind: 'removePasskey'; readonly id: Bytes; readonly role: Role };

/** Names the first entry that does not fit the chain. */
export type ChainCheck =
  | { readonly intact: true; readonly entries: number }
  | { readonly intact: false; readonly entries: number; readonly firstBroken: number };

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** Hears the share of the log that is checked, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** A record that could not be opened, so that the operator can be told and the others still work. */
export interface UnreadableRecord {
  readonly id: string;
  readonly code: 'tampered';
}

/** What may be changed of a subject without enrolling anew. */
export type SubjectChange = Partial<Pick<Subject, 'name' | 'badge' | 'suspendedAtMs'>>;

/** What came in with a backup. */
export interface Imported {
  readonly subjects: number;
  /** What of the site's rules is another now. */
  readonly changedRules: readonly (keyof SiteRules)[];
}

/** Why a subject is changed, as the log has it. */
export type SubjectChangeKind = 'edited' | 'suspended' | 'resumed';

/** Why a subject is stored as a whole, as the log has it. */
export type SubjectSaveKind = 'enrolled' | 'reenrolled' | 'pinSet' | 'pinRemoved';

/** The kiosk's unlocked storage. Everything throws a `StorageError` with code `locked` after `lock()`. */
export interface OpenStore {
  /** Who unlocked it. */
  readonly role: Role;
  subjects(): Promise<{
    readonly subjects: readonly Subject[];
    readonly unreadable: readonly UnreadableRecord[];
  }>;
  /** Adds the subject, or replaces the one with the same id, and logs why: both or neither. @throws StorageError `invalid`, `quotaExceeded`. */
  saveSubject(subject: Subject, kind: SubjectSaveKind, atMs: number): Promise<void>;
  /** Deletes a subject, or an unreadable record, together with its entry in the log: both or neither. Returns the entry. */
  eraseSubject(id: string, atMs: number): Promise<AuditEntry>;
  /** Changes a subject together with its entry in the log: both or neither. */
  changeSubject(id: string, kind: SubjectChangeKind, change: SubjectChange, atMs: number): Promise<void>;
  /** Erases subjects whose consent has run out; returns their ids. */
  eraseExpired(nowMs: number): Promise<readonly string[]>;
  appendAudit(event: AuditEvent, atMs: number): Promise<AuditEntry>;
  auditEntries(): Promise<readonly AuditEntry[]>;
  /** Those at or after `fromMs`, oldest first; reads no further back than it must. */
  auditEntriesSince(fromMs: number): Promise<readonly AuditEntry[]>;
  /** The whole log part by part, the newest part first; each part oldest first. */
  auditParts(): AsyncIterable<readonly AuditEntry[]>;
  /** @throws What the signal is aborted with. */
  verifyAudit(options?: VerifyOptions): Promise<ChainCheck>;
  /** For how many days entries of the log are kept; null for ever. */
  logDays(): Promise<number | null>;
  /** Recorded in the audit log. @throws StorageError `invalid`. */
  changeLogDays(days: number | null, atMs: number): Promise<void>;
  /** Removes the entries that are older than that, and logs it: both or neither. Returns how many. */
  removeOldEntries(nowMs: number): Promise<number>;
  /** The latest moment that the log knows of, which expiry never goes back behind. */
  latestMs(): Promise<number>;
  /** The administrator says that the clock, which is behind `latestMs()`, is right: expiry goes by it from now on. */
  acceptClock(atMs: number): Promise<void>;
  /** What the webhook is still to be told of, oldest first. Drops what is too old, and logs that. */
  outboxRecords(nowMs: number): Promise<readonly LateRecord[]>;
  /** Past the most that are kept, the oldest is dropped, which is logged. */
  addToOutbox(record: LateRecord): Promise<void>;
  /** An id that is not there is no error. */
  removeFromOutbox(id: string): Promise<void>;
  settings(): Promise<Settings>;
  /** Merges `change`, records it in the audit log, and returns the new settings. */
  changeSettings(change: Partial<Settings>, atMs: number): Promise<Settings>;
  /** Those that hold where the site has set none. @throws StorageError `tampered` where they were altered or removed. */
  siteRules(): Promise<SiteRules>;
  /**
   * Makes new rules of the stored ones, or of the defaults where those were altered or removed, and records it in the audit log: as
   * `event`, or as a change of settings.
   */
  changeSiteRules(
    update: (before: SiteRules) => SiteRules,
    atMs: number,
    event?: AuditEvent,
  ): Promise<SiteRules>;
  /** Seals every subject and the site's rules under `passphrase` into the bytes of a `.facegate` file. */
  exportBackup(passphrase: string): Promise<Uint8Array>;
  /** Adds the backup's subjects, and puts its rules in the place of those here; changes nothing when the file is refused. */
  importBackup(file: Uint8Array, passphrase: string, atMs: number): Promise<Imported>;
  /**
   * Asks for a credential once more while unlocked, and logs that the menu was opened.
   * @throws StorageError `wrongPassphrase`, `wrongPasskey`.
   */
  authorise(credential: Credential, atMs: number): Promise<Authority>;
  credentials(): Promise<CredentialList>;
  /** @throws StorageError `notPermitted` for anybody but an administrator, `weakPassphrase`, `samePassphrase`. */
  changeCredentials(authority: Authority, change: CredentialChange, atMs: number): Promise<void>;
  /** Overwrites opened templates and keys in memory and closes. */
  lock(): void;
}

/** The database before it is unlocked. */
export interface Storage {
  /** False on first run. */
  isInitialised(): Promise<boolean>;
  /**
   * First run: makes the data key and wraps it.
   * @param passphrase - The administrator's.
   * @param recoveryCode - As `parseRecoveryCode` gives it; without one, a forgotten passphrase is the end.
   */
  initialise(
    passphrase: string,
    settings: Settings,
    nowMs: number,
    recoveryCode?: string,
  ): Promise<OpenStore>;
  /** What there is to unlock with. */
  credentials(): Promise<CredentialList>;
  /** @throws StorageError `wrongPassphrase`, `wrongPasskey` or `tampered`. */
  unlock(credential: Credential, nowMs: number): Promise<OpenStore>;
  /**
   * Opens as the administrator, who gets a new passphrase. Also where the passphrase's own slot is damaged.
   * @throws StorageError `wrongRecoveryCode`, `weakPassphrase`, `samePassphrase` or `tampered`.
   */
  recover(recovery: Recovery, nowMs: number): Promise<OpenStore>;
}
