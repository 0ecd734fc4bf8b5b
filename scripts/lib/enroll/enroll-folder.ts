/** @file Enrols a folder of photos: examines each and chooses. It writes no backup. */
import { join } from 'node:path';
import { IMPORTED_TEXT_VERSION } from '../../../src/core/site/consent-text.ts';
import { POLICIES } from '../../../src/core/decision/policies.ts';
import { retainUntil } from '../../../src/core/enrolment/retention.ts';
import type { Subject } from '../../../src/core/template/types.ts';
import { photoSubject } from '../../../src/core/photos/photo-subject.ts';
import { judgePhoto, onlyFace } from '../photos/photo-faults.ts';
import type { PhotoKiosk } from '../photos/photo-kiosk.ts';
import { startProgress } from '../terminal/progress.ts';
import {
  choosePeople,
  namesOfLookAlikes,
  type Candidate,
  type ChosenPerson,
  type GoodPhoto,
  type Unchosen,
} from '../../../src/core/photos/choose-people.ts';
import { readFolderIds } from './folder-ids.ts';
import type { FolderOfPeople } from './people.ts';

export interface RefusedPhoto {
  readonly path: string;
  readonly why: string;
}

export interface EnrolledFolder {
  readonly chosen: readonly ChosenPerson[];
  readonly refused: readonly RefusedPhoto[];
  readonly photosPerSecond: number;
  /** As the backup is to hold them; empty when nobody was accepted. */
  readonly subjects: readonly Subject[];
  /** Overwrites every embedding. */
  wipe(): void;
  /** Enrolling the folder again gives everybody the same id. */
  readonly idsKept: boolean;
}

export interface EnrolOptions {
  readonly passphrase: string;
  readonly retentionDays: number;
  /** Look-alikes enter by the face alone; otherwise the door asks them for badge or PIN too. */
  readonly lookAlikesByFace: boolean;
  /** Milliseconds since the epoch: when the operator confirmed the consent. */
  readonly nowMs: number;
}

export async function enrollFolder(
  kiosk: PhotoKiosk,
  folder: string,
  { people }: FolderOfPeople,
  options: EnrolOptions,
): Promise<EnrolledFolder> {
  // Whoever typed a passphrase that will not do should hear of it before the photos are examined.
  await kiosk.call('requireGoodPassphrase', options.passphrase);
  const ids = await readFolderIds(folder);
  const startMs = performance.now();
  const { candidates, refused, count } = await examineAll(kiosk, folder, people);
  const photosPerSecond = (count * 1000) / (performance.now() - startMs);
  const { embedder } = kiosk.report;
  const choosing = startProgress(candidates.length, 'people compared');
  const choice = choosePeople(candidates, embedder, POLICIES.standard.targetFpir, () => {
    choosing.step();
  });
  choosing.stop();
  const { chosen } = choice;
  const { nowMs, retentionDays } = options;
  const consent = {
    textVersion: IMPORTED_TEXT_VERSION,
    givenAtMs: nowMs,
    retainUntilMs: retainUntil(nowMs, retentionDays),
  };
  const asked = options.lookAlikesByFace ? new Set<string>() : namesOfLookAlikes(chosen);
  return {
    chosen,
    refused: [...refused, ...choice.refused.map(({ path, why }) => ({ path, why: unchosenText(why) }))],
    photosPerSecond,
    subjects: chosen.map((person) =>
      photoSubject(person, ids.idOf(person.name), asked.has(person.name), consent),
    ),
    idsKept: ids.kept,
    wipe() {
      for (const { photos } of candidates) for (const { embedding } of photos) embedding.fill(0);
      for (const { template } of chosen) for (const embedding of template.embeddings) embedding.fill(0);
    },
  };
}

async function examineAll(kiosk: PhotoKiosk, folder: string, people: FolderOfPeople['people']) {
  const refused: RefusedPhoto[] = [];
  const count = people.reduce((sum, { photos }) => sum + photos.length, 0);
  const progress = startProgress(count, 'photos');
  const examine = async (path: string): Promise<GoodPhoto | null> => {
    const photo = await examineOne(kiosk, join(folder, path));
    progress.step();
    if (typeof photo !== 'string') return { path, ...photo };
    refused.push({ path, why: photo });
    return null;
  };
  try {
    const examined = await Promise.all(
      people.map(async ({ name, photos }): Promise<Candidate> => {
        const found = await Promise.all(photos.map(examine));
        return { name, photos: found.filter((photo) => photo !== null) };
      }),
    );
    return { candidates: examined.filter(({ photos }) => photos.length > 0), refused, count };
  } finally {
    progress.stop();
  }
}

/** @returns What a template needs of the photo, or why it is refused. */
async function examineOne(kiosk: PhotoKiosk, path: string): Promise<Omit<GoodPhoto, 'path'> | string> {
  try {
    const found = onlyFace(await kiosk.examine(path));
    if (typeof found === 'string') return found;
    const { faults, overall } = judgePhoto(found.face, 'enrolment');
    return faults.length > 0 ? faults.join('; ') : { embedding: found.embedding, overall };
  } catch (error) {
    return (error as Error).message;
  }
}

function unchosenText(why: Unchosen): string {
  const { name } = why;
  switch (why.kind) {
    case 'unlikeOthers':
      return `it does not look like the other photos of ${name}`;
    case 'severalPeople':
      return `the photos of ${name} do not look like one person; keep those that show ${name}`;
    case 'known':
      return `${name} looks the same as ${why.as.join(' and ')}, who is enrolled already`;
  }
}
