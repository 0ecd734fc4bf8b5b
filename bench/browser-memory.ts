/** @file How much memory a browser takes. Linux alone tells. */
import { readFile } from 'node:fs/promises';
import type { BrowserContext, CDPSession } from '@playwright/test';
import { browserProcesses } from '../scripts/lib/kiosk/browser-processes.ts';

export async function devtoolsOf(context: BrowserContext): Promise<CDPSession> {
  const browser = context.browser();
  if (browser === null) throw new Error('This browser does not tell of its processes.');
  return browser.newBrowserCDPSession();
}

/** Of all its processes: proportional set size, without mapped files, which the system drops as it needs room. */
export async function memoryMb(devtools: CDPSession): Promise<number> {
  let kilobytes = 0;
  for (const { pid } of await browserProcesses(devtools)) {
    const text = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => '');
    for (const [, size] of text.matchAll(/^Pss_(?:Anon|Shmem):\s+(\d+)/gmu)) kilobytes += Number(size);
  }
  return kilobytes / 1_000;
}

const SAMPLE_MS = 250;
/** Longer than the browser takes to give memory back. */
const REST_MS = 4_000;

/** Looks at the memory while `work` goes on, and once more when the browser has rested. */
export async function weighed<Result>(
  devtools: CDPSession,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly peakMb: number; readonly afterMb: number }> {
  let peakMb = 0;
  const sample = async (): Promise<number> => {
    const now = await memoryMb(devtools);
    peakMb = Math.max(peakMb, now);
    return now;
  };
  const sampling = setInterval(() => void sample().catch(() => 0), SAMPLE_MS);
  try {
    const result = await work();
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    return { result, peakMb, afterMb: await sample() };
  } finally {
    clearInterval(sampling);
  }
}
