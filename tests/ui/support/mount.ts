/**
 * @file Puts an element into happy-dom's document, and reads and uses it as a person would: by words, labels and
 * buttons.
 *
 * Web Awesome's elements need more of a browser than happy-dom has. So vitest.config.ts loads none of them, and they
 * are plain elements here; what of their own work a test needs is done below.
 */
import { LitElement } from 'lit';
import { afterEach } from 'vitest';

let mounted: HTMLElement | undefined;
// What an element still reads must not render once the document is gone.
afterEach(() => mounted?.remove());

/** As `<wa-input>`: starts with its default value. */
class PlainInput extends HTMLElement {
  defaultValue = '';
  private _value: string | null = null;
  get value(): string {
    return this._value ?? this.defaultValue;
  }
  set value(value: string | null) {
    this._value = value;
  }
  select(): void {
    this.focus();
  }
}
customElements.define('wa-input', PlainInput);

/** @param properties - Set before the element is in the document. */
export async function mount<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): Promise<HTMLElementTagNameMap[Tag]> {
  const element = Object.assign(document.createElement(tag), properties);
  document.body.replaceChildren(element);
  mounted = element;
  await settle();
  return element;
}

/** Waits until everything in the document has rendered, also what says that it is being read. */
export async function settle(): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve));
    for (const element of all(document.body, '*')) {
      if (element instanceof LitElement) while (!(await element.updateComplete));
    }
    if (all(document.body, '[aria-busy=true]').length === 0) return;
  }
}

/** All that match below `root`, in shadow trees too. */
export function all(root: ParentNode, selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('*'), ...(root instanceof HTMLElement ? [root] : [])].flatMap(
    (element) => [
      ...(element !== root && element.matches(selector) ? [element] : []),
      ...(element.shadowRoot === null ? [] : all(element.shadowRoot, selector)),
    ],
  );
}

/** The one that matches; @throws Error where there is none, or more than one. */
export function find(root: ParentNode, selector: string): HTMLElement {
  return only(all(root, selector), selector);
}

/** What can be read below `node`, in shadow trees too, with single spaces. */
export function wordsOf(node: Node): string {
  return textOf(node).replaceAll(/\s+/gu, ' ').trim();
}

/** The words of every button, in order. */
export function buttonsOf(root: ParentNode): string[] {
  return all(root, 'button, wa-button').map(nameOf);
}

/** A click on the button with those words. A disabled one is an error, as nobody could press it. */
export async function press(root: ParentNode, name: string): Promise<void> {
  const button = only(
    all(root, 'button, wa-button').filter((one) => nameOf(one) === name),
    `button “${name}” among ${buttonsOf(root).join(', ')}`,
  );
  if (button.hasAttribute('disabled')) throw new Error(`The button “${name}” is disabled.`);
  button.click();
  if (button.matches('wa-button[type=submit]')) button.closest('form')?.requestSubmit();
  await settle();
}

/** Writes `text` into the field with that label. */
export async function type(root: ParentNode, label: string, text: string): Promise<void> {
  await change(root, label, text, 'input');
}

/** Chooses `value` of the list or the row of choices with that label. */
export async function choose(root: ParentNode, label: string, value: string): Promise<void> {
  await change(root, label, value, 'change');
}

/** Ticks the box with that label, or takes its tick away. */
export async function tick(root: ParentNode, label: string): Promise<void> {
  field(root, label).click();
  await settle();
}

/** The field, list or row of choices with that label. */
export function field(root: ParentNode, label: string): HTMLInputElement {
  const labelled = all(
    root,
    ':is(wa-input, wa-select, wa-radio-group)[label], input[aria-label], label',
  ).filter((one) =>
    one.matches('label')
      ? wordsOf(one) === label
      : (one.getAttribute('label') ?? one.getAttribute('aria-label')) === label,
  );
  const found = only(labelled, `field “${label}”`);
  return (found.querySelector('input') ?? found) as HTMLInputElement;
}

/** Collects the details of every `event` that `element` dispatches from now on. */
export function heard(element: EventTarget, event: string): unknown[] {
  const details: unknown[] = [];
  element.addEventListener(event, (one) => details.push((one as CustomEvent<unknown>).detail));
  return details;
}

async function change(root: ParentNode, label: string, value: string, event: string): Promise<void> {
  const changed = field(root, label);
  changed.value = value;
  changed.dispatchEvent(new Event(event, { bubbles: true, composed: true }));
  await settle();
}

function only(found: readonly HTMLElement[], what: string): HTMLElement {
  if (found.length !== 1) throw new Error(`Found ${found.length}, not one: ${what}`);
  return found[0];
}

function nameOf(button: HTMLElement): string {
  return button.getAttribute('aria-label') ?? wordsOf(button);
}

function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if (node instanceof Element && node.matches('style, kiosk-icon')) return '';
  const shadow = node instanceof Element ? [...(node.shadowRoot?.childNodes ?? [])] : [];
  return [...shadow, ...node.childNodes].map(textOf).join(' ');
}
