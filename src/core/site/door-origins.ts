/**
 * @file Which addresses a door output may have, and which origins the content security policy lets the kiosk reach. The
 * form is strict, so that nothing but an origin can get into the policy. Pure.
 */

/** What the kiosk is built and served with; several are parted by spaces or commas. */
export const DOOR_ORIGINS_VARIABLE = 'FACEGATE_DOOR_ORIGINS';

/** The name of the pages' `<meta>` that holds them, parted by spaces. */
export const DOOR_ORIGINS_META = 'facegate-door-origins';

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

/**
 * @param text - Origins, parted by spaces or commas; empty or undefined for none.
 * @throws Error that names what is no origin.
 */
export function parseDoorOrigins(text: string | undefined): readonly string[] {
  const origins = (text ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => part.replace(/\/$/, ''));
  const wrong = origins.find((origin) => !isDoorOrigin(origin));
  if (wrong !== undefined) {
    throw new Error(
      `${DOOR_ORIGINS_VARIABLE} has “${wrong}”, which is no origin for a door. Give https://host or wss://host, with :port where it is another, ` +
        'and without a path. Plain http and ws are for localhost only.',
    );
  }
  return [...new Set(origins)];
}
