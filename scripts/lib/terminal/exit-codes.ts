/**
 * @file The exit codes of every command: 0 for done or yes, and these two.
 */

/** The answer is no, or a check failed. */
export const NO = 1;
/** There is no answer: an option was mistyped, or something went wrong. `scripts/run.mjs` ends with it too. */
export const NO_ANSWER = 2;

export const EXIT_CODES_HELP = `
Exit code: 0 for done or yes, ${NO} for no or a failed check, ${NO_ANSWER} where there is no answer (a wrong option, an error).`;
