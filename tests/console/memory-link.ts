/** @file A hub in memory, with the parts of a link that a console uses: buckets, revisions, requests. */
import type {
  HubRecord,
  Link,
  LinkStatus,
  Watch,
  WatchOptions,
  Watched,
} from '../../src/fleet/link-types.ts';
import type { Bucket } from '../../src/fleet/names.ts';
import type { Bytes } from '../../src/storage/bytes.ts';

type Answer = (body: Bytes, subject: string) => Promise<Bytes | null>;

export class MemoryHub {
  nowMs = Date.UTC(2026, 10, 30, 12);
  created = 'first';
  /** Every value that was ever put and was not erased from the disk. */
  readonly disk = new Set<string>();
  private readonly _written = new Map<number, string>();
  private _revision = 0;
  private readonly _records = new Map<string, HubRecord>();
  private readonly _services = new Map<string, Answer>();
  private readonly _watchers = new Set<() => void>();

  /** Called before each `put`, for somebody else to be faster. */
  beforePut: (() => Promise<void>) | null = null;

  records(bucket: Bucket): HubRecord[] {
    return [...this._records]
      .filter(([name]) => name.startsWith(`${bucket}/`))
      .map(([, record]) => record)
      .sort((a, b) => a.revision - b.revision);
  }

  /** What it has now, for `putBack`. */
  copy(): { readonly records: readonly (readonly [string, HubRecord])[]; readonly revision: number } {
    return { records: [...this._records], revision: this._revision };
  }

  putBack({ records, revision }: ReturnType<MemoryHub['copy']>): void {
    this._records.clear();
    for (const [name, record] of records) this._records.set(name, record);
    this._revision = revision;
  }

  lose(bucket: Bucket, key: string): void {
    this._records.delete(`${bucket}/${key}`);
  }

  async ask(subject: string, body: Bytes): Promise<Bytes | null> {
    return (await this._services.get(subject)?.(body, subject)) ?? null;
  }

  link(): Link {
    const status = (): LinkStatus => 'up';
    const link: Partial<Link> = {
      get status() {
        return status();
      },
      skewMs: 0,
      hubMs: () => this.nowMs,
      onStatus: () => () => undefined,
      whenUp: () => Promise.resolve(),
      makeStores: () => Promise.resolve(),
      state: (bucket) =>
        Promise.resolve({
          created: this.created,
          lastRevision: Math.max(0, ...this.records(bucket).map(({ revision }) => revision)),
          records: this.records(bucket).length,
        }),
      storedSince: (bucket, _filter, hubMs) =>
        Promise.resolve(this.records(bucket).filter((record) => record.hubMs >= hubMs).length),
      storedFrom: (bucket, _filter, revision) =>
        Promise.resolve(this.records(bucket).filter((record) => record.revision >= revision).length),
      get: (bucket, key) => Promise.resolve(this._records.get(`${bucket}/${key}`) ?? null),
      put: async (bucket, key, value, expected) => {
        const wait = this.beforePut;
        this.beforePut = null;
        await wait?.();
        return this.put(bucket, key, value, expected);
      },
      erase: (bucket, revision) => {
        for (const record of this.records(bucket)) {
          if (record.revision === revision) this._records.delete(`${bucket}/${record.key}`);
        }
        this.disk.delete(this._written.get(revision) ?? '');
        return Promise.resolve();
      },
      watch: (bucket, _filter, options) => Promise.resolve(this._watch(bucket, options)),
      serve: (subject, answer) => {
        this._services.set(subject, answer);
        return () => this._services.delete(subject);
      },
      close: () => Promise.resolve(),
    };
    return link as Link;
  }

  put(bucket: Bucket, key: string, value: Bytes, expected?: number): number | null {
    const name = `${bucket}/${key}`;
    if (expected !== undefined && (this._records.get(name)?.revision ?? 0) !== expected) return null;
    this._revision += 1;
    this._records.set(name, { key, value, revision: this._revision, hubMs: this.nowMs });
    const hex = Buffer.from(value).toString('hex');
    this._written.set(this._revision, hex);
    this.disk.add(hex);
    for (const wake of this._watchers) wake();
    return this._revision;
  }

  private _watch(bucket: Bucket, { from = 0, signal }: WatchOptions): Watch<HubRecord> {
    const next = (after: number): HubRecord[] =>
      this.records(bucket).filter(({ revision }) => revision > after);
    const watchers = this._watchers;
    async function* items(): AsyncGenerator<Watched<HubRecord>> {
      for (let after = from - 1; !signal.aborted;) {
        const waiting = next(after);
        for (const [at, item] of waiting.entries()) yield { item, behind: waiting.length - 1 - at };
        after = waiting.at(-1)?.revision ?? after;
        if (next(after).length > 0) continue;
        await new Promise<void>((resolve) => {
          watchers.add(resolve);
          signal.addEventListener('abort', () => resolve());
        });
      }
    }
    return { behind: next(from - 1).length, [Symbol.asyncIterator]: items };
  }
}
