/**
 * @file The console's worker: reads, opens and searches the people of a site beside the page, over a link to the hub
 * of its own. It holds the site's keys in a form that nobody can export.
 */
import * as comlink from 'comlink';
import { keptRecordsOf } from '../console/site/kept-records.ts';
import type { PeopleListener, PeopleStart } from '../console/site/people-api.ts';
import { PeopleDesk } from '../console/site/people-desk.ts';
import { openLink } from '../fleet/link.ts';
import { guardScripts } from '../runtime/trusted-types.ts';
import { nameWithCode } from './error-codes.ts';

let desk: PeopleDesk | null = null;

function ask<T>(question: (desk: PeopleDesk) => Promise<T>): Promise<T> {
  if (desk === null) throw new Error('People were asked for before the worker was started.');
  return question(desk).catch((error: unknown) => {
    throw nameWithCode(error);
  });
}

const api = {
  async start(start: PeopleStart, listener: Pick<PeopleListener, 'facts'>): Promise<void> {
    const { siteId, url, credentials } = start;
    const link = openLink({ url, credentials, device: crypto.randomUUID() });
    desk = await PeopleDesk.open({ link, start, kept: keptRecordsOf(siteId), crypto, listener });
  },
  setDevices: (...given: Parameters<PeopleDesk['setDevices']>) => ask((one) => one.setDevices(...given)),
  find: (...given: Parameters<PeopleDesk['find']>) => ask((one) => one.find(...given)),
  get: (id: string) => ask((one) => one.get(id)),
  names: (ids: readonly string[]) => ask((one) => one.names(ids)),
  holderOf: (badge: string) => ask((one) => one.holderOf(badge)),
  schedules: () => ask((one) => one.schedules()),
  edit: (...given: Parameters<PeopleDesk['edit']>) => ask((one) => one.edit(...given)),
  erase: (id: string) => ask((one) => one.erase(id)),
  writeList: () => ask((one) => one.writeList()),
  planList: (text: string) => ask((one) => one.planList(text)),
  applyList: (...given: Parameters<PeopleDesk['applyList']>) => ask((one) => one.applyList(...given)),
  planEnrolment: (...given: Parameters<PeopleDesk['planEnrolment']>) =>
    ask((one) => one.planEnrolment(...given)),
  enrolPlanned: (...given: Parameters<PeopleDesk['enrolPlanned']>) =>
    ask((one) => one.enrolPlanned(...given)),
  dropEnrolment: () => ask((one) => one.dropEnrolment()),
  reseal: (epoch: number) => ask((one) => one.reseal(epoch)),
};

export type SitePeopleWorkerApi = typeof api;

guardScripts();
comlink.expose(api);
