import { expect, it } from 'vitest';
import { isPermitted, type Permission } from '../../../src/core/site/permissions.ts';

const DAILY: readonly Permission[] = ['enrol', 'people', 'records', 'health', 'drill', 'demo'];
const RESERVED: readonly Permission[] = ['settings', 'rules', 'clock', 'doorOutput', 'backup', 'credentials'];

it('gives the operator the day’s work, the administrator everything, and nobody else anything', () => {
  for (const permission of [...DAILY, ...RESERVED]) {
    expect(isPermitted('administrator', permission)).toBe(true);
    expect(isPermitted('operator', permission)).toBe(DAILY.includes(permission));
    expect(isPermitted(null, permission)).toBe(false);
  }
});
