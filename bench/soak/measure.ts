/** @file Measures a running kiosk from outside: through the DevTools protocol and, on Linux, through /proc. */
import { readdir, readFile } from 'node:fs/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { type BrowserProcess, browserProcesses } from '../../scripts/lib/kiosk/browser-processes.ts';
import type { Sample } from './judge.ts';

const MIB = 1024 * 1024;

export type Reading = Omit<Sample, 'atS' | 'verdictMs'>;

export interface Gauge {
  read(): Promise<Reading>;
}

export async function openGauge(browser: Browser, page: Page): Promise<Gauge> {
  const [ofBrowser, ofPage] = await Promise.all([
    browser.newBrowserCDPSession(),
    page.context().newCDPSession(page),
  ]);
  await ofPage.send('Performance.enable');
  return { read: () => read(ofBrowser, ofPage, page) };
}

async function read(ofBrowser: CDPSession, ofPage: CDPSession, page: Page): Promise<Reading> {
  // Twice: what finalisers let go of goes with the second.
  await ofPage.send('HeapProfiler.collectGarbage');
  await ofPage.send('HeapProfiler.collectGarbage');
  const { metrics } = await ofPage.send('Performance.getMetrics');
  const metric = (name: string): number | null => metrics.find((one) => one.name === name)?.value ?? null;
  const heapBytes = metric('JSHeapUsedSize');
  const processes = await browserProcesses(ofBrowser);
  const [all, gpu] = await Promise.all([
    sumOf(processes, residentMib),
    sumOf(
      processes.filter(({ type }) => type === 'GPU'),
      residentMib,
    ),
  ]);
  return {
    heapMib: heapBytes === null ? null : heapBytes / MIB,
    memoryMib: all,
    gpuMemoryMib: gpu,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    documents: metric('Documents'),
    workers: page.workers().length,
    openFiles: await sumOf(processes, openFiles),
  };
}

/** Null where the system does not say. */
async function sumOf(
  processes: readonly BrowserProcess[],
  of: (pid: number) => Promise<number>,
): Promise<number | null> {
  try {
    const values = await Promise.all(processes.map(({ pid }) => of(pid)));
    return values.reduce((sum, value) => sum + value, 0);
  } catch {
    return null;
  }
}

/**
 * Proportional, so that memory shared by processes is counted once. Mapped files are left out: Chromium maps the clip
 * that stands in for the camera, and reads ever more of it.
 */
async function residentMib(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'mu').exec(text)?.[1]);
  return (kib('Pss_Anon') + kib('Pss_Shmem')) / 1024;
}

async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}
