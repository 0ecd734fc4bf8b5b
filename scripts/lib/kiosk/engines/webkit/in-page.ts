/**
 * @file Finds and touches controls of a page as people know them: by role and name, by label, by words. Runs in the
 * page, so each function must be whole in itself; `PAGE_TOOLS` is what a driver sends there.
 */

/** Exact words, or part of them whatever the case; or a regular expression. */
export type Words =
  { readonly text: string; readonly exact: boolean } | { readonly source: string; readonly flags: string };

/** One narrowing after the other, as the chain of a Playwright locator. */
export type Step =
  | { readonly css: string }
  | { readonly role: string; readonly name: Words | null }
  | { readonly label: Words }
  | { readonly words: Words }
  | { readonly hasText: Words }
  | { readonly either: readonly Step[] }
  /** Counted from 0; -1 is the last. */
  | { readonly nth: number };

/** Shadow trees are looked into, and only what is shown counts for a role. */
function findAll(steps: readonly Step[]): Element[] {
  const ROLES: Readonly<Record<string, string>> = {
    button: 'button, [role=button], summary, input[type=submit]',
    checkbox: 'input[type=checkbox], [role=checkbox]',
    radio: 'input[type=radio], [role=radio]',
    combobox: 'select, [role=combobox]',
    option: 'option, [role=option]',
    heading: 'h1, h2, h3, h4, [role=heading]',
    main: 'main, [role=main]',
  };
  const below = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? below(one.shadowRoot) : [])]);
  const inside = (root: ParentNode): Element[] => [
    ...(root instanceof Element && root.shadowRoot ? below(root.shadowRoot) : []),
    ...below(root),
  ];
  const textOf = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof Element) || /^(style|script|svg)$/u.test(node.localName)) return '';
    const slotted = node instanceof HTMLSlotElement ? node.assignedNodes() : [];
    const children = slotted.length > 0 ? slotted : [...(node.shadowRoot ?? node).childNodes];
    return children.map(textOf).join(' ');
  };
  const plain = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
  const fits = (text: string, words: Words): boolean => {
    if ('source' in words) return new RegExp(words.source, words.flags).test(plain(text));
    return words.exact
      ? plain(text) === words.text
      : plain(text).toLowerCase().includes(words.text.toLowerCase());
  };
  const labelsOf = (element: Element): string[] => {
    const own = element.getAttribute('aria-label');
    if (own !== null) return [own];
    const by = element.getAttribute('aria-labelledby');
    const root = element.getRootNode() as ParentNode;
    if (by !== null) {
      return [
        by
          .split(/\s+/u)
          .map((id) => textOf(root.querySelector(`[id="${id}"]`) ?? new Text()))
          .join(' '),
      ];
    }
    return [...((element as HTMLInputElement).labels ?? [])].map(textOf);
  };
  const nameOf = (element: Element): string => labelsOf(element)[0] ?? textOf(element);
  const isShown = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  };
  const unique = (all: readonly Element[]): Element[] => [...new Set(all)];
  const byCss = (roots: readonly ParentNode[], css: string): Element[] => {
    let found: readonly ParentNode[] = roots;
    // Every blank outside of brackets may lead into a shadow tree.
    for (const part of css.match(/(?:\[[^\]]*\]|\([^)]*\)|[^\s[(])+/gu) ?? []) {
      found = unique(found.flatMap(inside).filter((one) => one.matches(part)));
    }
    return found as Element[];
  };
  const narrow = (from: readonly ParentNode[], step: Step): Element[] => {
    if ('css' in step) return byCss(from, step.css);
    if ('nth' in step) {
      const one = (from as readonly Element[]).at(step.nth);
      return one ? [one] : [];
    }
    if ('hasText' in step)
      return (from as readonly Element[]).filter((one) => fits(textOf(one), step.hasText));
    if ('either' in step) return unique([...(from as readonly Element[]), ...findAll(step.either)]);
    const all = unique(from.flatMap(inside));
    if ('role' in step) {
      const { role, name } = step;
      return all.filter(
        (one) =>
          one.matches(ROLES[role] ?? `[role=${role}]`) &&
          isShown(one) &&
          (name === null || fits(nameOf(one), name)),
      );
    }
    if ('label' in step) return all.filter((one) => labelsOf(one).some((label) => fits(label, step.label)));
    // A slot has words, and no box of its own.
    const holding = all.filter((one) => !(one instanceof HTMLSlotElement) && fits(textOf(one), step.words));
    const isWithin = (element: Element, outer: Element): boolean => {
      const above = (node: Node): Node | null =>
        (node as Partial<Element>).assignedSlot ??
        node.parentNode ??
        (node as Partial<ShadowRoot>).host ??
        null;
      for (let at = above(element); at; at = above(at)) if (at === outer) return true;
      return false;
    };
    return holding.filter((one) => !holding.some((other) => other !== one && isWithin(other, one)));
  };
  let found: readonly ParentNode[] = [document];
  for (const step of steps) found = narrow(found, step);
  return found as Element[];
}

/** The first that is shown; null where there is none. */
function findShown(steps: readonly Step[]): Element | null {
  return (
    findAll(steps).find((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width > 0 && height > 0 && one.checkVisibility({ visibilityProperty: true });
    }) ?? null
  );
}

/** Whether a person can use it now. */
function isEnabled(element: Element): boolean {
  const host = (element.getRootNode() as Partial<ShadowRoot>).host;
  return !element.matches(':disabled') && host?.matches('[disabled], [loading]') !== true;
}

/**
 * Where a click reaches the control, in CSS pixels of the view; a string says why none would yet. The next click then
 * notes in `lastClickMissed` whether it did: the page may change before the driver's mouse is there.
 */
async function clickPoint(steps: readonly Step[]): Promise<{ x: number; y: number } | string> {
  const parentOf = (node: Node): Node | null =>
    (node as Partial<Element>).assignedSlot ?? node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null;
  const isWithin = (node: Node, outer: Node): boolean => {
    for (let at: Node | null = node; at; at = parentOf(at)) if (at === outer) return true;
    return false;
  };
  const element = findShown(steps);
  if (element === null) return 'it is not there';
  if (!isEnabled(element)) return 'it is disabled';
  // To the middle it would also push what is in view already, such as the door while its panel slides in.
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const label = (element as HTMLInputElement).labels?.[0];
  const target = element.matches('input[type=checkbox], input[type=radio]') && label ? label : element;
  const frame = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 32));
  const before = target.getBoundingClientRect();
  await frame();
  const { x: left, y: top, width, height } = target.getBoundingClientRect();
  if (left !== before.x || top !== before.y) return 'it moves';
  const x = Math.round(left + Math.min(width, innerWidth) / 2);
  const y = Math.round(top + height / 2);
  let hit = document.elementFromPoint(x, y);
  for (let inner = hit; inner?.shadowRoot;) {
    inner = inner.shadowRoot.elementFromPoint(x, y);
    if (inner === null || inner === hit) break;
    hit = inner;
  }
  if (hit === null || !(isWithin(hit, target) || isWithin(target, hit))) return 'something covers it';
  const watched = globalThis as { lastClickMissed?: boolean };
  watched.lastClickMissed = true;
  const note = (event: Event): void => {
    if (event.composedPath().includes(target)) watched.lastClickMissed = false;
  };
  addEventListener('click', note, { capture: true, once: true });
  return { x, y };
}

/** Writes into a field as a person who pastes; false where it cannot be written into yet. */
function fillField(steps: readonly Step[], value: string): boolean {
  const field = findShown(steps) as HTMLInputElement | null;
  if (field === null || !isEnabled(field)) return false;
  field.focus();
  field.value = value;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}

/** Gives a file input its file. @param base64 - The file's bytes. */
function giveFile(steps: readonly Step[], name: string, base64: string): boolean {
  const field = findAll(steps).at(0) as HTMLInputElement | undefined;
  if (field === undefined) return false;
  const given = new DataTransfer();
  given.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
  field.files = given.files;
  field.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  return true;
}

/** Puts the functions above into a script. */
export const PAGE_TOOLS = [
  // What `tsx` calls in functions with names.
  'const __name = (named) => named;',
  ...[findAll, findShown, isEnabled, clickPoint, fillField, giveFile].map(String),
].join('\n');
