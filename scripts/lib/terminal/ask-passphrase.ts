/**
 * @file Gets the passphrase of a backup: from the environment, or typed twice on a terminal that does not show it.
 * Never from an argument, which other programs on the machine can read.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export const PASSPHRASE_VARIABLE = 'FACEGATE_PASSPHRASE';

/** The rule of `src/storage/keys/passphrase.ts`, told before anybody types. The kiosk's page judges what is typed. */
export const PASSPHRASE_RULE =
  'At least 12 characters, and hard to guess: four unrelated words, or random characters. Names, dates, rows of keys ' +
  'and known words with digits are refused.';

/** @throws Error when there is neither the variable nor a terminal, or when the two differ. */
export async function askNewPassphrase(): Promise<string> {
  const given = process.env[PASSPHRASE_VARIABLE];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) {
    throw new Error(`There is no terminal to ask for the passphrase on. Put it into ${PASSPHRASE_VARIABLE}.`);
  }
  process.stderr.write(`${PASSPHRASE_RULE}\n`);
  const first = await askUnseen('Passphrase for the backup: ');
  const second = await askUnseen('The same once more: ');
  if (first !== second) throw new Error('The two passphrases differ. Nothing was written; try again.');
  return first;
}

async function askUnseen(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  // `terminal` makes readline itself echo, and it echoes to nowhere.
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('SIGINT', () => {
        reject(new Error('Stopped; nothing was written.'));
      });
      reader.question('').then(resolve, reject);
    });
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
