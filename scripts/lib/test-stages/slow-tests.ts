/** @file The unit tests that take longest: `npm test -- --quick` leaves them out. */

export const SLOW_TESTS: readonly string[] = ['tests/scripts/commands/help.test.ts'];
