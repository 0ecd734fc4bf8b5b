/** @file `submission`: similarity, fake probability and decision of each pair of photos; also in a contest's form. */
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { printable } from '../../src/core/enrolment/visible-text.ts';
import type { SkippedFile } from '../../scripts/lib/photos/photo-files.ts';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { pickModels } from '../../src/core/manifest/select.ts';
import { standardThreshold } from '../evaluate/model-spec.ts';
import type { ModelShelf } from '../evaluate/model-spec.ts';
import { listPairFolders } from '../submission/pair-folders.ts';
import { scorePairs } from '../submission/score-pairs.ts';
import type { ScoredPair } from '../submission/score-pairs.ts';
import { statusOf, submissionCsv } from '../submission/submission-file.ts';
import { openFaceFinder } from '../prepare/face-finder.ts';
import { jsonOption, writeJson } from './json.ts';
import { addModelOptions, modelShelves, openModels } from './model-flags.ts';
import type { ModelFlags } from './model-flags.ts';
import { countNumber, finiteNumber } from './parse-numbers.ts';

interface Flags extends ModelFlags {
  readonly pairs: string;
  readonly out: string;
  readonly model?: string;
  readonly contest?: true;
  readonly similarityThreshold?: number;
  readonly pages: number;
  readonly json?: string;
}

/** Two keep two cores busy: one page searches while the other's photos are embedded. */
const USUAL_PAGES = 2;

const NO_DECISIONS =
  'The model has no operating point, so nothing is decided. Give --similarity-threshold, or calibrate it: ' +
  'npm run models -- add --help';

export function submissionCommand(): Command {
  const command = new Command('submission')
    .description('write the similarity of each pair of photos, and whether the second one is a fake')
    .requiredOption(
      '--pairs <folder>',
      'pairs as <pair_id>/0.jpg and 1.jpg, or another photo format, directly or within images/',
    )
    .requiredOption('--out <file>', 'the CSV: pair_id,similarity,cosine,fake_probability,decision,status')
    .option('--contest', 'only pair_id,similarity, as contests want it')
    .option(
      '--model <model>',
      "an .onnx file, or a model's name; the kiosk's embedder and fake detector otherwise",
    )
    .option(
      '--similarity-threshold <cosine>',
      'where it decides; that of the standard policy for one person otherwise',
      finiteNumber,
    )
    .option('--pages <count>', 'browser pages that search for faces', countNumber, USUAL_PAGES);
  return addModelOptions(command).addOption(jsonOption()).action(submit);
}

async function submit(flags: Flags): Promise<void> {
  const { pairs, skipped } = await listPairFolders(flags.pairs);
  const shelves = await modelShelves();
  const kiosk = flags.model === undefined ? kioskModels(shelves) : null;
  const models = await openModels(
    flags.model ?? kiosk?.embedder ?? '',
    { ...(kiosk?.fakeDetector && { fakeDetector: kiosk.fakeDetector }), ...flags },
    shelves,
  );
  try {
    const finder = await openFaceFinder({ pages: flags.pages });
    try {
      const { model, fakeDetector } = models;
      const similarityThreshold = flags.similarityThreshold ?? standardThreshold(model.spec);
      const scored = await scorePairs(pairs, {
        ...{ model, fakeDetector, similarityThreshold },
        ...{ finder, startProgress },
      });
      await writeFile(flags.out, submissionCsv(scored, flags.contest ?? false));
      if (similarityThreshold === null) console.log(NO_DECISIONS);
      const summary = summarise(scored, skipped);
      for (const line of describe(flags.out, summary)) console.log(line);
      await writeJson(flags.json, summary);
    } finally {
      await finder.close();
    }
  } finally {
    await models.close();
  }
}

/** @throws Error when no manifest names an embedder. */
function kioskModels(shelves: readonly ModelShelf[]): { embedder: string; fakeDetector: string | null } {
  const { embedder, fakeDetector } = pickModels({
    version: 1,
    models: shelves.flatMap(({ manifest }) => manifest.models),
  });
  if (!embedder) throw new Error('No manifest names an embedder. Name one with --model.');
  return { embedder: embedder.name, fakeDetector: fakeDetector?.name ?? null };
}

/** Photos of no use that are shown before "and so many more"; `--json` has all. */
const SHOWN_FAULTS = 10;

interface Summary {
  readonly pairs: number;
  /** Number of pairs by status; `ok` for those without fault. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Photos of no use. */
  readonly faults: readonly { readonly pair: string; readonly photo: number; readonly why: string }[];
  /** What else lies in the folder. */
  readonly skipped: readonly SkippedFile[];
}

function summarise(scored: readonly ScoredPair[], skipped: readonly SkippedFile[]): Summary {
  const statuses: Record<string, number> = {};
  for (const pair of scored) {
    const status = statusOf(pair);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  const faults = scored.flatMap((pair) =>
    pair.faults.flatMap((fault, photo) => (fault ? [{ pair: pair.id, photo, why: fault.why }] : [])),
  );
  return { pairs: scored.length, statuses, faults, skipped };
}

function describe(out: string, { pairs, statuses, faults, skipped }: Summary): string[] {
  const faulty = Object.entries(statuses).filter(([status]) => status !== 'ok');
  const lines = [
    ...faults.map(({ pair, photo, why }) => `  pair ${pair}, photo ${photo}: ${why}`),
    ...skipped.map(({ path, why }) => `  ${path}: skipped: ${why}`),
  ];
  const shown = [
    `${pairs.toLocaleString('en-GB')} pairs written to ${out}`,
    ...faulty.map(([status, count]) => `  ${status}: ${count.toLocaleString('en-GB')} pairs got −1`),
    ...lines.slice(0, SHOWN_FAULTS),
    ...(lines.length > SHOWN_FAULTS ? [`  and ${lines.length - SHOWN_FAULTS} more`] : []),
  ];
  return shown.map(printable);
}
