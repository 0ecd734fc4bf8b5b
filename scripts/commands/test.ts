/** @file `npm test`: lint, format, types, unit and end-to-end tests in one run, with one closing summary line. */
import { Command, Option } from 'commander';
import { NO } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { runE2e, runEngine } from '../lib/test-stages/e2e.ts';
import { oneCheck, sum, type Outcome } from '../lib/test-stages/outcome.ts';
import { clearProgress, type Progress, stageProgress } from '../lib/test-stages/progress.ts';
import { runFormat, runLint, runTypes } from '../lib/test-stages/static.ts';
import { runUnit } from '../lib/test-stages/unit.ts';
import { SLOW_TESTS } from '../lib/test-stages/slow-tests.ts';

const STAGES = {
  lint: runLint,
  format: runFormat,
  types: runTypes,
  unit: runUnit,
  e2e: runE2e,
  firefox: runEngine('firefox'),
  webkit: runEngine('webkit'),
} as const satisfies Record<string, (progress: Progress, quick: boolean) => Promise<Outcome>>;

type StageName = keyof typeof STAGES;

interface CommandLine {
  readonly only?: StageName;
  readonly quick?: boolean;
}

/**
 * In the order they run: the quickest answers first. Those of a group have one core each; later ones need all of them.
 * The other engines run only when they are asked for.
 */
const GROUPS: readonly (readonly StageName[])[] = [['lint', 'format', 'types'], ['unit'], ['e2e']];
const LONGEST_STAGE: StageName = 'e2e';

await main(
  new Command('npm test --')
    .description('Run every check. Exit code 1 if one fails or nothing ran.')
    .addOption(new Option('--only <stage>', 'run one stage').choices(Object.keys(STAGES)))
    .option('--quick', 'leave out what takes longest: the end-to-end tests and the slowest unit tests')
    .action(test),
);

async function test({ only, quick = false }: CommandLine): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const group of only ? [[only]] : GROUPS) {
    const names = group.filter((name) => !(quick && !only && name === LONGEST_STAGE));
    outcomes.push(...(await Promise.all(names.map((name) => runStage(name, quick)))));
  }
  const { passed, failures, skipped } = sum(outcomes);
  console.log(`\n${String(passed)} passed, ${String(failures.length)} failed, ${String(skipped)} skipped`);
  if (quick) {
    console.log(
      `Left out by --quick: the stage ${LONGEST_STAGE}, and the unit tests in\n${indent(SLOW_TESTS.join('\n'))}`,
    );
  }
  if (failures.length > 0 || passed === 0) process.exitCode = NO;
}

async function runStage(name: StageName, quick: boolean): Promise<Outcome> {
  const startMs = performance.now();
  let outcome: Outcome;
  try {
    outcome = await STAGES[name](stageProgress(name), quick);
  } catch (error) {
    outcome = oneCheck(name, error instanceof Error ? error.message : String(error));
  }
  const { passed, failures, skipped } = outcome;
  // A stage without a single check would otherwise pass by doing nothing.
  if (passed + failures.length + skipped === 0) outcome = oneCheck(name, 'no test was found');
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  clearProgress();
  const mark = outcome.failures.length > 0 ? 'FAILED' : 'ok';
  console.log(
    `${name.padEnd(6)} ${mark.padEnd(6)} ${seconds} s: ${String(passed)} ok, ` +
      `${String(outcome.failures.length)} not ok, ${String(skipped)} left out`,
  );
  for (const failure of outcome.failures) console.log(`\n✗ ${failure.name}\n${indent(failure.detail)}\n`);
  return outcome;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
