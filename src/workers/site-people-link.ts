/** @file The console's way to the worker that reads people. */
import * as comlink from 'comlink';
import type { SitePeople, StartPeople } from '../console/site/people-api.ts';
import { withCode } from './error-codes.ts';
import type { SitePeopleWorkerApi } from './site-people.worker.ts';
import { whenAnyDies } from './watch-worker.ts';

export const sitePeopleElsewhere: StartPeople = async (start, listener): Promise<SitePeople> => {
  const worker = new Worker(new URL('./site-people.worker.ts', import.meta.url), {
    type: 'module',
    name: 'site-people',
  });
  const api = comlink.wrap<SitePeopleWorkerApi>(worker);
  const died = whenAnyDies([worker], 'The worker that reads people could not be started.');
  died.catch((error: unknown) => listener.failed(error instanceof Error ? error.message : String(error)));
  await Promise.race([api.start(start, comlink.proxy({ facts: listener.facts })), died]);

  /** Fails too where the worker dies: a call under way never settles then. */
  async function ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([question(), died]);
    } catch (error) {
      throw withCode(error);
    }
  }

  return {
    setDevices: (devices) => ask(() => api.setDevices(devices)),
    find: (...given) => ask(() => api.find(...given)),
    get: (id) => ask(() => api.get(id)),
    names: (ids) => ask(() => api.names(ids)),
    holderOf: (badge) => ask(() => api.holderOf(badge)),
    schedules: () => ask(() => api.schedules()),
    edit: (...given) => ask(() => api.edit(...given)),
    erase: (id) => ask(() => api.erase(id)),
    writeList: () => ask(() => api.writeList()),
    planList: (text) => ask(() => api.planList(text)),
    applyList: (suspendGone, onDone) => ask(() => api.applyList(suspendGone, comlink.proxy(onDone))),
    planEnrolment: (candidates, model, onShare) =>
      ask(() => api.planEnrolment(candidates, model, comlink.proxy(onShare))),
    enrolPlanned: (consent, onDone) => ask(() => api.enrolPlanned(consent, comlink.proxy(onDone))),
    dropEnrolment: () => ask(() => api.dropEnrolment()),
    reseal: (epoch) => ask(() => api.reseal(epoch)),
    end: () => worker.terminate(),
  };
};
