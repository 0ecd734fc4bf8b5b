/**
 * @file Runs a command: reads its options, calls its action, and ends with the exit code that fits (exit-codes.ts).
 */
import type { Command } from 'commander';
import { printableJson, printableLines } from '../../../src/core/enrolment/visible-text.ts';
import { EXIT_CODES_HELP, NO_ANSWER } from './exit-codes.ts';

/**
 * An error becomes its plain message, without a stack; with `--json` it is a JSON object on standard output. Set
 * `FACEGATE_DEBUG` to see where an error came from.
 */
export async function main(program: Command): Promise<void> {
  endMisuseWithoutAnswer(program);
  let running = program;
  program.hook('preAction', (_, command) => {
    running = command;
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = NO_ANSWER;
    if (running.opts<{ json?: unknown }>().json === true)
      console.log(printableJson({ error: messageOf(error) }));
    else console.error(process.env.FACEGATE_DEBUG ? error : printableLines(messageOf(error)));
  }
}

/** Commander itself would end with 1. */
function endMisuseWithoutAnswer(command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NO_ANSWER));
  command.addHelpText('after', EXIT_CODES_HELP);
  command.commands.forEach(endMisuseWithoutAnswer);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
