/**
 * @file The kiosk as a door of a fleet. Most kiosks are in none: the code of fleets is loaded once the store says that
 * this one is, or somebody begins to join.
 */
import type { ConsentReach } from '../core/site/consent-text.ts';
import type { FleetFacts } from '../workers/protocol.ts';
import { isStorageError } from '../storage/errors.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { FleetRun } from './fleet-run.ts';
import { Joining } from './joining.ts';
import type { Permission } from '../core/site/permissions.ts';

/** What is taken of the session. */
export interface FleetSession {
  readonly baseUrl: string;
  readonly access: {
    readonly store: OpenStore | null;
    storeFor(permission: Permission): OpenStore;
    forbid(permissions: readonly Permission[]): void;
  };
  readonly people: {
    refresh(): Promise<void>;
    readonly subjects: ReadonlyMap<string, { readonly consent: { readonly textVersion: string } }>;
  };
  readonly site: { readAnew(store: OpenStore): Promise<void>; readonly hublessDays: number | null };
}

/** What somebody sees of the fleet that the kiosk is in. */
export interface FleetMembership {
  readonly siteName: string;
  readonly door: string;
  readonly mayEnrol: boolean;
  readonly joinedAtMs: number;
}

/** Why asking to join came to nothing. */
export type JoinFailure =
  | { readonly kind: 'late' | 'locked' }
  /** FleetError, LinkError, StorageError, or of the browser. */
  | { readonly kind: 'failed'; readonly error: unknown };

export interface FleetDoorHandlers {
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
  /** It is known what of the log the hub has: the rest of it may not be removed. */
  readonly sent: () => void;
}

/** Where people are changed at other doors and at the console alone. */
const ONLY_CHECKS: readonly Permission[] = ['enrol', 'people', 'backup'];

export class FleetDoor {
  private _membership: FleetMembership | null = null;
  private _facts: FleetFacts | null = null;
  private _run: FleetRun | null = null;
  private _joining: Joining | null = null;
  private _joinFailure: JoinFailure | null = null;
  private _isInNone = false;

  constructor(
    private readonly _session: FleetSession,
    private readonly _handlers: FleetDoorHandlers,
  ) {}

  /** Null for a kiosk that is in none. */
  get membership(): FleetMembership | null {
    return this._membership;
  }

  /** To how many doors somebody agrees who enrols here. */
  get reach(): ConsentReach {
    return this._membership === null ? 'door' : 'fleet';
  }

  /** As the fleet's worker told them last; null before. */
  get facts(): FleetFacts | null {
    return this._facts;
  }

  /**
   * The hub was not heard for longer than the site allows: everybody shows badge and PIN besides the face. True until
   * it is known how long that is.
   */
  get isHubOverdue(): boolean {
    if (this._isInNone || this._session.site.hublessDays === null) return false;
    return this._run?.hub.isOverdue ?? true;
  }

  /** For how long the hub was not heard, in milliseconds; null where that is not known. */
  get hubAwayMs(): number | null {
    return this._run?.hub.awayMs ?? null;
  }

  /** Null while the kiosk does not ask to join. */
  get joining(): Pick<Joining, 'words' | 'checkWords'> | null {
    return this._joining;
  }

  /** Of the last time that the kiosk asked to join; null where it was let in, or nobody has asked since. */
  get joinFailure(): JoinFailure | null {
    return this._joinFailure;
  }

  /**
   * Index of the last entry of the log that may be removed: what the hub lacks waits in the log. −1 while that is not
   * known; Infinity in no fleet.
   */
  get lastSentEvent(): number {
    return this._isInNone ? Infinity : (this._facts?.sentEvent ?? -1);
  }

  /** Call it when the store is opened. */
  async read(store: OpenStore): Promise<void> {
    this.forget();
    // Until it is known what this door may do, it may do the least.
    this._session.access.forbid(ONLY_CHECKS);
    const membership = await store.fleet();
    if (this._session.access.store !== store) return;
    if (membership === null) {
      this._isInNone = true;
      this._session.access.forbid([]);
      return;
    }
    const { startFleetRun } = await import('./fleet-run.ts');
    if (this._session.access.store !== store) return;
    const run = startFleetRun(store, membership, this._session.baseUrl, {
      onPeople: (changes) => {
        store.heardBeside(changes);
        this._session.people.refresh().catch(this._handlers.failed);
      },
      onFacts: (facts) => {
        const wasUnknown = this.lastSentEvent < 0;
        this._facts = facts;
        this._handlers.changed();
        if (wasUnknown && facts.sentEvent >= 0) this._handlers.sent();
      },
      onSite: () => {
        this._session.site.readAnew(store).catch(this._handlers.failed);
      },
      onMembership: () => {
        this.read(store).catch(this._handlers.failed);
      },
      onError: this._handlers.failed,
      hublessDays: () => this._session.site.hublessDays,
      onHub: this._handlers.changed,
    });
    this._run = run;
    [this._membership, this._joinFailure] = [run.membership, null];
    if (run.membership.mayEnrol) this._session.access.forbid([]);
    this._handlers.changed();
  }

  /**
   * Asks until a console has let the kiosk in, and then begins to be a door of its fleet. It goes on while the menu is
   * shut, until `stopJoining`, for `JOIN_WITHIN_MS` at most, and no longer than the kiosk is unlocked.
   * @param invitation - Its words; null for words that this tablet makes.
   * @returns Resolves once it has ended, however that was: see `joinFailure`.
   * @throws StorageError `locked`, `notPermitted`, before anything has begun.
   */
  async join(invitation: string | null): Promise<void> {
    const store = this._session.access.storeFor('credentials');
    this.stopJoining();
    const joining = new Joining(() => this._handlers.changed());
    [this._joining, this._joinFailure] = [joining, null];
    this._handlers.changed();
    let failure: JoinFailure | null = null;
    try {
      await this._ask(store, joining, invitation);
    } catch (error) {
      failure = isStorageError(error, 'locked') ? { kind: 'locked' } : { kind: 'failed', error };
    }
    const { ended } = joining;
    joining.done();
    // Another one has begun since.
    if (this._joining !== joining) return;
    this._joining = null;
    this._joinFailure = ended === null ? failure : ended === 'cancelled' ? null : { kind: ended };
    this._handlers.changed();
    const isIn = ended === null && failure === null && this._session.access.store === store;
    if (isIn) await this.read(store).catch(this._handlers.failed);
  }

  stopJoining(): void {
    this._joining?.end('cancelled');
  }

  /**
   * The kiosk keeps its people, and hears of no change any more.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async leave(): Promise<void> {
    const store = this._session.access.storeFor('credentials');
    const device = this._run?.device ?? '';
    this.forget();
    await store.changeFleet(null, device, Date.now());
    this._isInNone = true;
    await this._session.site.readAnew(store);
    this._handlers.changed();
  }

  /** Ends the work on the store, which is locked or another one from now on. */
  forget(): void {
    this._joining?.end('locked');
    this._run?.end();
    this._session.access.forbid([]);
    [this._run, this._membership, this._facts] = [null, null, null];
    this._isInNone = false;
  }

  /** Returns without having written anything where the joining has ended. */
  private async _ask(store: OpenStore, joining: Joining, invitation: string | null): Promise<void> {
    const { joinFleet } = await import('./fleet-join.ts');
    const texts = [...this._session.people.subjects.values()].map(({ consent }) => consent.textVersion);
    // The hub may take its time to answer; whoever ends it does not wait for that.
    const joined = await Promise.race([
      joinFleet(this._session.baseUrl, texts, joining, invitation),
      joining.whenEnded(),
    ]);
    if (joined === null || joining.ended !== null) return;
    joining.done();
    await store.changeFleet(joined.membership, joined.device, Date.now());
  }
}
