// @vitest-environment happy-dom
/** @file Changes that are not saved: who is asked before they are lost, and when the browser asks. */
import { LitElement, html } from 'lit';
import { expect, it } from 'vitest';
import {
  hasUnsaved,
  mayLose,
  UnsavedController,
  withdrawQuestion,
} from '../../../src/ui/elements/unsaved.ts';
import { all, mount, press, settle } from '../support/mount.ts';

class TestForm extends LitElement {
  isChanged = false;
  constructor() {
    super();
    new UnsavedController(this, () => this.isChanged);
  }
  override render() {
    return html`<p>A form</p>`;
  }
}
customElements.define('test-form', TestForm);
declare global {
  interface HTMLElementTagNameMap {
    'test-form': TestForm;
  }
}

/** Whether the browser would ask in words of its own. */
function browserAsks(): boolean {
  return !dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

it('asks nobody while nothing is changed', async () => {
  const form = await mount('test-form');
  expect(await mayLose(form)).toBe(true);
  expect(all(form, 'kiosk-leave-question')).toEqual([]);
  expect(browserAsks()).toBe(false);
});

it.each([
  ['Keep editing', false],
  ['Leave without saving', true],
])('asks while something is changed, and takes “%s” as %s', async (button, lose) => {
  const form = await mount('test-form', { isChanged: true });
  expect(browserAsks()).toBe(true);
  const answer = mayLose(form);
  await settle();
  await press(form, button);
  expect(await answer).toBe(lose);
  expect(all(form, 'kiosk-leave-question')).toEqual([]);
});

it('asks one question at a time, and takes one that is withdrawn as a no', async () => {
  const form = await mount('test-form', { isChanged: true });
  const [first, second] = [mayLose(form), mayLose(form)];
  expect(await first).toBe(false);
  expect(all(form, 'kiosk-leave-question')).toHaveLength(1);
  withdrawQuestion();
  expect(await second).toBe(false);
  expect(all(form, 'kiosk-leave-question')).toEqual([]);
});

it('forgets a form that is gone', async () => {
  const form = await mount('test-form', { isChanged: true });
  expect(hasUnsaved()).toBe(true);
  form.remove();
  expect(hasUnsaved()).toBe(false);
  expect(browserAsks()).toBe(false);
});
