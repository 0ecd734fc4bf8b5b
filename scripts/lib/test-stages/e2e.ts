/**
 * @file The end-to-end stages, in Chromium and in the other engines: builds the kiosk and runs Playwright over it, read
 * through its JSON report.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { buildIfStale } from '../site/build.ts';
import { findChromium } from '../kiosk/chromium.ts';
import { type Engine, whyNoEngine } from '../kiosk/engines/engines.ts';
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

/** In Chromium. */
export function runE2e(progress: Progress): Promise<Outcome> {
  return runProjects(['kiosk', 'soak'], findChromium(), progress);
}

/** In another engine; left out, with a line, where that is not installed. */
export function runEngine(engine: Engine): (progress: Progress) => Promise<Outcome> {
  return async (progress) => {
    const missing = whyNoEngine(engine);
    if (missing === null) return runProjects([engine], undefined, progress);
    console.log(`left out: ${missing}`);
    return { passed: 0, failures: [], skipped: 1 };
  };
}

async function runProjects(
  projects: readonly string[],
  chromium: string | undefined,
  progress: Progress,
): Promise<Outcome> {
  progress(0, 1, 'building the kiosk');
  await prepareAssets();
  await buildIfStale({ mode: 'tools' });
  await rm(REPORT, { force: true });
  const args = ['test', '--reporter=line,json', ...projects.map((project) => `--project=${project}`)];
  const { code, output } = await runProgram('@playwright/test/cli.js', args, {
    env: { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: REPORT },
    onLine(line) {
      const [, at, of, what] = PROGRESS_LINE.exec(stripVTControlCharacters(line)) ?? [];
      if (at) progress(Number(at), Number(of), what);
    },
  });
  const report = await readReport<PlaywrightReport>(REPORT);
  const outcome = report ? readOutcome(report) : { passed: 0, failures: [], skipped: 0 };
  for (const text of report ? annotations(report.suites, 'engine') : []) console.log(`in ${text}`);
  for (const text of report ? annotations(report.suites, 'skip') : []) console.log(`left out: ${text}`);
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

/** Each once: several tests are often left out for the same reason. */
function annotations(suites: readonly Suite[], wanted: string): ReadonlySet<string> {
  const tests = suites.flatMap(({ specs }) => specs).flatMap((spec) => spec.tests);
  const own = tests
    .flatMap(({ annotations: all }) => all)
    .flatMap(({ type, description }) => (type === wanted && description ? [description] : []));
  return new Set([...own, ...suites.flatMap((suite) => [...annotations(suite.suites ?? [], wanted)])]);
}

function plainMessage({ message }: { readonly message?: string }): string {
  return stripVTControlCharacters(message ?? 'no message');
}
