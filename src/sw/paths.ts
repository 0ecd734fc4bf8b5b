/** @file Which of the program's files a path of the site stands for. Pure. */

const INDEX = 'index.html';

/**
 * The file that a path of the site stands for: a folder's page, with or without the slash at its end.
 * @param path - From the site's root, without a leading slash.
 */
export function fileOf(path: string): string {
  if (path === '' || path.endsWith('/')) return path + INDEX;
  return path === 'enroll' ? `enroll/${INDEX}` : path;
}
