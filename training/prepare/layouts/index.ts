/** @file The layouts of data sets that can be prepared, by the name that the command line takes. */
import type { ReadLayout } from '../source.ts';
import { readCelebA } from './celeba.ts';
import { readDfdcFrames } from './dfdc-frames.ts';
import { readDfdcVideos } from './dfdc-videos.ts';
import { readFolders } from './folders.ts';
import { readKryptonite } from './kryptonite.ts';
import { readLfw } from './lfw.ts';
import { readPairCsvLayout } from './pair-csv.ts';
import { readPairs } from './pairs.ts';

export const LAYOUTS = {
  kryptonite: readKryptonite,
  lfw: readLfw,
  folders: readFolders,
  celeba: readCelebA,
  'dfdc-frames': readDfdcFrames,
  'dfdc-videos': readDfdcVideos,
  pairs: readPairs,
  'pair-csv': readPairCsvLayout,
} satisfies Record<string, ReadLayout>;

export type LayoutName = keyof typeof LAYOUTS;
