/**
 * @file What a page saves on the device, read from the page itself: neither driver of the other engines tells of
 * downloads.
 */
import type { Page } from '@playwright/test';
import type { PageScripts } from './page-scripts.ts';

export interface Download {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Saver {
  readonly savedFiles: { readonly name: string; readonly base64: string }[];
}

/** Pages that load with it keep what they save, and save nothing. */
export const KEPT_DOWNLOADS: PageScripts = {
  scripts: [
    `const saved = (globalThis.savedFiles = []);
  const blobs = new Map();
  const name = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    const url = name.call(URL, blob);
    blobs.set(url, blob);
    return url;
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    const blob = blobs.get(this.href);
    if (!this.download || !blob) return click.call(this);
    const reader = new FileReader();
    reader.onload = () => {
      const { result } = reader;
      saved.push({ name: this.download, base64: result.slice(result.indexOf(',') + 1) });
    };
    reader.readAsDataURL(blob);
  };`,
  ],
  files: {},
};

/** Waits for what the page saves next. */
export async function nextDownload(page: Page): Promise<Download> {
  const handle = await page.waitForFunction(
    () => (globalThis as unknown as Saver).savedFiles.shift() ?? null,
  );
  const saved = await handle.jsonValue();
  if (saved === null) throw new Error('The page saved nothing.');
  return { name: saved.name, bytes: Buffer.from(saved.base64, 'base64') };
}
