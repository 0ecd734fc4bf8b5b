/**
 * @file The end-to-end stage: builds the kiosk and runs Playwright over it, read through its JSON report.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { buildIfStale } from '../site/build.ts';
import { findChromium } from '../kiosk/chromium.ts';
import { STATE_FOLDER } from '../paths.ts';
import { prepareAssets } from '../site/setup.ts';
import { readReport } from './report-file.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import { runProgram } from './run-program.ts';

const REPORT = join(STATE_FOLDER, 'e2e.json');

/** The parts of Playwright's JSON report that are read here. */
interface PlaywrightReport {
  readonly suites: readonly Suite[];
  readonly errors: readonly { readonly message?: string }[];
}

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly line: number;
    readonly tests: readonly {
      readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}

/** What Playwright's `line` reporter prints as a test begins. */
const PROGRESS_LINE = /^\[(\d+)\/(\d+)\] (.*)$/;

export async function runE2e(progress: Progress): Promise<Outcome> {
  const chromium = findChromium();
  progress(0, 1, 'building the kiosk');
  await prepareAssets();
  await buildIfStale({ mode: 'tools' });
  await rm(REPORT, { force: true });
  const { code, output } = await runProgram('@playwright/test/cli.js', ['test', '--reporter=line,json'], {
    env: { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: REPORT },
    onLine(line) {
      const [, at, of, what] = PROGRESS_LINE.exec(stripVTControlCharacters(line)) ?? [];
      if (at) progress(Number(at), Number(of), what);
    },
  });
  const report = await readReport<PlaywrightReport>(REPORT);
  const outcome = report ? readOutcome(report) : { passed: 0, failures: [], skipped: 0 };
  for (const reason of report ? skipReasons(report.suites) : []) console.log(`left out: ${reason}`);
  if (code === 0 || outcome.failures.length > 0) return outcome;
  return { ...outcome, failures: [{ name: 'e2e', detail: output.trim() }] };
}

function readOutcome(report: PlaywrightReport): Outcome {
  const tests = report.suites.flatMap(testsOf);
  const failures: Failure[] = tests.flatMap(({ name, status, results }) =>
    status === 'unexpected' || status === 'flaky'
      ? [
          {
            name,
            detail: results
              .flatMap(({ errors }) => errors)
              .map(plainMessage)
              .join('\n'),
          },
        ]
      : [],
  );
  failures.push(...report.errors.map((error) => ({ name: 'e2e', detail: plainMessage(error) })));
  return {
    passed: tests.filter(({ status }) => status === 'expected').length,
    failures,
    skipped: tests.filter(({ status }) => status === 'skipped').length,
  };
}

function testsOf(
  suite: Suite,
): { name: string; status: string; results: Suite['specs'][0]['tests'][0]['results'] }[] {
  const own = suite.specs.flatMap(({ title, file, line, tests }) =>
    tests.map(({ status, results }) => ({ name: `${file}:${String(line)}: ${title}`, status, results })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}

/** Each reason once: several tests are often left out for the same one. */
function skipReasons(suites: readonly Suite[]): ReadonlySet<string> {
  const tests = suites.flatMap(({ specs }) => specs).flatMap((spec) => spec.tests);
  const own = tests
    .flatMap(({ annotations }) => annotations)
    .flatMap(({ type, description }) => (type === 'skip' && description ? [description] : []));
  return new Set([...own, ...suites.flatMap((suite) => [...skipReasons(suite.suites ?? [])])]);
}

function plainMessage({ message }: { readonly message?: string }): string {
  return stripVTControlCharacters(message ?? 'no message');
}
