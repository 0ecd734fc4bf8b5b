/** @file A running hub: its folder, its nats-server once there is a site, and what it answers. */
import { statfs } from 'node:fs/promises';
import { checkClaims } from './check-claims.ts';
import { type Cluster, copiesOf } from './cluster.ts';
import type { NatsBinary } from './find-nats.ts';
import { readFleetFigures } from './fleet-figures.ts';
import { HeadPublisher, type HeadsState, PUBLISHES_NOTHING, type TakenAs } from './head-publisher.ts';
import { HubFolder } from './hub-folder.ts';
import { LinkSockets } from './link-sockets.ts';
import { metricsText } from './metrics.ts';
import { NatsServer } from './nats-server.ts';
import { refuseOldNats } from './nats-version.ts';
import { SetUpCode } from './set-up-code.ts';
import type { SiteClaims } from './site-claims.ts';

export interface HubOptions {
  readonly folder: string;
  readonly binary: NatsBinary;
  /** Gets sentences for the terminal. */
  readonly say: (sentence: string) => void;
  /** Of hubs that keep everything together; left out for a hub alone. */
  readonly cluster?: Cluster | undefined;
  /** Of load balancers: each stands for many doors. */
  readonly proxies?: readonly string[] | undefined;
  /** Where the heads of the doors' logs are posted to; nowhere where left out. */
  readonly publishHeads?: string | undefined;
}

/** What everybody may know. */
export interface HubState {
  readonly state: 'empty' | 'ready';
  readonly natsVersion: string;
  readonly joiner: SiteClaims['joiner'] | null;
  readonly siteId: string | null;
  /** Of each record, each at a hub of its own. */
  readonly copies: number;
}

/** Whoever asks more often gets the same again. */
const METRICS_AGE_MS = 5_000;

export class Hub {
  readonly setUpCode = new SetUpCode();
  readonly links: LinkSockets;
  private _nats: NatsServer | null = null;
  private _heads: HeadPublisher | null = null;
  private _isSettingUp = false;
  private _metrics: { readonly text: Promise<string>; readonly atMs: number } | null = null;

  private constructor(
    private readonly _folder: HubFolder,
    private readonly _options: HubOptions,
  ) {
    const port = (): number | null => (this._nats?.pid ? this._nats.ports.webSocket : null);
    this.links = new LinkSockets(port, { proxies: _options.proxies });
  }

  /** Starts nats-server where there is a site. @throws Error that says what is in the way. */
  static async open(options: HubOptions): Promise<Hub> {
    const folder = await HubFolder.open(options.folder);
    const hub = new Hub(folder, options);
    try {
      if (options.cluster !== undefined) refuseOldNats(options.binary.version);
      folder.requireKind(options.cluster !== undefined);
      if (folder.site !== null) hub._nats = await hub._startNats(folder.site);
      const { publishHeads: url, say } = options;
      if (url !== undefined) {
        const siteKey = folder.site?.siteKey ?? null;
        hub._heads = await HeadPublisher.open({ url, say, file: folder.headsFile }, siteKey);
      }
      return hub;
    } catch (error) {
      await folder.close();
      throw error;
    }
  }

  /** Absolute. */
  get folder(): string {
    return this._folder.path;
  }

  get state(): HubState {
    const site = this._nats === null ? null : this._folder.site;
    return {
      state: site === null ? 'empty' : 'ready',
      natsVersion: this._options.binary.version.text,
      joiner: site?.joiner ?? null,
      siteId: site?.siteId ?? null,
      copies: copiesOf(this._options.cluster),
    };
  }

  /** Of nats-server, for tools on this machine; null while it does not run. */
  get nats(): NatsServer | null {
    return this._nats;
  }

  /** Whether a site may be set up now. */
  isOpenForSetUp(): boolean {
    return this._folder.site === null && !this._isSettingUp;
  }

  /**
   * Takes the site's claims for good, once nats-server has started with them.
   * @throws Error that says what is wrong; the hub is as empty as before.
   */
  async setUp(claims: SiteClaims): Promise<void> {
    if (!this.isOpenForSetUp()) throw new Error('This hub has its site already.');
    this._isSettingUp = true;
    try {
      checkClaims(claims);
      await this._folder.keepSite(claims);
      try {
        this._nats = await this._startNats(claims);
      } catch (error) {
        await this._folder.dropSite();
        throw error;
      }
      this._options.say('The site is set up, and nats-server runs.');
    } finally {
      this._isSettingUp = false;
    }
  }

  get heads(): HeadsState {
    return this._heads?.state ?? PUBLISHES_NOTHING;
  }

  /** @returns Null where the hub publishes nothing. @param text - A file as the console signs it. */
  async publishHeads(text: string): Promise<TakenAs | null> {
    const { site } = this._folder;
    return site === null || this._heads === null ? null : this._heads.take(text, site.siteKey);
  }

  /** For Prometheus. */
  metrics(): Promise<string> {
    const nowMs = performance.now();
    if (this._metrics === null || nowMs - this._metrics.atMs > METRICS_AGE_MS) {
      this._metrics = { text: this._readMetrics(), atMs: nowMs };
    }
    return this._metrics.text;
  }

  /** Close the pages’ server at the same time: it waits for the links to end. */
  async close(): Promise<void> {
    this.links.close();
    await this._heads?.close();
    await this._nats?.stop();
    await this._folder.close();
  }

  private _startNats(claims: SiteClaims): Promise<NatsServer> {
    const { binary, say, cluster } = this._options;
    return NatsServer.start({ binary, folder: this._folder.path, claims, cluster, say });
  }

  private async _readMetrics(): Promise<string> {
    const { site, path } = this._folder;
    const { bavail, bsize } = await statfs(path);
    const fleet =
      site === null || !this._nats?.pid
        ? null
        : await readFleetFigures(this._nats.ports.client, site.hubUser).catch(() => null);
    return metricsText({ fleet, links: this.links.count, freeBytes: bavail * bsize });
  }
}
