/** @file People of a console without its worker, over a link as devices have it in Node. */
import type { StartPeople } from '../../src/console/site/people-api.ts';
import { PeopleDesk } from '../../src/console/site/people-desk.ts';
import { type LinkOptions, openLink } from '../../src/fleet/link.ts';
import { MemoryKept } from '../console/test-site.ts';

export function peopleHere({ url, openSocket }: Pick<LinkOptions, 'url' | 'openSocket'>): StartPeople {
  return (start, listener) => {
    const { credentials } = start;
    const device = crypto.randomUUID();
    const link = openLink({ url, device, credentials, ...(openSocket ? { openSocket } : {}) });
    return PeopleDesk.open({ link, start, kept: new MemoryKept(), crypto, listener });
  };
}
