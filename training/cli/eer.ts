/** @file `eer`: the equal error rate of a submission, joined with the truth by pair id. */
import { percent } from '../../src/core/metrics/percent.ts';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { judgeSubmission } from '../submission/judge-submission.ts';
import type { TextFile } from '../submission/judge-submission.ts';
import { jsonOption, writeJson } from './json.ts';

interface Flags {
  readonly truth: string;
  readonly submission: string;
  readonly parity?: true;
  readonly json?: string;
}

export function eerCommand(): Command {
  return new Command('eer')
    .description('measure a submission against the truth')
    .requiredOption('--truth <file>', 'CSV with pair_id and label, 1 for pairs that must match')
    .requiredOption('--submission <file>', 'CSV with pair_id and similarity')
    .option(
      '--parity',
      "drop points on straight lines of the curve, as scikit-learn and the contest's script do",
    )
    .addOption(jsonOption())
    .action(async (flags: Flags) => {
      const result = judgeSubmission(
        await textFile(flags.truth),
        await textFile(flags.submission),
        flags.parity ?? false,
      );
      const { eerA, eerB, auc } = result;
      console.log(
        `EER-A ${percent(eerA.rate)} at ${eerA.threshold.toFixed(4)} (FNMR where it is nearest to FMR)`,
      );
      console.log(`EER-B ${percent(eerB.rate)} at ${eerB.threshold.toFixed(4)} (mean of both there)`);
      console.log(`AUC ${auc.toFixed(5)}`);
      console.log(
        `${eerA.genuinePairs.toLocaleString('en-GB')} genuine, ${eerA.impostorPairs.toLocaleString('en-GB')} impostor pairs`,
      );
      await writeJson(flags.json, result);
    });
}

async function textFile(path: string): Promise<TextFile> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}
