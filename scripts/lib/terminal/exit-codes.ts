/**
 * @file The exit codes of commands that answer a question: 0 for yes, 1 for no, 2 when there is no answer.
 */
import type { Command } from 'commander';

export const NO = 1;
export const NO_ANSWER = 2;

/** A mistyped option is no answer; commander would exit with 1. */
export function misuseIsNoAnswer(command: Command): Command {
  return command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NO_ANSWER));
}
