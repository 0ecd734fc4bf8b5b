/** @file Saves a file through the browser, as a download. */

/** How long the browser may take to read the blob after the click has returned. */
const KEPT_MS = 10_000;

export function saveFile(content: BlobPart, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, KEPT_MS);
}
