/** @file How the keys of a device are written down. No cryptography: what only reads them stays small. */
import * as v from 'valibot';

/** So many bytes in lower-case hex. */
export const Hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));

const PublicKey = v.pipe(v.string(), v.regex(/^04[0-9a-f]{128}$/));
/** Characters that NATS takes in a subject's part, and that no inbox of another device begins with. */
export const DeviceIdSchema = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/));

/** Public halves of a device's keys: of its link (NATS nkey), of what is sealed to it, of what it signs (raw, hex). */
export const DeviceKeysSchema = v.strictObject({
  nkey: v.pipe(v.string(), v.regex(/^U[A-Z2-7]{55}$/)),
  boxKey: PublicKey,
  signingKey: PublicKey,
});

export type DeviceKeys = v.InferOutput<typeof DeviceKeysSchema>;

const PrivateKey = v.pipe(v.string(), v.regex(/^[0-9a-f]{100,400}$/));

/** As they are kept: private keys as PKCS #8, public ones raw, in hex. */
export const StoredKeysSchema = v.strictObject({
  seed: v.pipe(v.string(), v.regex(/^SU[A-Z2-7]{56}$/)),
  nkey: v.pipe(v.string(), v.regex(/^U[A-Z2-7]{55}$/)),
  box: v.strictObject({ private: PrivateKey, public: PublicKey }),
  signing: v.strictObject({ private: PrivateKey, public: PublicKey }),
});

export type StoredKeys = v.InferOutput<typeof StoredKeysSchema>;
