/**
 * @file What the console's pages ask about people, and what they hear. Records are read, opened and searched beside
 * the page; what crosses is plain data.
 */
import type { DetailsProblem } from '../../core/enrolment/details.ts';
import type { EmbedderEntry } from '../../core/manifest/types.ts';
import type { Candidate, UnchosenPhoto } from '../../core/photos/choose-people.ts';
import type { Consent } from '../../core/template/types.ts';
import type { LinkCredentials } from '../../fleet/credentials.ts';
import type { FleetErrorCode } from '../../fleet/errors.ts';
import type { Device } from '../../fleet/roster.ts';
import type { SiteKeys } from './site-keys.ts';

export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly badge: string | null;
  readonly suspendedAtMs: number | null;
  /** As `Subject.schedule` has it. */
  readonly schedule: string | null;
  readonly enrolledAtMs: number;
  readonly retainUntilMs: number;
  readonly hasFace: boolean;
  readonly hasPin: boolean;
  /** Of their record at the hub: a door that has read up to it knows them as they are here. */
  readonly revision: number;
}

/** What an administrator edits without the person. */
export interface PersonEdit {
  readonly name?: string;
  readonly badge?: string | null;
  readonly suspendedAtMs?: number | null;
  readonly schedule?: string | null;
}

export interface Erasure {
  readonly id: string;
  /** Of the tombstone at the hub: a door that has read up to it has erased. */
  readonly revision: number;
  /** By the hub's clock. */
  readonly erasedAtMs: number;
}

/** A part of a list. */
export interface FoundPeople {
  readonly people: readonly KnownPerson[];
  /** Of the whole list. */
  readonly total: number;
}

/** What the console holds of the zone. */
export interface PeopleFacts {
  /** Not erased. */
  readonly people: number;
  readonly digest: string;
  /** Of the last record that was taken. */
  readonly revision: number;
  /** Of the last record that suspends or erases somebody; 0 for none. */
  readonly lastShut: number;
  /** How many records are yet to be read; null before it is known. */
  readonly left: number | null;
  /** Records that are not taken: the ids of some, and why. */
  readonly refused: readonly (readonly [id: string, why: FleetErrorCode])[];
  readonly refusedCount: number;
  /** Of the keys under which people are written. */
  readonly epoch: number;
  /** How many records lie under the key of an earlier epoch. */
  readonly old: number;
}

/** Some of a kind, and how many there are. */
export interface Some<Item> {
  readonly count: number;
  readonly first: readonly Item[];
}

/** `twice`: two rows are of one person. `unclear`: several people have the name, and the row has no badge number. */
export type RowProblem = DetailsProblem | 'twice' | 'unclear';

/** What a list would change. Names are as on the list; `renamed` says before and after. */
export interface ListPreview {
  readonly fresh: Some<ListName>;
  readonly renamed: Some<{ readonly from: ListName; readonly to: ListName }>;
  readonly suspended: Some<ListName>;
  readonly resumed: Some<ListName>;
  readonly gone: Some<ListName>;
  readonly problems: Some<{ readonly line: number; readonly problem: RowProblem }>;
  readonly same: number;
  /** People who are changed, without those who are gone. */
  readonly changes: number;
}

export interface ListName {
  readonly name: string;
  readonly badge: string | null;
}

/** The model of the photos' embeddings, and how sure a door of the site must be. */
export interface EnrolmentModel {
  readonly embedder: Pick<EmbedderEntry, 'sha256' | 'dimension' | 'operatingPoints' | 'galleries'>;
  /** Of the policy. */
  readonly targetFpir: number;
}

/** Somebody who can be enrolled from photos. */
export interface PlannedPerson {
  readonly name: string;
  /** Good ones. */
  readonly photos: number;
  /** Names of people for whom a door may take this one now and then. */
  readonly lookAlikes: readonly string[];
  /** The site has somebody of this name already. */
  readonly isNamesake: boolean;
}

export interface EnrolmentPreview {
  readonly people: readonly PlannedPerson[];
  readonly refused: readonly UnchosenPhoto[];
  /** People of the site whom nobody could be compared with: they were enrolled with another model. */
  readonly uncompared: number;
}

/** Everything rejects with a FleetError, a LinkError or a StorageError. */
export interface SitePeople {
  /** Who may write people. Reading begins with the first call. */
  setDevices(devices: readonly Device[]): Promise<void>;
  /** By name. @param wanted - Parts of names, or of a badge's number. @param from - The first one, from 0. */
  find(wanted: string, from: number, most: number): Promise<FoundPeople>;
  get(id: string): Promise<KnownPerson | null>;
  /** Of those of the ids who are known. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The id of whoever has the badge. */
  holderOf(badge: string): Promise<string | null>;
  /** How many people have each schedule. */
  schedules(): Promise<ReadonlyMap<string, number>>;
  edit(id: string, edit: PersonEdit): Promise<void>;
  erase(id: string): Promise<Erasure>;
  /** Everybody as CSV. */
  writeList(): Promise<string>;
  /** What a CSV file would change; kept until the next. @returns Null where the file has no column of names. */
  planList(text: string): Promise<ListPreview | null>;
  /** Makes the changes of the last plan. @param onDone - How many are made. @returns How many were. */
  applyList(suspendGone: boolean, onDone: (done: number) => void): Promise<number>;
  /**
   * Compares people of photos with each other and with everybody of the site. Who can be enrolled is kept until the
   * next call.
   * @param onShare - How much of the site was read, [0, 1].
   * @returns Null where the site's people were enrolled with another model.
   */
  planEnrolment(
    candidates: readonly Candidate[],
    model: EnrolmentModel,
    onShare: (share: number) => void,
  ): Promise<EnrolmentPreview | null>;
  /**
   * Enrols those of the last plan, one after the other: where it fails, the next call goes on.
   * @param onDone - How many are enrolled. @returns How many were.
   */
  enrolPlanned(consent: Consent, onDone: (done: number) => void): Promise<number>;
  /** Overwrites the faces of the last plan. */
  dropEnrolment(): Promise<void>;
  /** Seals what lies under an earlier key than that epoch's anew. @returns How all stands then. */
  reseal(epoch: number): Promise<PeopleFacts>;
  /** For good. */
  end(): void;
}

/** What reading begins with. The keys of signatures cannot be exported. */
export interface PeopleStart {
  readonly siteId: string;
  /** Of the hub: `ws://` or `wss://`. */
  readonly url: string;
  readonly credentials: LinkCredentials;
  /** Of the kit. */
  readonly zoneSecret: string;
  readonly keys: Pick<SiteKeys, 'writer' | 'verifier'>;
}

export interface PeopleListener {
  readonly facts: (facts: PeopleFacts) => void;
  /** Nothing is read any more. */
  readonly failed: (message: string) => void;
}

/** @throws Error where it cannot be begun. */
export type StartPeople = (start: PeopleStart, listener: PeopleListener) => Promise<SitePeople>;
