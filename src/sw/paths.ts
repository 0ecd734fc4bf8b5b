/** @file Which of the program's files a path of the site stands for. Pure. */

const INDEX = 'index.html';

/**
 * The file that a path of the site stands for: of a folder, its page.
 * @param path - From the site's root, without a leading slash.
 */
export function fileOf(path: string): string {
  return path === '' || path.endsWith('/') ? path + INDEX : path;
}

/** The fleet's console and its hub answer there: no part of the kiosk, and of no use without a network. */
export function isFleets(path: string): boolean {
  return /^(console|hub)(\/|$)/.test(path);
}

/** A page finds its files relative to its own address: a folder's needs the slash at its end, as hosts see to. */
export function lacksSlash(path: string): boolean {
  return path === 'enroll';
}
