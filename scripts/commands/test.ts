/** @file `npm test`: lint, format, types, unit and end-to-end tests in one run, with one closing summary line. */
import { Command, Option } from 'commander';
import { main } from '../lib/terminal/main.ts';
import { oneCheck, sum, type Outcome } from '../lib/stages/outcome.ts';
import { runE2e } from '../lib/stages/e2e.ts';
import { runFormat, runLint, runTypes } from '../lib/stages/static.ts';
import { runUnit } from '../lib/stages/unit.ts';

const STAGES = {
  lint: runLint,
  format: runFormat,
  types: runTypes,
  unit: runUnit,
  e2e: runE2e,
} as const satisfies Record<string, () => Promise<Outcome>>;

type StageName = keyof typeof STAGES;

/** In the order they run: the quickest answers first. Those of a group have one core each; later ones need all of them. */
const GROUPS: readonly (readonly StageName[])[] = [['lint', 'format', 'types'], ['unit'], ['e2e']];

await main(async () => {
  const { only } = new Command('npm test --')
    .description('Run every check. Exit code 1 if one fails or nothing ran.')
    .addOption(new Option('--only <stage>', 'run one stage').choices(Object.keys(STAGES)))
    .parse()
    .opts<{ only?: StageName }>();

  const outcomes: Outcome[] = [];
  for (const group of only ? [[only]] : GROUPS) outcomes.push(...(await Promise.all(group.map(runStage))));
  const { passed, failures, skipped } = sum(outcomes);
  console.log(`\n${String(passed)} passed, ${String(failures.length)} failed, ${String(skipped)} skipped`);
  if (failures.length > 0 || passed === 0) process.exitCode = 1;
});

async function runStage(name: StageName): Promise<Outcome> {
  const startMs = performance.now();
  let outcome: Outcome;
  try {
    outcome = await STAGES[name]();
  } catch (error) {
    outcome = oneCheck(name, error instanceof Error ? error.message : String(error));
  }
  const { passed, failures, skipped } = outcome;
  // A stage without a single check would otherwise pass by doing nothing.
  if (passed + failures.length + skipped === 0) outcome = oneCheck(name, 'no test was found');
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
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
