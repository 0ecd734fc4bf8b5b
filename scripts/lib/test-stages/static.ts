/**
 * @file The stages that read the sources without running them: lint, format and types.
 */
import { oneCheck, sum, type Outcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import { runProgram } from './run-program.ts';

interface Check {
  readonly name: string;
  /** Path under node_modules. It passes with exit code 0. */
  readonly program: string;
  readonly args: readonly string[];
}

const LINT: readonly Check[] = [
  { name: 'eslint', program: 'eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
  { name: 'knip', program: 'knip/bin/knip.js', args: ['--no-progress', '--treat-config-hints-as-errors'] },
];

const FORMAT: readonly Check[] = [
  { name: 'prettier', program: 'prettier/bin/prettier.cjs', args: ['--check', '.', '--log-level', 'warn'] },
];

const TYPES: readonly Check[] = ['core', 'worker', 'app', 'node'].map((zone) => ({
  name: `tsconfig.${zone}.json`,
  program: 'typescript/bin/tsc',
  args: ['-p', `tsconfig.${zone}.json`],
}));

export const runLint = stageOf(LINT);
export const runFormat = stageOf(FORMAT);
export const runTypes = stageOf(TYPES);

function stageOf(checks: readonly Check[]): (progress: Progress) => Promise<Outcome> {
  return async (progress) => {
    const outcomes: Outcome[] = [];
    for (const [index, { name, program, args }] of checks.entries()) {
      progress(index + 1, checks.length, name);
      const { code, output } = await runProgram(program, args);
      const detail = output.trim() || `ended with exit code ${String(code)}`;
      outcomes.push(oneCheck(name, code === 0 ? null : detail));
    }
    return sum(outcomes);
  };
}
