/** @file What tools put into a kiosk's pages before their own scripts run: the same for every browser engine. */
import type { BrowserContext } from '@playwright/test';
import { headersFor } from '../../../../src/core/site/headers.ts';

export interface PageFile {
  readonly body: string | Buffer;
  /** MIME type. */
  readonly type: string;
}

export interface PageScripts {
  /** Run in this order, before the page's own. */
  readonly scripts: readonly string[];
  /** By path, such as `/responder-worker.js`: what those scripts ask the site for. */
  readonly files: Readonly<Record<string, PageFile>>;
}

export const NO_SCRIPTS: PageScripts = { scripts: [], files: {} };

/** The kiosk is not stored on the device. For visits that need no copy: storing takes the cores. */
export const NOTHING_STORED: PageScripts = {
  scripts: [
    "ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('Not wanted here.'));",
  ],
  files: {},
};

export function together(...all: readonly PageScripts[]): PageScripts {
  return {
    scripts: all.flatMap(({ scripts }) => scripts),
    files: Object.assign({}, ...all.map(({ files }) => files)) as PageScripts['files'],
  };
}

/** Call it before the context's pages load. */
export async function addScripts(context: BrowserContext, { scripts, files }: PageScripts): Promise<void> {
  for (const [path, { body, type }] of Object.entries(files)) {
    await context.route(`**${path}`, (route) =>
      route.fulfill({ body, contentType: type, headers: headersFor() }),
    );
  }
  for (const content of scripts) await context.addInitScript({ content });
}
