/**
 * @file Says in plain lines what came of bringing a model.
 */
import { join } from 'node:path';
import { describeEer, describeGalleries, describeOperatingPoints } from '../calibration/report.ts';
import type { AddedModel, Measured } from './add-model.ts';

/** Files named one by one; beyond it their number says enough. */
const MOST_NAMED = 5;

export function describeAdded({ entry, measured, imageMs, manifest, folder }: AddedModel): string[] {
  const { input } = entry;
  const first = manifest.models.find(({ role }) => role === entry.role);
  return [
    ...(measured ? describeMeasured(measured) : []),
    `Added ${entry.role} ${entry.name}: input "${input.name}" ${input.size}×${input.size} ${input.layout} ${input.channels}, ` +
      `output "${entry.output}"${entry.role === 'embedder' ? ` of ${entry.dimension} values` : ''}.`,
    ...(entry.source.kind === 'brought' ? [entry.source.note] : []),
    `It takes ${imageMs.toFixed(0)} ms an image here, on one WASM thread.`,
    `Its golden output must come out within ${entry.golden.tolerance} on every device.`,
    `Written to ${join(folder, entry.file)} and its manifest.json.`,
    first?.name === entry.name
      ? 'It is the one that the kiosk uses from its next start on.'
      : `The kiosk goes on using ${first?.name ?? 'another'}, which stands before it in the manifest.`,
  ];
}

function describeMeasured({ photos, repeatedLines, skipped, calibration, report }: Measured): string[] {
  const { embeddings, withoutFace, withSeveralFaces, unreadable, photosPerSecond } = photos;
  const used = calibration.eer.impostorPairs;
  return [
    `Examined ${embeddings.length} photos on ${report.provider}, ${photosPerSecond.toFixed(1)} a second.`,
    ...describeFiles('no face was found in', withoutFace),
    ...describeFiles(
      'could not be used:',
      unreadable.map(({ path, why }) => `${path} (${why})`),
    ),
    ...describeFiles(
      'not among the photos of people:',
      skipped.map(({ path, why }) => `${path} (${why})`),
    ),
    ...(repeatedLines > 0 ? [`${repeatedLines} lines repeat a pair; each pair was counted once.`] : []),
    ...(withSeveralFaces > 0 ? [`${withSeveralFaces} show several faces; the largest was used.`] : []),
    ...(used < calibration.impostorPairsAvailable
      ? [
          `Of ${calibration.impostorPairsAvailable.toLocaleString('en-GB')} impostor pairs every ` +
            `${(calibration.impostorPairsAvailable / used).toFixed(1)}th was compared.`,
        ]
      : []),
    ...describeEer(calibration.eer),
    'Operating points:',
    ...describeOperatingPoints(calibration.operatingPoints),
    ...describeGalleries(calibration.galleries),
  ];
}

function describeFiles(what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const more = paths.length > MOST_NAMED ? [`  and ${paths.length - MOST_NAMED} more`] : [];
  return [
    `${paths.length} left out: ${what}`,
    ...paths.slice(0, MOST_NAMED).map((path) => `  ${path}`),
    ...more,
  ];
}
