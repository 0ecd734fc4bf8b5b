import { nothing } from 'lit';
import { expect, it, vi } from 'vitest';
import { SpokenError } from '../../../src/locales/errors.ts';
import { WorkController } from '../../../src/ui/elements/work-controller.ts';

function controller() {
  const requestUpdate = vi.fn();
  const host = Object.assign(new EventTarget(), { requestUpdate });
  return { work: new WorkController(host), requestUpdate, host };
}

it('is busy before the work begins, so that the browser can show it', async () => {
  const { work, requestUpdate } = controller();
  const begun = vi.fn(() => Promise.resolve());
  const running = work.run(begun);
  expect(work.busy).toBe(true);
  expect(requestUpdate).toHaveBeenCalledTimes(1);
  await Promise.resolve();
  expect(begun).not.toHaveBeenCalled();
  await running;
  expect(begun).toHaveBeenCalledTimes(1);
  expect(work.busy).toBe(false);
});

it('refuses a second piece of work meanwhile', async () => {
  const { work } = controller();
  const second = vi.fn(() => Promise.resolve());
  const running = work.run(() => Promise.resolve());
  await work.run(second);
  await running;
  expect(second).not.toHaveBeenCalled();
});

it('says what was done, or why it failed, until the next piece of work begins', async () => {
  const { work } = controller();
  expect(work.outcome()).toBe(nothing);
  await work.run(() => Promise.resolve('Saved 3 people.'));
  expect(work.outcome()).toMatchObject({ values: ['Saved 3 people.'] });
  const failing = work.run(() => Promise.reject<string>(new SpokenError('Try again.')));
  expect(work.outcome()).toBe(nothing);
  await failing;
  expect(work.error).toBe('Try again.');
  expect(work.outcome()).toMatchObject({ values: ['Try again.'] });
  work.clear();
  expect(work.error).toBeNull();
  expect(work.outcome()).toBe(nothing);
});

it.each(['input', 'change'])('takes back what it said when its host hears of %s', async (type) => {
  const { work, host } = controller();
  await work.run(() => Promise.reject<string>(new SpokenError('Try again.')));
  host.dispatchEvent(new Event(type));
  expect(work.error).toBeNull();
  await work.run(() => Promise.resolve('Saved.'));
  host.dispatchEvent(new Event(type));
  expect(work.outcome()).toBe(nothing);
});

it('shows what failed elsewhere, and stays busy with its own work', async () => {
  const { work } = controller();
  const running = work.run(() => Promise.resolve());
  work.fail(new SpokenError('The log cannot be read.'));
  expect(work.busy).toBe(true);
  expect(work.error).toBe('The log cannot be read.');
  await running;
});
