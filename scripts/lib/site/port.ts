/**
 * @file Reads the port to serve on from the environment.
 */

/** @throws when `PORT` is set to something that is no port. */
export function readPort(fallback: number): number {
  const text = process.env.PORT;
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT is "${text}", which is no port. Use a number from 1 to 65535.`);
  }
  return port;
}
