/** @file Signs where each door's log ends at the hub now. */
import type { Link } from '../../fleet/link-types.ts';
import type { Doors } from './doors.ts';
import { EventReader } from './events.ts';
import { signHeads, type SiteFacts } from './receipts.ts';
import type { SiteKeys } from './site-keys.ts';

interface HeadSources {
  readonly link: Link;
  readonly keys: SiteKeys;
  readonly doors: Doors;
  readonly site: SiteFacts;
}

/**
 * @param named - With the names of site and doors, which tell places.
 * @returns The file's text.
 * @throws FleetError where a door's last entry does not open. LinkError.
 */
export async function signHeadsNow(
  { link, keys, doors, site }: HeadSources,
  named: boolean,
  crypto: Crypto,
): Promise<string> {
  const names = new Map(doors.roster.devices.map(({ id, name }) => [id, name]));
  const entries = await new EventReader(link, keys.audit, crypto).heads([...names.keys()]);
  const heads = entries.map(({ device, entry: { index, hash } }) => ({
    device,
    ...(named && { name: names.get(device) ?? device }),
    ...{ index, hash },
  }));
  return signHeads(site, heads, { madeAtMs: link.hubMs(), named }, keys, crypto);
}
