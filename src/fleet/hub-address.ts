/** @file Where the hub of a fleet answers, on the origin that serves the pages, and what it says of itself. */
import * as v from 'valibot';

const Credentials = v.object({ jwt: v.string(), seed: v.string() });

const StateSchema = v.object({
  /** `empty`: a console is still to set up the site. */
  state: v.picklist(['empty', 'ready']),
  /** May ask to join, and do nothing else. */
  joiner: v.nullable(Credentials),
});

export type HubState = v.InferOutput<typeof StateSchema>;

/** @param baseUrl - Absolute, of the site's root; ends in a slash. */
export function linkUrl(baseUrl: string): string {
  const url = new URL('hub/link', baseUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** @returns Null where no hub serves the site, or it does not answer. */
export async function readHubState(baseUrl: string): Promise<HubState | null> {
  try {
    const response = await fetch(new URL('hub/state', baseUrl), { cache: 'no-store' });
    if (!response.ok) return null;
    const parsed = v.safeParse(StateSchema, await response.json());
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
