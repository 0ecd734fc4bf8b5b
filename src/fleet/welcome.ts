/** @file What a device gets of the site that it joins. */
import * as v from 'valibot';
import { DeviceIdSchema, Hex } from './key-schemas.ts';
import { ZoneKeysSchema } from './keyring.ts';

export const WelcomeSchema = v.object({
  device: DeviceIdSchema,
  /** Of the door. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  siteName: v.pipe(v.string(), v.maxLength(60)),
  /** What the hub lets the device in with. */
  jwt: v.pipe(v.string(), v.maxLength(8_000)),
  mayEnrol: v.boolean(),
  /** By zone. */
  zones: v.record(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/)), ZoneKeysSchema),
  /** Public halves, raw: verifies what the site signs; what events are sealed to. */
  siteKey: Hex(65),
  auditKey: Hex(65),
});

export type Welcome = v.InferOutput<typeof WelcomeSchema>;
