/**
 * @file How unit tests run. No retries: a test that fails now and then is broken.
 */
import { defineConfig } from 'vitest/config';
import './training/engine/no-telemetry.ts';

const NO_WEB_AWESOME = `${import.meta.dirname}/tests/ui/support/no-web-awesome.ts`;

export default defineConfig({
  resolve: {
    // Web Awesome's elements need more of a browser than happy-dom has: undefined, they are plain elements.
    alias: [{ find: /^@awesome\.me\/webawesome\/.*/, replacement: NO_WEB_AWESOME }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**'],
    setupFiles: ['tests/storage/count-guesses.ts'],
    // Sized for the two cores of a small machine.
    maxWorkers: 2,
    // Simulations of thousands of attempts take seconds, and many times longer on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for comes when it comes; a second is too little on a busy machine.
    expect: { poll: { timeout: 60_000 } },
    retry: 0,
  },
});
