/**
 * @file `npm run check`: a video file walks up to the door. Exit code 0 when every attempt was granted, 1 when one was
 * not, 2 when it could not be tried.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { printableJson, printableLines } from '../../src/core/enrolment/visible-text.ts';
import { PASSPHRASE_VARIABLE } from '../lib/terminal/ask-passphrase.ts';
import { describeAttempts } from '../lib/check/describe.ts';
import { runCheck, type CheckOptions } from '../lib/check/run-check.ts';
import { NO } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { isRecordingFile } from '../lib/kiosk/record/recording.ts';

type CommandLine = Pick<CheckOptions, 'gallery' | 'camera' | 'policy' | 'attempts' | 'models' | 'record'> & {
  readonly timeout: number;
  readonly json?: true;
};

const DEFAULT_ATTEMPTS = 3;
/** Longer than any policy's own time for an attempt. */
const DEFAULT_TIMEOUT_S = 60;

await main(commandLine());

async function check({ json, timeout, ...what }: CommandLine): Promise<void> {
  const timeoutMs = timeout * 1_000;
  const passphrase = process.env[PASSPHRASE_VARIABLE] ?? '';
  if (passphrase === '') throw new Error(`Put the gallery’s passphrase into ${PASSPHRASE_VARIABLE}.`);
  const onStep = (step: string) => console.error(`… ${step}`);
  const result = await runCheck({ ...what, passphrase, timeoutMs, onStep });
  const granted = result.attempts.every(({ outcome }) => outcome === 'granted');
  if (json) console.log(printableJson({ granted, ...result }));
  else console.log(printableLines(describeAttempts(result.attempts, timeoutMs).join('\n')));
  if (!granted) process.exitCode = NO;
}

function commandLine(): Command {
  return new Command('npm run check --')
    .description(
      'Let a video walk up to the door: the real access page in headless Chromium, with the video as its camera. ' +
        `The gallery’s passphrase comes from ${PASSPHRASE_VARIABLE}. Exit code 0: every attempt was granted, ` +
        '1: one was not, 2: it could not be tried.',
    )
    .requiredOption('--gallery <file>', 'a backup of the kiosk or of npm run enroll')
    .requiredOption('--camera <clip>', 'the video: .mjpeg and .y4m as they are, others through ffmpeg')
    .addOption(new Option('--policy <policy>', 'how strict').choices(['convenience', 'standard', 'strict']))
    .option('--attempts <number>', 'how often to try', parseCount, DEFAULT_ATTEMPTS)
    .option('--timeout <seconds>', 'how long an attempt may take', parseCount, DEFAULT_TIMEOUT_S)
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .option('--json', 'print the result as JSON')
    .option('--record <file>', 'write what the screen showed, as .gif or .webp', parseRecording)
    .action(check);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return count;
}

function parseRecording(text: string): string {
  if (!isRecordingFile(text)) throw new InvalidArgumentError('Its name must end in .gif or .webp.');
  return text;
}
