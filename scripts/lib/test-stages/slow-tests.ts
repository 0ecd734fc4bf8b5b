/** @file The unit tests that take longest: `npm test -- --quick` leaves them out. */

/** Half of the time of the whole stage. */
export const SLOW_TESTS: readonly string[] = [
  'tests/scripts/commands/help.test.ts',
  'tests/storage/backup-fuzz.test.ts',
  'tests/training/engine/webgpu.test.ts',
  'tests/training/export/export-run.test.ts',
  'tests/storage/log/audit-removal.test.ts',
  'tests/core/liveness/light.test.ts',
];
