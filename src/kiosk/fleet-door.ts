/**
 * @file The kiosk as a door of a fleet. Most kiosks are in none: the code of fleets is loaded once the store says that
 * this one is, or somebody begins to join.
 */
import type { ConsentReach } from '../core/site/consent-text.ts';
import type { FleetFacts } from '../workers/protocol.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { FleetRun } from './fleet-run.ts';
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
}

/** What somebody sees of the fleet that the kiosk is in. */
export interface FleetMembership {
  readonly siteName: string;
  readonly door: string;
  readonly mayEnrol: boolean;
  readonly joinedAtMs: number;
}

export interface JoinSteps {
  /** Of an invitation; null for the words that this tablet makes. */
  readonly invitation: string | null;
  /** The words on this screen; none with an invitation. */
  readonly onWords: (words: readonly string[]) => void;
  /** By which the console tells tablets apart. */
  readonly onCheckWords: (words: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/** Where people are changed at other doors and at the console alone. */
const ONLY_CHECKS: readonly Permission[] = ['enrol', 'people', 'backup'];

export class FleetDoor {
  private _membership: FleetMembership | null = null;
  private _facts: FleetFacts | null = null;
  private _run: FleetRun | null = null;

  constructor(
    private readonly _session: FleetSession,
    private readonly _changed: () => void,
    private readonly _failed: (error: unknown) => void,
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

  /** Call it when the store is opened. */
  async read(store: OpenStore): Promise<void> {
    this.forget();
    // Until it is known what this door may do, it may do the least.
    this._session.access.forbid(ONLY_CHECKS);
    const membership = await store.fleet();
    if (this._session.access.store !== store) return;
    if (membership === null) {
      this._session.access.forbid([]);
      return;
    }
    const { startFleetRun } = await import('./fleet-run.ts');
    if (this._session.access.store !== store) return;
    const run = startFleetRun(store, membership, this._session.baseUrl, {
      onPeople: (changes) => {
        store.heardBeside(changes);
        this._session.people.refresh().catch(this._failed);
      },
      onFacts: (facts) => {
        this._facts = facts;
        this._changed();
      },
      onError: this._failed,
    });
    this._run = run;
    this._membership = run.membership;
    if (run.membership.mayEnrol) this._session.access.forbid([]);
    this._changed();
  }

  /**
   * Asks until a console has let the kiosk in, and then begins to be a door of its fleet.
   * @throws StorageError `locked`, `notPermitted`; FleetError; what the signal is aborted with.
   */
  async join(steps: JoinSteps): Promise<void> {
    const store = this._session.access.storeFor('credentials');
    const { joinFleet } = await import('./fleet-join.ts');
    const texts = [...this._session.people.subjects.values()].map(({ consent }) => consent.textVersion);
    const { membership, device } = await joinFleet(this._session.baseUrl, texts, steps);
    await store.changeFleet(membership, device, Date.now());
    await this.read(store);
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
    this._changed();
  }

  /** Ends the work on the store, which is locked or another one from now on. */
  forget(): void {
    this._run?.end();
    this._session.access.forbid([]);
    [this._run, this._membership, this._facts] = [null, null, null];
  }
}
