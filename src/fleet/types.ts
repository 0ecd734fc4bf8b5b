/** @file What the reading and sending of a fleet asks of a door's store. Types only. */
import type { AuditEntry } from '../storage/types.ts';
import type { RefusedRecord } from './health-report.ts';
import type { FleetPerson } from './person-codec.ts';
import type { Stamp } from './clock.ts';
import type { Registers } from './registers.ts';
import type { Device } from './roster.ts';

/** Up to where a door has read its zone at a hub. */
export interface Cursor {
  /**
   * When the hub's bucket was made: another hub, or one that was begun anew, has another time. Empty: the whole list is
   * read anew.
   */
  readonly hub: string;
  /** Of the last record that was read. */
  readonly revision: number;
  /**
   * When the hub stored that record, in milliseconds since the epoch. A later record of an earlier revision tells that
   * the hub was put back to an older copy.
   */
  readonly hubMs: number;
  /** Records that were read and not taken in. They are tried again, at the next start at the latest. */
  readonly refused: readonly RefusedRecord[];
}

/** A person's record that the hub told of, opened and verified. */
export interface HeardPerson {
  readonly id: string;
  /** At the hub. */
  readonly revision: number;
  /** With every stamp clamped to the hub's time. */
  readonly person: FleetPerson;
}

/** A person as this door holds them for the fleet. */
export interface HeldPerson {
  readonly id: string;
  /** At the hub, of the record that was heard last; 0 for none. */
  readonly revision: number;
  readonly person: FleetPerson;
}

/** As the hub has somebody now. */
export interface SentPerson {
  readonly id: string;
  readonly registers: Registers;
  readonly revision: number;
}

export interface HeldFacts {
  /** Who is not erased. */
  readonly people: number;
  /** As `digest.ts` makes it. */
  readonly digest: string;
  readonly unsent: number;
}

/** Each call that writes is one transaction. */
export interface DoorStore {
  /** Null before anything was read. */
  cursor(): Promise<Cursor | null>;
  /**
   * Merges what was heard into what is here: what was changed here and not yet noted counts as an edit. Whoever is held
   * in another form than the hub has waits to be sent.
   *
   * A call writes the blocks of everybody in it anew, which are nearly all of them for some hundred people. So a long
   * list is taken in some thousand at a time.
   */
  takeIn(heard: readonly HeardPerson[], cursor: Cursor): Promise<void>;
  /** The list was read to its end for the first time: whoever is here and was not on it is new to the fleet. */
  listRead(): Promise<void>;
  /**
   * The whole list of a hub was read that knew less than this door, or is another one. Whoever is not on it waits to be
   * sent.
   */
  notOnList(idsOnList: ReadonlySet<string>): Promise<void>;
  /** Those who wait to be sent, with what was changed here up to now. */
  unsent(most: number): Promise<readonly HeldPerson[]>;
  /** The hub has these people in this form. Who was changed meanwhile still waits. */
  sent(people: readonly SentPerson[]): Promise<void>;
  facts(): Promise<HeldFacts>;
  /** Of the door's log, oldest first: from the entry after `index` on, or the oldest that there still is. */
  entriesAfter(index: number, most: number): Promise<readonly AuditEntry[]>;
  /** Index of the log's last entry; −1 for none. */
  lastEntry(): Promise<number>;
  /** For the operator: which records were not taken in. */
  noteRefused(refused: readonly RefusedRecord[]): void;
}

/** What a door keeps of its site. Each call that writes is one transaction. */
export interface DoorSite {
  /** Those that the site signs for, each as it was heard last. */
  readonly devices: readonly Device[];
  /** Keeps the later one of each. */
  takeDevices(devices: readonly Device[]): Promise<void>;
  /**
   * Merges what the console has decided into what is kept, and applies it.
   * @throws FleetError `invalid` for what are no rules.
   */
  takeRules(rules: Registers): Promise<void>;
  /** Of the last edit of the rules that are kept; null for none. */
  readonly rulesAt: Stamp | null;
  /** Fields of the rules that this version cannot use: the door decides them. */
  readonly leftOut: readonly string[];
}
