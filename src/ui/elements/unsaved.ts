/** @file Changes on the screen that nobody has saved: who holds some, and the question before they are lost. */
import type { LitElement, ReactiveController } from 'lit';
import './leave-question.ts';

const holders = new Set<UnsavedController>();

/** The browser asks in words of its own before it leaves the page. */
function askBeforeUnload(event: BeforeUnloadEvent): void {
  if (hasUnsaved()) event.preventDefault();
}

/** Makes an element one that may hold changes which are not saved. */
export class UnsavedController implements ReactiveController {
  /** @param _isChanged - Whether the element now holds such changes. */
  constructor(
    host: LitElement,
    private readonly _isChanged: () => boolean,
  ) {
    host.addController(this);
  }

  get isChanged(): boolean {
    return this._isChanged();
  }

  hostConnected(): void {
    holders.add(this);
    addEventListener('beforeunload', askBeforeUnload);
  }

  hostDisconnected(): void {
    holders.delete(this);
    if (holders.size === 0) removeEventListener('beforeunload', askBeforeUnload);
  }
}

/** Whether anything on the screen holds changes that are not saved. */
export function hasUnsaved(): boolean {
  return [...holders].some(({ isChanged }) => isChanged);
}

let withdraw = (): void => undefined;

/**
 * Asks whether the changes may be lost. A question that is open already is replaced, and its answer is no.
 *
 * @param host - What would close. The question stands in its shadow tree, so that touches count as touches of it.
 * @param isChanged - Where nothing is changed nobody is asked.
 * @param idle - It closes by itself, since nobody is there.
 * @returns Whether nothing is lost, or may be.
 */
export async function mayLose(host: LitElement, isChanged = hasUnsaved(), idle = false): Promise<boolean> {
  withdrawQuestion();
  if (!isChanged) return true;
  const question = document.createElement('kiosk-leave-question');
  question.idle = idle;
  const answer = await new Promise<boolean>((resolve) => {
    question.addEventListener('answer', (event) => {
      resolve((event as CustomEvent<boolean>).detail);
    });
    withdraw = () => {
      resolve(false);
    };
    host.renderRoot.append(question);
  });
  question.remove();
  return answer;
}

/** Takes the question away, where one is open: what it was about has closed. */
export function withdrawQuestion(): void {
  withdraw();
}
