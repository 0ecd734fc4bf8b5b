// @vitest-environment happy-dom
/** @file The first run beyond the open store: the first person, what opens the door, what is left to do. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import { OPERATOR_IDLE_MS } from '../../../src/ui/elements/idle-timer.ts';
import '../../../src/ui/start/first-steps.ts';
import type { FirstStep, KioskFirstSteps } from '../../../src/ui/start/first-steps.ts';
import { all, choose, find, heard, mount, press, settle, wordsOf } from '../support/mount.ts';
import { openSession, person } from '../support/session.ts';

let session: KioskSession;

beforeEach(async () => {
  session = await openSession();
});
afterEach(() => {
  vi.useRealTimers();
});

/** With the app's part: it shows the step that is asked for. */
async function stepsFrom(step: FirstStep): Promise<KioskFirstSteps> {
  const steps = await mount('kiosk-first-steps', { session, step });
  steps.addEventListener('step', (event) => {
    steps.step = (event as CustomEvent<FirstStep>).detail;
  });
  return steps;
}

const heading = (steps: KioskFirstSteps): string => wordsOf(find(steps, 'h1'));

it('leads through all steps, and each can be left out', async () => {
  const steps = await stepsFrom('person');
  const done = heard(steps, 'done');
  expect(heading(steps)).toBe('Enrol the first person');
  await press(steps, 'Later');
  expect(heading(steps)).toBe('What opens the door?');
  await press(steps, 'Later');
  expect(heading(steps)).toBe('What is left to do');
  expect(done).toHaveLength(0);
  await press(steps, 'Go to the door');
  expect(done).toHaveLength(1);
  expect(session.site.settings.doorOutput).toBe('none');
});

it('asks for the enrolment, and goes on to the output once somebody is enrolled', async () => {
  const steps = await stepsFrom('person');
  const asked = heard(steps, 'enrol');
  await press(steps, 'Enrol now');
  expect(asked).toHaveLength(1);
  expect(heading(steps)).toBe('Enrol the first person');
  await session.access.storeFor('enrol').saveSubject(person(1, 'Ada'), 'enrolled', Date.now());
  await session.people.refresh();
  await settle();
  expect(heading(steps)).toBe('What opens the door?');
});

it('saves what is chosen for the door at once, and offers the test of it', async () => {
  await session.site.changeSettings({
    webhookUrl: 'https://door.example/open',
    webhookSecret: 'x'.repeat(20),
  });
  const steps = await stepsFrom('output');
  expect(wordsOf(steps)).not.toContain('Test: open the door');
  await choose(steps, 'How the door is opened', 'webhook');
  await vi.waitFor(() => expect(session.site.settings.doorOutput).toBe('webhook'));
  await settle();
  expect(wordsOf(steps)).toContain('Test: open the door');
  await press(steps, 'Continue');
  expect(heading(steps)).toBe('What is left to do');
});

it.each([
  ['Save a backup', 'kiosk-export-panel'],
  ['Give the operators a passphrase', 'kiosk-access-panel'],
])('opens the panel for “%s” and comes back to the list', async (title, panel) => {
  await session.access.changeCredentials({ kind: 'removeOperator' });
  const steps = await stepsFrom('left');
  await press(steps, `Do it now : ${title}`);
  expect(all(steps, panel)).toHaveLength(1);
  await press(steps, 'Back');
  expect(heading(steps)).toBe('What is left to do');
});

it('leads to the door after a while without a touch, so that no visitor finds it', async () => {
  const steps = await stepsFrom('person');
  vi.useFakeTimers();
  const done = heard(steps, 'done');
  steps.dispatchEvent(new Event('pointerdown'));
  vi.advanceTimersByTime(OPERATOR_IDLE_MS);
  expect(done).toHaveLength(1);
});
