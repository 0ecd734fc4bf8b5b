/** @file What storage takes and gives: entries of the log, credentials, changes of people. Types only. */
import type { Stride } from '../core/pace/pace.ts';
import type { Verdict } from '../core/decision/types.ts';
import type { DoorFailure } from '../core/site/door-order.ts';
import type { InjectionFlag } from '../core/liveness/types.ts';
import type { KnownModel } from '../core/manifest/lost-models.ts';
import type { DrillAttempt } from '../core/site/drill.ts';
import type { Role } from '../core/site/permissions.ts';
import type { SiteField } from '../core/site/site-decisions.ts';
import type { SecretKind } from '../core/site/secret-limit.ts';
import type { JoinChoice } from '../core/template/join-subjects.ts';
import type { EntryRule, NamedPerson, Person, Subject } from '../core/template/types.ts';
import type { Bytes } from './bytes.ts';
import type { Settings } from './settings.ts';
import type { SiteRules } from './site-rules-codec.ts';

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
      /** Whose badge number was typed with a PIN; null if nobody has it. Absent if no PIN was typed. */
      readonly triedSubjectId?: string | null;
    }
  | { readonly kind: 'enrolled' | 'reenrolled' | 'deleted' | 'expired'; readonly subjectId: string }
  | { readonly kind: 'pinSet' | 'pinRemoved'; readonly subjectId: string }
  /** `disclosed`: the operator saved what is stored of the subject as a file. */
  | { readonly kind: 'edited' | 'suspended' | 'resumed' | 'disclosed'; readonly subjectId: string }
  /**
   * The operator noted what somebody cannot bear or do at the door, or that it is no more so. What it is, which may
   * tell of their health, stands in the record alone.
   */
  | { readonly kind: 'accommodated'; readonly subjectId: string }
  /** What the door asks of somebody. */
  | { readonly kind: 'entryRuleSet'; readonly subjectId: string; readonly rule: EntryRule }
  /** Somebody who was enrolled resembles others, and the operator decided what the door asks of all of them. */
  | {
      readonly kind: 'lookAlikes';
      readonly subjectId: string;
      readonly lookAlikeIds: readonly string[];
      readonly decided: LookAlikeRule;
    }
  /** Two records of one person became one; `joinedId` is that of the record that is gone. */
  | { readonly kind: 'joined'; readonly subjectId: string; readonly joinedId: string }
  /** A door that can confirm did not confirm a grant. Logs of older versions lack the reason. */
  | { readonly kind: 'doorFailed'; readonly subjectId: string; readonly reason?: DoorFailure }
  | { readonly kind: 'doorConfirmed'; readonly subjectId: string }
  /**
   * Records of unconfirmed orders that the webhook was never told of: they were too old or too many. Null if the outbox
   * was altered, so that their number is not known.
   */
  | { readonly kind: 'doorRecordsDropped'; readonly records: number | null }
  /**
   * Entries up to `lastIndex` were too old and were removed. `firstBroken` is the index of the first of them that did
   * not fit the chain; null if all did. `bound`: the stored records were bound together by then.
   */
  | {
      readonly kind: 'entriesRemoved';
      readonly bound?: true;
      readonly removed: number;
      readonly lastIndex: number;
      readonly firstBroken: number | null;
    }
  /** The operator opened the door to try it. */
  | { readonly kind: 'locked' | 'doorTested' }
  /** Logs of versions with one passphrase only lack the rest. */
  | { readonly kind: 'unlocked'; readonly role?: Role; readonly by?: CredentialKind }
  | { readonly kind: 'menuOpened'; readonly role: Role; readonly by: CredentialKind }
  /** So many wrong ones of a kind were tried; those at a locked kiosk are logged once it is open. */
  | { readonly kind: 'secretRefused'; readonly by: SecretKind; readonly tries: number }
  /**
   * Logs of versions with one passphrase only lack the role. `bound`: of the first run, which binds the stored records
   * together.
   */
  | { readonly kind: 'passphraseSet'; readonly role?: Role; readonly bound?: true }
  | { readonly kind: 'passphraseRemoved' | 'passkeyAdded' | 'passkeyRemoved'; readonly role: Role }
  | { readonly kind: 'recoveryCodeSet' }
  /** Whose face opens nothing until then. Logs of older versions, which closed every face, lack the subject. */
  | { readonly kind: 'lockedOut'; readonly untilMs: number; readonly subjectId?: string }
  /** An operator opened a closed face again. */
  | { readonly kind: 'faceReopened'; readonly subjectId: string }
  /** So many unknown faces came within an hour that a face alone no longer opens. */
  | { readonly kind: 'manyStrangers'; readonly faces: number }
  /** The clock was behind the log, and the administrator said that the clock is right. */
  | { readonly kind: 'clockAccepted'; readonly behindMs: number }
  /** The site had no time zone, and got that of the device as somebody unlocked the kiosk. */
  | { readonly kind: 'timeZoneSet'; readonly timeZone: string }
  /** The door has a camera of its own from now on. */
  | { readonly kind: 'cameraPinned'; readonly label: string }
  /** Another camera runs than the door's own; null where there is none yet. */
  | { readonly kind: 'cameraChanged'; readonly label: string; readonly expected: string | null }
  /** Signs that the camera is suspect: all that no administrator has looked at. */
  | { readonly kind: 'cameraSuspect'; readonly label: string; readonly flags: readonly InjectionFlag[] }
  /** The kiosk runs on other detectors than before: these are the ones that it knows now. */
  | { readonly kind: 'detectorsChanged'; readonly models: readonly KnownModel[] }
  /** The administrator accepted that these models are lost, so that faces are judged without them. */
  | { readonly kind: 'lossAccepted'; readonly models: readonly KnownModel[] }
  /** Models that were accepted as lost are back. */
  | { readonly kind: 'modelsBack'; readonly models: readonly KnownModel[] }
  /** The device became slower or faster: it recognises every so manieth frame that it follows. */
  | {
      readonly kind: 'paceChanged';
      readonly framesPerSecond: number;
      readonly recognisedEvery: Stride;
      /** For the policy: nobody is judged by face. */
      readonly tooSlow: boolean;
    }
  /** An attempt of an attack drill, for which the door stays shut. It leaves no `verdict` entry. */
  | { readonly kind: 'drill'; readonly attempt: DrillAttempt }
  /** Logs of older versions have the first number alone: they replaced everybody who was here, and asked nothing. */
  | {
      readonly kind: 'imported';
      readonly subjects: number;
      /** So many of them took the place of somebody here. */
      readonly replaced?: number;
      /** So many of them had been erased here. */
      readonly broughtBack?: number;
      /** Of the file; those whose consent has run out among them. */
      readonly leftOut?: number;
      /** What was decided of people who look alike. Absent where nobody does. */
      readonly lookAlikes?: LookAlikeRule;
    }
  /** The administrator saved a backup that holds so many people. */
  | { readonly kind: 'exported'; readonly subjects: number }
  /** The administrator tried whether a backup opens, and it did. It holds so many people. */
  | { readonly kind: 'backupTried'; readonly subjects: number }
  /** The kiosk became a door of a fleet, under that id; or is one no more. */
  | { readonly kind: 'fleetJoined' | 'fleetLeft'; readonly device: string }
  /** Of what the fleet told, so many people were stored here, and so many erased. */
  | { readonly kind: 'fromFleet'; readonly saved: number; readonly erased: number }
  /** The site's console decided these fields for this door, or gave them back to it. */
  | { readonly kind: 'siteDecided'; readonly changed: readonly SiteField[] }
  /** The site's console named the door, or said what it may do. */
  | { readonly kind: 'doorDecided'; readonly device: string; readonly mayEnrol: boolean }
  /** The hub was not heard for longer than the site allows, which is so many days; everybody shows badge and PIN. */
  | { readonly kind: 'hubOverdue'; readonly days: number }
  /** The hub was heard again after that, or the site allows it. */
  | { readonly kind: 'hubInTime' }
  /** The subject was given a schedule, or the site's again. */
  | { readonly kind: 'scheduled'; readonly subjectId: string }
  | { readonly kind: 'settings'; readonly changed: readonly SettingName[] }
  /** These could not be read or trusted as they are stored, so each has its safest value until it is saved anew. */
  | { readonly kind: 'settingsFellBack'; readonly settings: readonly SettingName[] }
  /** A store of a version that did not bind its records together is from now on. */
  | { readonly kind: 'recordsBound'; readonly people: number }
  | ({ readonly kind: 'recordMisfit' } & Misfit)
  /** An administrator has looked at what did not fit, and takes it as it is. */
  | ({ readonly kind: 'recordsAccepted' } & Doubts);

/** What the administrator can set, wherever it is stored. */
export type SettingName = keyof Settings | keyof SiteRules | 'language' | 'logDays';

export type CredentialKind = 'passphrase' | 'passkey' | 'recoveryCode';

/** A passkey's answer. */
export interface PasskeyProof {
  readonly id: Bytes;
  /** 32 bytes, always the same, that only this passkey gives. Stay the caller's, who overwrites them. */
  readonly secret: Bytes;
}

/** A stored record that is not the one that was stored last. */
export interface Misfit {
  /**
   * `person`; `people` where it is not known which, or of how many; `recordSet` for what binds the records together,
   * without which none can be relied on; or the place of another record.
   */
  readonly record: string;
  /** It is not there at all. */
  readonly missing: boolean;
  /** Whose it is. */
  readonly subjectId?: string;
}

/** What did not fit, and no administrator has accepted yet. */
export interface Doubts {
  /** Places of records; `person` for people who are missing and of whom nothing is known. */
  readonly records: readonly string[];
  /** Ids of people, who are not let in; also of those whose record is missing. */
  readonly people: 'all' | readonly string[];
}

/** What somebody unlocks with: a passphrase as typed, or a passkey's answer. */
export type Credential = string | PasskeyProof;

/** Who somebody has shown to be. Only the store makes one. */
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

/** The use of a recovery code, which is then replaced. */
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
  /** As `parseRecoveryCode` gives it. The code before no longer opens anything. */
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

/** A record that could not be opened. The operator is told of it, and the others still work. */
export interface UnreadableRecord {
  readonly id: string;
  readonly code: 'tampered';
}

/** What an operator may change of a subject without a new enrolment. */
export type SubjectChange = Partial<
  Pick<Subject, 'name' | 'badge' | 'pin' | 'suspendedAtMs' | 'entryRule' | 'schedule' | 'accommodations'>
>;

/** Two records of one person that become one. */
export interface SubjectJoin {
  readonly keptId: string;
  readonly goneId: string;
  readonly choice: JoinChoice;
}

/** What look-alikes are asked for: badge or PIN after the face, all of them; or each what was asked before. */
export type LookAlikeRule = 'faceAndHeld' | 'asBefore';

/** Whom somebody resembles, and what the operator decided of all of them. */
export interface LookAlikes {
  readonly decided: LookAlikeRule;
  readonly subjects: readonly {
    readonly id: string;
    /** A badge number for somebody who has neither badge nor PIN; null changes none. */
    readonly newBadge: string | null;
  }[];
}

/** Somebody who is here when a backup is brought in. */
export interface PersonHere extends NamedPerson {
  /** SHA-256 of the subject as it is encoded, lower-case hex. */
  readonly digest: string;
}

/** Somebody in a backup. What is stored of them takes the template from the file. */
export interface PersonInFile extends NamedPerson {
  /** The id in the file, whatever `id` becomes. */
  readonly fileId: string;
  /** What stands for the template at the door; empty without one. */
  readonly vectors: readonly Float32Array[];
  /** Is here in the same form: bringing them in would change nothing. */
  readonly unchanged: boolean;
}

/** What a backup holds, beside who is here. */
export interface FoundInBackup {
  /**
   * Those of the file whose consent has not run out. No consent lasts longer than `MAX_RETENTION_DAYS` from when it was
   * given.
   */
  readonly subjects: readonly PersonInFile[];
  /** How many of the file were left out because their consent has run out. */
  readonly expired: number;
  /** Ids of those who were erased here. */
  readonly erasedIds: ReadonlySet<string>;
  /** The list of who was erased here was altered: it is not known who was. */
  readonly erasedUnknown: boolean;
  readonly here: readonly PersonHere[];
}

/** What is brought in of a backup. */
export interface ImportPlan {
  /** As they are to be stored. Whoever has the id of somebody here takes their place. */
  readonly subjects: readonly PersonInFile[];
  /** For those who are stored under another id than in the file: by the file's id, the one here. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Ids of people here whom the door asks for badge or PIN from now on. */
  readonly asked: readonly string[];
  /** What was decided of people who look alike; null where nobody does. */
  readonly lookAlikes: LookAlikeRule | null;
}

/** Chooses what is brought in; null for nothing at all. */
export type ImportDecider = (found: FoundInBackup) => Promise<ImportPlan | null>;

/** What came in with a backup. */
export interface Imported {
  readonly subjects: number;
  /** The site's rules that changed. */
  readonly changedRules: readonly (keyof SiteRules)[];
  /** By which the file's hours went. Absent if the hours here go by the same. */
  readonly otherTimeZone?: string;
}

/** Why a subject is stored as a whole, as the log has it. */
export type SubjectSaveKind = 'enrolled' | 'reenrolled';

/** What became of one person, for whoever keeps people in memory. */
export interface PersonChange {
  readonly id: string;
  /** Null for somebody who is gone. */
  readonly person: Person | null;
  /** What stands for the template at the door; empty without one. The receiver overwrites them. */
  readonly vectors: readonly Float32Array[];
}
