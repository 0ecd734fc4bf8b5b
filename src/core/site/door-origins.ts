/**
 * @file Which addresses a door output may have, and which origins the content security policy lets the kiosk reach. The
 * form is strict, so that nothing but an origin can get into the policy. Pure.
 */

const NAME = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const HOST = `${NAME}(?:\\.${NAME})*`;
const LOOPBACK = 'localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}';
const PORT = '(?::\\d{1,5})?';

/**
 * Policies know no IPv6 addresses. Plain http and ws are allowed to this device only: an attacker in the network could
 * read a password or hold back an order.
 */
const ORIGIN = new RegExp(`^(?:(?:https|wss)://${HOST}|(?:http|ws)://(?:${LOOPBACK}))${PORT}$`);

export function isDoorOrigin(text: string): boolean {
  return ORIGIN.test(text);
}

const PATH = /(?<=^[a-z]+:\/\/[^/?#]+)[/?#].*$/u;

/**
 * @param addresses - Of the door's servers and brokers; a path is left out.
 * @returns Their origins, each once.
 * @throws Error that names what is no address of a door.
 */
export function parseDoorOrigins(addresses: readonly string[]): readonly string[] {
  const origins = addresses.map((address) => {
    const origin = address.toLowerCase().replace(PATH, '');
    if (isDoorOrigin(origin)) return origin;
    throw new Error(
      `“${address}” is no address for a door. Give https://host or wss://host, with :port where it is another. ` +
        'Plain http and ws are for localhost only.',
    );
  });
  return [...new Set(origins)];
}
