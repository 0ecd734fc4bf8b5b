/** @file Files that lie among photos and are none: nobody has put them there. */

/** Left by systems beside what people put there. */
const SYSTEM_FILES = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '@eadir',
  '$recycle.bin',
]);

/** @param name - Of a file or folder. One that begins with a dot is hidden everywhere. */
export function isHiddenFile(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FILES.has(name.toLowerCase());
}
