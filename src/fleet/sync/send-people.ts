/**
 * @file Sends the people who were changed at this door, each in the place of the record that the door knows. Where
 * another one came first, both become one, which is sent.
 */
import { wipe } from '../../storage/bytes.ts';
import { isFleetError } from '../errors.ts';
import type { HubRecord, Link } from '../link-types.ts';
import { personKey, placeOfKey } from '../names.ts';
import { decodePerson, encodePerson, type FleetPerson, mergePeople } from '../person-codec.ts';
import { clampRegisters, isSameRegisters } from '../registers.ts';
import type { Roster } from '../roster.ts';
import { sealRecord } from '../sealed-record.ts';
import type { DoorStore, HeldPerson, SentPerson } from '../types.ts';
import type { Bell } from './bell.ts';
import { type DoorKeys, isRecord, openFromHub } from './door-keys.ts';
import type { Run } from './keep-going.ts';

export interface PeopleSenderOptions {
  readonly link: Link;
  readonly store: DoorStore;
  readonly keys: DoorKeys;
  readonly roster: Roster;
  readonly crypto: Crypto;
  /** Rings when somebody was changed here. */
  readonly bell: Bell;
  readonly onSent: () => void;
}

const AT_ONCE = 64;
/** Others may change the same person meanwhile, though not for ever. */
const MOST_TRIES = 8;
/** Without the bell. */
const POLL_MS = 30_000;

/** Until the link is lost. Others take nothing from a door that may not enrol, and it sends nothing. */
export async function sendPeople(options: PeopleSenderOptions, { signal, wentWell }: Run): Promise<void> {
  const { store, keys, roster, bell, onSent } = options;
  while (!signal.aborted) {
    const isAllowed = roster.devices.some(({ id, mayEnrol }) => id === keys.device && mayEnrol);
    const waiting = isAllowed ? await store.unsent(AT_ONCE) : [];
    if (waiting.length === 0) {
      await bell.wait(POLL_MS, signal);
      continue;
    }
    // All are tried before one of them fails.
    const results = await Promise.allSettled(waiting.map((one) => send(one, options)));
    const sent = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    if (sent.length > 0) await store.sent(sent);
    onSent();
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    wentWell();
  }
}

/** @returns What the hub has of the person now. */
async function send({ id, revision, person }: HeldPerson, options: PeopleSenderOptions): Promise<SentPerson> {
  const { link, keys } = options;
  const key = personKey(keys.zone, id);
  let expected = revision;
  let merged = person;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const isErased = merged.registers.erasedAt !== null;
    // Somebody who is erased is so on the hub's disk first, whatever becomes of the rest.
    if (isErased && expected > 0) await link.erase('people', expected);
    const sealed = await seal(key, merged, options);
    const put = await link.put('people', key, sealed, isErased ? 0 : expected);
    if (put !== null) {
      if (!isErased && expected > 0) await link.erase('people', expected);
      return { id, registers: merged.registers, revision: put };
    }
    const record = await link.get('people', key);
    expected = record?.revision ?? 0;
    const theirs = record && (await open(record, options));
    if (theirs === null) continue;
    merged = mergePeople(merged, theirs);
    if (isSameRegisters(merged.registers, theirs.registers))
      return { id, registers: merged.registers, revision: expected };
  }
  throw new Error('The record of a person changes at the hub faster than it can be sent.');
}

async function seal(
  key: string,
  person: FleetPerson,
  { keys, crypto }: PeopleSenderOptions,
): ReturnType<typeof sealRecord> {
  const body = encodePerson(person);
  const writer = { name: keys.device, signingKey: keys.signingKey };
  try {
    return await sealRecord(placeOfKey('people', key), keys.ring.sealingKey, body, writer, crypto);
  } finally {
    wipe(body);
  }
}

/**
 * @returns Null for what nobody of the zone can have made: the door's own record takes its place.
 * @throws FleetError for what another door may understand.
 */
async function open(
  record: HubRecord,
  { keys, roster, crypto }: PeopleSenderOptions,
): Promise<FleetPerson | null> {
  if (!isRecord(record)) return null;
  try {
    const body = await openFromHub('people', record, keys, roster, crypto);
    const { registers, vectors } = decodePerson(body);
    wipe(body);
    return { registers: clampRegisters(registers, record.hubMs), vectors };
  } catch (error) {
    if (isFleetError(error, 'sealed') || isFleetError(error, 'invalid')) return null;
    throw error;
  }
}
