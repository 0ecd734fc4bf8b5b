/**
 * @file Who may do what at the kiosk's screen, in one table. Pure; `Access` of the kiosk enforces it.
 *
 * Every role may lock the kiosk, and nobody else: it would stay shut until somebody comes with a credential.
 */

export type Role = 'operator' | 'administrator';

export type Permission =
  | 'enrol'
  | 'people'
  | 'records'
  | 'health'
  | 'drill'
  | 'demo'
  /** How easily people get in, and other settings that last. */
  | 'settings'
  /** Who may pass when, everybody and each person, and what people agree to. */
  | 'rules'
  /** Which clock consents run out by. */
  | 'clock'
  /** Also its test button, which opens the door. */
  | 'doorOutput'
  /** An export hands over everybody's template, and an import replaces people. */
  | 'backup'
  /** Takes stored records as right that do not fit the others. */
  | 'storedRecords'
  /** Passphrases, passkeys and the recovery code. */
  | 'credentials';

/** The operator does the daily work. The administrator decides who gets in, and for how long. */
const PERMISSIONS: Readonly<Record<Permission, readonly Role[]>> = {
  enrol: ['operator', 'administrator'],
  people: ['operator', 'administrator'],
  records: ['operator', 'administrator'],
  health: ['operator', 'administrator'],
  drill: ['operator', 'administrator'],
  demo: ['operator', 'administrator'],
  settings: ['administrator'],
  rules: ['administrator'],
  clock: ['administrator'],
  doorOutput: ['administrator'],
  backup: ['administrator'],
  storedRecords: ['administrator'],
  credentials: ['administrator'],
};

/** @param role - Null for somebody who has shown nothing yet. */
export function isPermitted(role: Role | null, permission: Permission): boolean {
  return role !== null && PERMISSIONS[permission].includes(role);
}
