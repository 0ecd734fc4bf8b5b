/**
 * @file How end-to-end tests run: one at a time, but for the soak, which takes minutes of mostly waiting beside the
 * others. They use the Chromium that `npm test` found and never download one. No retries: a test that fails now and
 * then is broken.
 */
import { defineConfig } from '@playwright/test';
import './tests/storage/count-guesses.ts';
import './training/engine/no-telemetry.ts';

const SOAK = '**/soak.spec.ts';
/** Of the projects that bear an engine's name, and run only when they are asked for. */
const ENGINES = '**/engines.spec.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/support/build-tools.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  projects: [
    { name: 'kiosk', testIgnore: [SOAK, ENGINES], workers: 1 },
    { name: 'soak', testMatch: SOAK, workers: 1 },
    { name: 'firefox', testMatch: ENGINES, workers: 1 },
    { name: 'webkit', testMatch: ENGINES, workers: 1 },
  ],
  retries: 0,
  forbidOnly: true,
  // Limits are for what hangs: on a busy machine everything takes many times as long.
  timeout: 900_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
  use: {
    launchOptions: process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {},
  },
});
