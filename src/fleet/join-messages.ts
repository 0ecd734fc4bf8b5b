/**
 * @file What a tablet that joins and the console say to each other by way of the hub: a request that only somebody
 * with the words can have made, and an answer that only the tablet can open and only somebody with the words can
 * have given.
 */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8, fromHex, toHex, type Bytes } from '../storage/bytes.ts';
import { FleetError } from './errors.ts';
import { openFrom, sealTo } from './hpke.ts';
import type { JoinSecret } from './join-words.ts';
import { DeviceKeysSchema, Hex } from './key-schemas.ts';
import { type Welcome, WelcomeSchema } from './welcome.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const BodySchema = v.object({
  keys: DeviceKeysSchema,
  /** Who is on the tablet, and would come into the fleet. */
  people: Count,
  /** Of them, who agreed to the text of one door, and must agree anew first. */
  otherConsent: Count,
  /** Of the program. */
  version: v.pipe(v.string(), v.maxLength(64)),
});

export type JoinRequest = v.InferOutput<typeof BodySchema>;

const RequestSchema = v.strictObject({ body: v.pipe(v.string(), v.maxLength(2_000)), mac: Hex(32) });

export async function makeRequest(request: JoinRequest, { mac }: JoinSecret, crypto: Crypto): Promise<Bytes> {
  const body = JSON.stringify(request);
  const sum = await crypto.subtle.sign('HMAC', mac, encodeUtf8(body));
  return encodeUtf8(JSON.stringify({ body, mac: toHex(new Uint8Array(sum)) }));
}

/** @param bytes - From the hub. @throws FleetError `joinRefused` for what was made without the words. */
export async function readRequest(
  bytes: Uint8Array,
  { mac }: JoinSecret,
  crypto: Crypto,
): Promise<JoinRequest> {
  try {
    const request = v.parse(RequestSchema, JSON.parse(decodeUtf8(bytes)));
    const isMade = await crypto.subtle.verify('HMAC', mac, fromHex(request.mac), encodeUtf8(request.body));
    if (!isMade) throw new FleetError('joinRefused');
    return v.parse(BodySchema, JSON.parse(request.body));
  } catch (cause) {
    throw new FleetError('joinRefused', { cause });
  }
}

export function makeAnswer(
  welcome: Welcome,
  { keys }: JoinRequest,
  { id, shared }: JoinSecret,
): Promise<Bytes> {
  const context = { info: `join ${id} ${keys.nkey}`, sharedSecret: shared };
  return sealTo(fromHex(keys.boxKey), encodeUtf8(JSON.stringify(welcome)), context);
}

/** @throws FleetError `joinRefused` for what was sealed to another tablet or without the words. */
export async function readAnswer(
  bytes: Uint8Array,
  nkey: string,
  boxKeys: CryptoKeyPair,
  { id, shared }: JoinSecret,
): Promise<Welcome> {
  try {
    const plaintext = await openFrom(boxKeys, bytes, { info: `join ${id} ${nkey}`, sharedSecret: shared });
    return v.parse(WelcomeSchema, JSON.parse(decodeUtf8(plaintext)));
  } catch (cause) {
    throw new FleetError('joinRefused', { cause });
  }
}
