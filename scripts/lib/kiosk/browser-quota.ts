/** @file Gives a whole running Chromium a share of the processors. */
import type { Browser } from '@playwright/test';
import { browserProcesses } from './browser-processes.ts';
import { type CpuQuota, openCpuQuota } from './cpu-quota.ts';

/** @returns Why that cannot be done here, as the end of a sentence. Processes that it starts later belong to it. */
export async function openBrowserQuota(browser: Browser): Promise<CpuQuota | string> {
  const devtools = await browser.newBrowserCDPSession();
  const root = (await browserProcesses(devtools)).find(({ type }) => type === 'browser');
  return root ? openCpuQuota(root.pid) : 'the browser does not tell its processes';
}
