/**
 * @file How end-to-end tests run: one at a time, as each one has the camera and both cores for itself. They
 * use the Chromium that `npm test` found and never download one. No retries: a test that fails now and then
 * is broken.
 */
import { defineConfig } from '@playwright/test';
import { E2E_REPORT } from './scripts/lib/paths.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: E2E_REPORT }]],
  use: {
    launchOptions: process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {},
  },
});
