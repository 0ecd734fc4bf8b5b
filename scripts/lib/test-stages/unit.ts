/**
 * @file The unit-test stage: Vitest, read through its JSON report.
 */
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ROOT, STATE_FOLDER } from '../paths.ts';
import { readReport } from './report-file.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import { runProgram } from './run-program.ts';
import { SLOW_TESTS } from './slow-tests.ts';
import { PROGRESS_LINE } from './unit-progress.ts';

const REPORT = join(STATE_FOLDER, 'unit.json');

const PROGRESS_REPORTER = join(import.meta.dirname, 'unit-progress.ts');

/** The parts of Vitest's JSON report (Jest's format) that are read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

export async function runUnit(progress: Progress, quick: boolean): Promise<Outcome> {
  await rm(REPORT, { force: true });
  const args = [
    ...['run', '--reporter=json', `--outputFile.json=${REPORT}`, `--reporter=${PROGRESS_REPORTER}`],
    ...(quick ? SLOW_TESTS.map((file) => `--exclude=${file}`) : []),
  ];
  const onLine = (line: string): void => {
    const [, at, of, what] = PROGRESS_LINE.exec(line) ?? [];
    if (at) progress(Number(at), Number(of), what);
  };
  const { code, output } = await runProgram('vitest/vitest.mjs', args, { onLine });
  const report = await readReport<VitestReport>(REPORT);
  if (!report) return { passed: 0, failures: [{ name: 'unit', detail: output.trim() }], skipped: 0 };
  const failures = failuresOf(report);
  // An error outside any test fails the run without failing a test.
  if (code !== 0 && failures.length === 0) failures.push({ name: 'unit', detail: output.trim() });
  return { passed: report.numPassedTests, failures, skipped: report.numPendingTests + report.numTodoTests };
}

function failuresOf(report: VitestReport): Failure[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0) {
      return failed.map((test) => ({
        name: `${relative(ROOT, name)}: ${test.fullName}`,
        detail: withoutRunner((test.failureMessages ?? []).join('\n')),
      }));
    }
    // A file that could not be loaded has no tests of its own.
    return status === 'failed' ? [{ name: relative(ROOT, name), detail: message }] : [];
  });
}

/** Leaves the test runner's own calls out of a stack. */
function withoutRunner(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !line.includes('node_modules/@vitest/'))
    .join('\n');
}
