/** @file What the hub's own pages tell a console, and how it is given a site. Everything is of this page's origin. */
import { msg, str } from '@lit/localize';
import * as v from 'valibot';
import type { HubClaims } from '../../fleet/credentials.ts';
import { SpokenError } from '../../locales/errors.ts';

const StateSchema = v.object({
  /** `empty`: no site was set up. */
  state: v.picklist(['empty', 'ready']),
  natsVersion: v.nullable(v.string()),
  siteId: v.nullable(v.string()),
  /** Of each record, each at a hub of its own. */
  copies: v.optional(v.picklist([1, 3]), 1),
});

export type HubState = v.InferOutput<typeof StateSchema>;

const FORBIDDEN = [401, 403];
const TOO_OFTEN = 429;
const CONFLICT = 409;

/** @returns Null where these pages come from no hub. @throws SpokenError where the server does not answer. */
export async function readHubState(): Promise<HubState | null> {
  const response = await fetch(addressOf('hub/state'), { cache: 'no-store' }).catch((cause: unknown) => {
    throw new SpokenError(msg('The hub does not answer. See that it runs, then try again.'), { cause });
  });
  const state: unknown = response.ok ? await response.json().catch(() => null) : null;
  const parsed = v.safeParse(StateSchema, state);
  return parsed.success ? parsed.output : null;
}

/**
 * Gives an empty hub its site.
 * @param setUpCode - As the hub prints it in its terminal.
 * @throws SpokenError for a wrong code, and where the hub has a site already.
 */
export async function giveSite(
  claims: HubClaims & { readonly siteId: string; readonly siteKey: string },
  setUpCode: string,
): Promise<void> {
  const response = await fetch(addressOf('hub/site'), {
    method: 'POST',
    headers: { Authorization: `Bearer ${setUpCode.trim()}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(claims),
  }).catch((cause: unknown) => {
    throw new SpokenError(msg('The hub does not answer. See that it runs, then try again.'), { cause });
  });
  if (response.ok) return;
  const { status } = response;
  if (FORBIDDEN.includes(status)) {
    throw new SpokenError(msg('This is not the set-up code. The hub prints it in its terminal.'));
  }
  if (status === TOO_OFTEN)
    throw new SpokenError(msg('Too many wrong codes. Wait a minute, then try again.'));
  if (status === CONFLICT) {
    throw new SpokenError(
      msg('The hub belongs to a site already. Reload the page, and open that site’s kit.'),
    );
  }
  const said = v.safeParse(v.object({ error: v.string() }), await response.json().catch(() => null));
  // The hub's own words are English, and for whoever runs it.
  const why = said.success ? said.output.error : String(status);
  throw new SpokenError(msg(str`The hub did not take the site. (${why})`));
}

/** Of the hub's own link, for NATS. */
export function linkAddress(): string {
  const url = new URL(addressOf('hub/link'));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** The site's root, whence doors load their pages. */
export function rootAddress(): string {
  return addressOf('');
}

/** The console lies one folder below the site's root. */
function addressOf(path: string): string {
  return new URL(`../${path}`, location.origin + location.pathname).href;
}
