/** @file The folder in which a hub keeps its site and its store. It must lose nothing that lies in it. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from './atomic-file.ts';
import { hasPems } from './cluster.ts';
import { LOCK_FILE, lockFolder } from './folder-lock.ts';
import { natsFiles } from './nats-config.ts';
import { type SiteClaims, siteClaimsSchema } from './site-claims.ts';

const SITE_FILE = 'site.json';
const HEADS_FILE = 'heads.json';
/** By one of these a folder is known as a hub's. */
const OWN = [SITE_FILE, ...Object.values(natsFiles('')).map((file) => basename(file)), LOCK_FILE];
const ON_EMPTY_DISKS = ['lost+found'];

export class HubFolder {
  private constructor(
    /** Absolute. */
    readonly path: string,
    private _site: SiteClaims | null,
    private readonly _unlock: () => Promise<void>,
  ) {}

  /**
   * Makes it where it is not there, for its owner alone, and keeps other hubs out of it until `close`.
   * @throws Error that says what is wrong with the folder; nothing in it was changed then.
   */
  static async open(folder: string): Promise<HubFolder> {
    const path = resolve(folder);
    let names: readonly string[];
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      names = await readdir(path);
    } catch (error) {
      throw new Error(`The hub's folder cannot be used: ${(error as Error).message}.`, { cause: error });
    }
    if (names.some((name) => !ON_EMPTY_DISKS.includes(name)) && !names.some((name) => OWN.includes(name))) {
      throw new Error(`${path} holds other things: name an empty folder, or one that is not there yet.`);
    }
    const unlock = await lockFolder(path);
    try {
      return new HubFolder(path, await readSite(path), unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /**
   * @param isOfCluster - Whether the hub that opens it is one of several.
   * @throws Error where the store was kept in the other way, which nats-server would not read.
   */
  requireKind(isOfCluster: boolean): void {
    if (!existsSync(natsFiles(this.path).store) || isOfCluster === hasPems(this.path)) return;
    throw new Error(
      isOfCluster
        ? `The store in ${this.path} is of one hub alone. Name another folder by --folder: doors and console bring back what they hold.`
        : `The store in ${this.path} is of one of several hubs: name its file by --cluster.`,
    );
  }

  /** The newest heads that were to be published. */
  get headsFile(): string {
    return join(this.path, HEADS_FILE);
  }

  /** Null before a site was set up. */
  get site(): SiteClaims | null {
    return this._site;
  }

  async keepSite(site: SiteClaims): Promise<void> {
    await writeAtomically(siteFile(this.path), `${JSON.stringify(site, null, 2)}\n`);
    this._site = site;
  }

  /** Takes back a set-up that failed, with what nats-server wrote during it. */
  async dropSite(): Promise<void> {
    const { store, claims } = natsFiles(this.path);
    for (const folder of [store, claims]) await rm(folder, { recursive: true, force: true });
    await rm(siteFile(this.path), { force: true });
    this._site = null;
  }

  close(): Promise<void> {
    return this._unlock();
  }
}

function siteFile(path: string): string {
  return join(path, SITE_FILE);
}

async function readSite(path: string): Promise<SiteClaims | null> {
  const file = siteFile(path);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (!existsSync(natsFiles(path).store)) return null;
    throw new Error(
      `${path} has a store but no site.json: put that file back from a backup, or name another folder.`,
      { cause: error },
    );
  }
  try {
    return v.parse(siteClaimsSchema, JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} is damaged: put it back from a backup. The store beside it was left alone.`, {
      cause: error,
    });
  }
}
