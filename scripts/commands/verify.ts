/**
 * @file `npm run verify`: do two photos show one person, and is the second a fake? Exit code 0 for the same person and
 * no fake, 1 for no, 2 when it cannot be said.
 */
import { Command } from 'commander';
import { printableJson, printableLines } from '../../src/core/enrolment/visible-text.ts';
import { NO } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { openPhotoKiosk } from '../lib/photos/photo-kiosk.ts';
import { parseRate } from '../lib/terminal/rates.ts';
import { describeAnswer } from '../lib/verify/describe-answer.ts';
import { verifyPhotos } from '../lib/verify/verify-photos.ts';

interface VerifyOptions {
  readonly json?: true;
  readonly fmr?: number;
  readonly models?: string;
}

await main(
  new Command('npm run verify --')
    .description(
      'Do two photos show one person, and is the second a fake? ' +
        'Exit code 0: the same person and no fake, 1: no, 2: it cannot be said.',
    )
    .argument('<first>', 'a photo that is known')
    .argument('<second>', 'the photo that is checked, the only one that is judged for fakes')
    .option('--json', 'print the answer as JSON')
    .option('--fmr <rate>', 'false match rate to decide at; that of the standard policy otherwise', parseRate)
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .action(verify),
);

async function verify(first: string, second: string, { json, fmr, models }: VerifyOptions): Promise<void> {
  const kiosk = await openPhotoKiosk({ models });
  try {
    const answer = await verifyPhotos(kiosk, first, second, fmr);
    console.log(json ? printableJson(answer) : printableLines(describeAnswer(answer).join('\n')));
    if (answer.decision !== 'same') process.exitCode = NO;
  } finally {
    await kiosk.close();
  }
}
