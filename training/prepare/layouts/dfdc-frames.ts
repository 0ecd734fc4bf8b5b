/**
 * @file Layout `dfdc-frames`: one tight face frame per video, listed in `index.csv`. Its columns: path, five points,
 * `person`, `group`, `label` (real or fake) and `original_video` (what a fake was made of).
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { readCsv } from '../../csv.ts';
import { pointsOf, POINT_COLUMNS } from '../given-points.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

const COLUMNS = ['path', ...POINT_COLUMNS, 'person', 'group', 'label', 'original_video'];

export const readDfdcFrames: ReadLayout = async (folder) => {
  const list = join(folder, 'index.csv');
  if (!existsSync(list))
    throw new Error(`${folder} has no index.csv, which says whose face each frame shows.`);
  const problems: SourceProblem[] = [];
  const rows = readCsv(await readFile(list, 'utf8'), list, COLUMNS);
  const images = rows.flatMap(({ line, cells: row }): SourceImage[] => {
    if (row.label !== 'real' && row.label !== 'fake') {
      problems.push({ where: `${list}:${line}`, what: `label "${row.label}" is neither real nor fake` });
      return [];
    }
    const isFake = row.label === 'fake';
    return [
      {
        path: row.path,
        identity: `dfdc-${row.person}`,
        group: `dfdc-group-${row.group}`,
        isFake,
        clip: isFake ? row.original_video : parse(row.path).name,
        given: pointsOf(row) ?? undefined,
      },
    ];
  });
  return { images, problems };
};
