/**
 * @file Has the hub publish where each door's log ends, signed by the site: once a day while a console is open, and
 * when somebody asks. The hub posts it; this page reaches no other origin.
 */
import { msg } from '@lit/localize';
import * as v from 'valibot';
import { pause } from '../../fleet/waiting.ts';
import { SpokenError } from '../../locales/errors.ts';

const Time = v.pipe(v.string(), v.isoTimestamp());
const StateSchema = v.object({
  /** The hub was given an address. */
  publishes: v.boolean(),
  /** When the newest that the hub has were signed. */
  madeAt: v.nullable(Time),
  /** When their receiver has taken them; null until then. */
  publishedAt: v.nullable(Time),
  trouble: v.nullable(v.picklist(['unreachable', 'refused'])),
});

export type HubHeads = v.InferOutput<typeof StateSchema>;

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 3_600_000;

interface HeadsOptions {
  /** Of the hub, on the origin of its link. */
  readonly address: string;
  /** @returns The file's text. */
  readonly sign: () => Promise<string>;
  readonly nowMs: () => number;
}

/** Dispatches `change`. */
export class PublishedHeads extends EventTarget {
  private _state: HubHeads | null = null;

  constructor(private readonly _options: HeadsOptions) {
    super();
  }

  /** As the hub said last; null before it has. */
  get state(): HubHeads | null {
    return this._state;
  }

  /** Until `signal` is aborted. A hub that does not answer is asked again later. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this._publishDue().catch(() => undefined);
      await pause(LOOK_EVERY_MS, signal);
    }
  }

  /** @throws SpokenError. */
  async read(): Promise<void> {
    await this._ask({ method: 'GET' });
  }

  /**
   * Resolves once the hub has them: `state` says whether their receiver has, too.
   * @throws SpokenError; FleetError where a door's last entry does not open; LinkError.
   */
  async publish(): Promise<void> {
    await this._ask({ method: 'POST', body: await this._options.sign() });
  }

  private async _publishDue(): Promise<void> {
    await this.read();
    const { publishes = false, madeAt = null } = this._state ?? {};
    const isDue = madeAt === null || this._options.nowMs() - Date.parse(madeAt) >= DAY_MS;
    if (publishes && isDue) await this.publish();
  }

  private async _ask(request: RequestInit): Promise<void> {
    const response = await fetch(this._options.address, { ...request, cache: 'no-store' }).catch(
      (cause: unknown) => {
        throw new SpokenError(msg('The hub does not answer. See that it runs, then try again.'), { cause });
      },
    );
    const said: unknown = response.ok ? await response.json().catch(() => null) : null;
    const parsed = v.safeParse(StateSchema, said);
    if (!parsed.success)
      throw new SpokenError(msg('The hub did not take the heads. Reload the page, then try again.'));
    this._state = parsed.output;
    this.dispatchEvent(new Event('change'));
  }
}

/** @param linkUrl - Of the hub's link: `ws:` or `wss:`. */
export function headsAddress(linkUrl: string): string {
  return new URL('heads', linkUrl.replace(/^ws/u, 'http')).href;
}
