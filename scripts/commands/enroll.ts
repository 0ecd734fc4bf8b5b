/**
 * @file `npm run enroll`: enrols a folder of photos into a sealed backup. Exit code 0 when somebody was enrolled, 1
 * when nobody was, 2 when it could not be tried. It writes nothing unsealed.
 */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { IMPORTED_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import {
  DEFAULT_RETENTION_DAYS,
  MAX_RETENTION_DAYS,
  retainUntil,
} from '../../src/core/enrolment/retention.ts';
import { printableJson } from '../../src/core/enrolment/visible-text.ts';
import { PHOTO_KINDS_TEXT } from '../../src/core/photos/file-kind.ts';
import { askNewPassphrase, PASSPHRASE_RULE, PASSPHRASE_VARIABLE } from '../lib/terminal/ask-passphrase.ts';
import { NO } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { openPhotoKiosk } from '../lib/photos/photo-kiosk.ts';
import { PAGES_FOR_MANY } from '../lib/photos/photo-pages.ts';
import { CONSENT_TO_PHOTOS } from '../lib/enroll/consent-words.ts';
import { writeBackup } from '../lib/enroll/backup-file.ts';
import { enrollFolder } from '../lib/enroll/enroll-folder.ts';
import { findPeople, type FolderOfPeople } from '../lib/enroll/people.ts';
import { describeFiles, describeLookAlikes, describeTotals, fileReports } from '../lib/enroll/report.ts';

interface ImportOptions {
  readonly out: string;
  readonly consent?: true;
  readonly force?: true;
  readonly json?: true;
  readonly retentionDays: number;
  readonly models?: string;
  readonly lookAlikesByFace?: true;
}

await main(
  new Command('npm run enroll --')
    .description(
      'Enrol a folder of photos into a sealed backup that the kiosk imports. A photo’s name is the person’s, or its ' +
        `folder’s; underscores stand for spaces. The passphrase comes from ${PASSPHRASE_VARIABLE} or is asked for: ` +
        PASSPHRASE_RULE,
    )
    .argument('<folder>', 'one photo per person, or one sub-folder per person')
    .requiredOption('--out <file>', 'the backup to write, such as gallery.facegate')
    .option('--consent', 'confirm that each person has agreed')
    .option('--retention-days <days>', 'for how long people stay enrolled', parseDays, DEFAULT_RETENTION_DAYS)
    .option(
      '--look-alikes-by-face',
      'let look-alikes in by the face alone; else the door asks them for badge or PIN too',
    )
    .option('--force', 'write over a file that is there')
    .option('--json', 'print the result as JSON')
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .action(importFolder),
);

async function importFolder(folder: string, options: ImportOptions): Promise<void> {
  const nowMs = Date.now();
  if (!options.consent) throw new Error(consentNeeded(retainUntil(nowMs, options.retentionDays)));
  await checkOut(options);
  const found = await findPeople(folder);
  if (found.people.length === 0) throw new Error(noPhotos(folder, found));
  const passphrase = await askNewPassphrase();
  const kiosk = await openPhotoKiosk({
    models: options.models,
    pages: PAGES_FOR_MANY,
  });
  try {
    const { retentionDays, lookAlikesByFace = false } = options;
    const enrolled = await enrollFolder(kiosk, folder, found, {
      passphrase,
      retentionDays,
      lookAlikesByFace,
      nowMs,
    });
    const { chosen, subjects, photosPerSecond } = enrolled;
    if (subjects.length === 0) process.exitCode = NO;
    else await writeBackup(options.out, subjects, passphrase);
    enrolled.wipe();
    const reports = fileReports(found, enrolled);
    const { embedder } = kiosk.report;
    if (options.json) {
      const people = chosen.map(({ name, used, lookAlikes }) => ({
        name,
        photos: used.length,
        lookAlikes,
      }));
      const written = subjects.length === 0 ? null : options.out;
      const model = { name: embedder.name, sha256: embedder.sha256 };
      console.log(printableJson({ written, subjects: people, files: reports, model }));
      return;
    }
    for (const line of [...describeFiles(reports), ...describeLookAlikes(enrolled, lookAlikesByFace)]) {
      console.log(line);
    }
    console.log(`${describeTotals(reports, chosen.length)} ${photosPerSecond.toFixed(1)} photos a second.`);
    if (subjects.length > 0 && !enrolled.idsKept) {
      console.log(
        `${folder} cannot be written to, so its people have new ids each time: if they are imported again, the kiosk ` +
          'asks about each by the face.',
      );
    }
    console.log(
      subjects.length === 0
        ? 'Nothing was written.'
        : `Written to ${options.out}, sealed. Import it on the kiosk; it needs the model ${embedder.name} and this passphrase.`,
    );
  } finally {
    await kiosk.close();
  }
}

/** Refuses before any photo is examined. */
async function checkOut({ out, force }: ImportOptions): Promise<void> {
  const folder = await stat(dirname(out)).catch(() => null);
  if (!folder?.isDirectory())
    throw new Error(`${dirname(out)}, where ${out} should go, is no folder. Make it first.`);
  if (!existsSync(out)) return;
  if ((await stat(out)).isDirectory()) throw new Error(`${out} is a folder. Name a file.`);
  if (!force)
    throw new Error(`${out} is there already. Choose another name, or add --force to write over it.`);
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MAX_RETENTION_DAYS) {
    throw new InvalidArgumentError(`It must be a whole number of days from 1 to ${MAX_RETENTION_DAYS}.`);
  }
  return days;
}

/** Files named in a message. */
const MOST_NAMED = 10;

function noPhotos(folder: string, { skipped }: FolderOfPeople): string {
  const lines = skipped.slice(0, MOST_NAMED).map(({ path, why }) => `- ${path}: ${why}`);
  const more = skipped.length > MOST_NAMED ? [`and ${skipped.length - MOST_NAMED} more`] : [];
  return [`${folder} holds no photo of a person (${PHOTO_KINDS_TEXT}).`, ...lines, ...more].join('\n');
}

function consentNeeded(untilMs: number): string {
  return (
    'Nobody is enrolled without having agreed. By adding --consent you confirm that each person in the folder has ' +
    'been told, and has agreed to, the following:\n' +
    CONSENT_TO_PHOTOS.map((sentence) => `- ${sentence}\n`).join('') +
    `- The record is erased after ${new Date(untilMs).toISOString().slice(0, 10)} (--retention-days changes that).\n` +
    `Your confirmation is recorded with each person (text ${IMPORTED_TEXT_VERSION}).`
  );
}
