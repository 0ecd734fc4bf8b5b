/** @file Finds people for a page, one question at a time, and anew whenever the session changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type PageOf, pageView } from '../ui/elements/paging.ts';
import { ConsoleController } from './session-controller.ts';
import type { ConsoleSession } from './site/console-session.ts';
import type { KnownPerson } from './site/people-api.ts';

const PAGE_SIZE = 20;

export class FoundPeople implements ReactiveController {
  view: PageOf<KnownPerson> = { ...pageView(0, 0, PAGE_SIZE), items: [] };
  /** Who is looked at; null for nobody, and for somebody who was erased. */
  person: KnownPerson | null = null;
  private _wanted = '';
  private _page = 0;
  private _id: string | null = null;
  private _isLooked = false;
  private _asking = false;
  private _isOld = false;

  /** @param _sessionOf - Reads the host's property, which is set after construction. */
  constructor(
    private readonly _host: ReactiveControllerHost,
    private readonly _sessionOf: () => ConsoleSession,
  ) {
    _host.addController(this);
    new ConsoleController(_host, _sessionOf, () => this._ask());
  }

  hostConnected(): void {
    // The host's properties are set by then.
    void this._host.updateComplete.then(() => this._ask());
  }

  /** Whether `person` is the answer to the last question. */
  get isLooked(): boolean {
    return this._isLooked;
  }

  /** @param text - Parts of names, or of a badge's number. */
  want(text: string): void {
    this._wanted = text;
    this.show(0);
  }

  /** @param page - From 0. */
  show(page: number): void {
    this._page = page;
    this._ask();
  }

  look(id: string | null): void {
    if (id !== this._id) [this._isLooked, this.person] = [false, null];
    this._id = id;
    this._ask();
  }

  /** What is asked while an answer is awaited is asked after it. */
  private _ask(): void {
    this._isOld = true;
    if (!this._asking) void this._askAll();
  }

  private async _askAll(): Promise<void> {
    this._asking = true;
    const { people } = this._sessionOf();
    while (this._isOld) {
      this._isOld = false;
      const [wanted, page, id] = [this._wanted, this._page, this._id];
      try {
        const [found, person] = await Promise.all([
          people.find(wanted, page * PAGE_SIZE, PAGE_SIZE),
          id === null ? null : people.get(id),
        ]);
        const view = pageView(found.total, page, PAGE_SIZE);
        if (view.page === page) this.view = { ...view, items: found.people };
        // The list became shorter.
        else if (this._page === page) this.show(view.page);
        if (id === this._id) [this._isLooked, this.person] = [id !== null, person];
      } catch {
        // The worker died, which the console says in a place of its own.
      }
      this._host.requestUpdate();
    }
    this._asking = false;
  }
}
