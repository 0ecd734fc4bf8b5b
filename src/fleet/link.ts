/**
 * @file A device's link to the hub: one WebSocket that comes back by itself, and what is asked over it. The one
 * importer of NATS in the browser, with `link-watch.ts`.
 */
import { jetstream, JetStreamApiError, type JsMsg, type StoredMsg } from '@nats-io/jetstream';
import {
  errors,
  headers,
  jwtAuthenticator,
  type NatsConnection,
  type Subscription,
  wsconnect,
  type WsConnectionOptions,
} from '@nats-io/nats-core';
import { encodeUtf8, type Bytes } from '../storage/bytes.ts';
import type { LinkCredentials } from './credentials.ts';
import { storeSettings } from './link-stores.ts';
import {
  type BucketState,
  type HubEvent,
  type HubRecord,
  type Link,
  LinkError,
  type LinkErrorCode,
  type LinkStatus,
  type StoreOptions,
  type Watch,
  type WatchOptions,
} from './link-types.ts';
import { countStream, type StreamPosition, type Streams, watchStream } from './link-watch.ts';
import {
  auditSubject,
  AUDIT_STREAM,
  type Bucket,
  ENTRY_INDEX,
  inboxOf,
  streamOf,
  subjectOfKey,
} from './names.ts';
import { growingWaitMs, pause } from './waiting.ts';

export interface LinkOptions {
  /** Of the hub: `ws://` or `wss://`. */
  readonly url: string;
  readonly credentials: LinkCredentials;
  /** The device's id, or what its rights call its inbox: `join`. */
  readonly device: string;
  /** In place of the platform's own WebSocket, where it has none. */
  readonly openSocket?: (url: string) => WebSocket;
  /** In milliseconds since the epoch. */
  readonly nowMs?: () => number;
}

/** When hundreds of doors come back at once, the hub takes longer than usual to let one in. */
const CONNECT_TIMEOUT_MS = 20_000;
const ANSWER_TIMEOUT_MS = 5_000;
/** A link that is dead and does not say so is found after two of them. */
const PING_MS = 15_000;
const ANOTHER_CAME_FIRST = [10_071, 10_164];
const NO_SUCH_MESSAGE = 10_037;
const MESSAGE_GONE = 10_043;
const NOT_DELETED = 10_057;
/** Why nothing was deleted, as nats-server words it. */
const NOTHING_THERE = /no message found|not found|EOF/iu;
const NAME_IN_USE = 10_058;
const NO_SUCH_STREAM = 10_059;

interface Hub extends Streams {
  readonly connection: NatsConnection;
}

interface Service {
  readonly subject: string;
  readonly answer: (body: Bytes, subject: string) => Promise<Bytes | null>;
  subscription: Subscription | null;
}

/** Begins to link, and goes on until it is closed. */
export function openLink(options: LinkOptions): Link {
  return new NatsLink(options);
}

class NatsLink implements Link {
  private readonly _closing = new AbortController();
  private readonly _listeners = new Set<(status: LinkStatus) => void>();
  /** What waits for an answer. */
  private readonly _asking = new Set<() => void>();
  private readonly _services = new Set<Service>();
  private readonly _ended: Promise<void>;
  private readonly _nowMs: () => number;
  private _hub: Hub | null = null;
  private _status: LinkStatus = 'down';
  private _failures = 0;
  private _waitMs = growingWaitMs(0);
  private _skewMs: number | null = null;

  constructor(private readonly _options: LinkOptions) {
    this._nowMs = _options.nowMs ?? (() => Date.now());
    this._ended = this._stayLinked();
  }

  get status(): LinkStatus {
    return this._status;
  }

  get skewMs(): number | null {
    return this._skewMs;
  }

  hubMs(): number {
    return this._nowMs() - (this._skewMs ?? 0);
  }

  onStatus(listener: (status: LinkStatus) => void): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  whenUp(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this._status === 'up' || signal.aborted) {
        resolve();
        return;
      }
      const end = (): void => {
        unheard();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const unheard = this.onStatus((status) => {
        if (status === 'up') end();
      });
      signal.addEventListener('abort', end);
    });
  }

  makeStores({ eventDays, copies = 1 }: StoreOptions): Promise<void> {
    return this._ask(async ({ jsm }) => {
      for (const settings of storeSettings(eventDays, copies)) {
        const config = settings as Parameters<typeof jsm.streams.add>[0];
        await jsm.streams.add(config).catch(async (error: unknown) => {
          if (!hasCode(error, NAME_IN_USE)) throw error;
          await jsm.streams.update(settings.name, config);
        });
      }
    });
  }

  state(bucket: Bucket): Promise<BucketState> {
    return this._ask(async ({ jsm }) => {
      const askedMs = this._nowMs();
      const { created, state, ts } = await jsm.streams.info(streamOf(bucket));
      if (ts !== undefined) this._hearTime(ts, askedMs);
      return { created, lastRevision: state.last_seq, records: state.messages };
    });
  }

  watch(bucket: Bucket, filter: string, { from: sequence, signal }: WatchOptions): Promise<Watch<HubRecord>> {
    const from = sequence === undefined ? {} : { from: { sequence } };
    return this._watch({ ...positionOf(bucket, filter), ...from }, signal, (message) =>
      recordOf(bucket, message),
    );
  }

  storedSince(bucket: Bucket, filter: string, hubMs: number): Promise<number> {
    return this._ask((hub) => countStream(hub, { ...positionOf(bucket, filter), from: { hubMs } }));
  }

  storedFrom(bucket: Bucket, filter: string, revision: number): Promise<number> {
    const from = { sequence: revision };
    return this._ask((hub) => countStream(hub, { ...positionOf(bucket, filter), from }));
  }

  async get(bucket: Bucket, key: string): Promise<HubRecord | null> {
    const message = await this._last(streamOf(bucket), subjectOfKey(bucket, key));
    return message && recordOf(bucket, message);
  }

  put(bucket: Bucket, key: string, value: Bytes, expected?: number): Promise<number | null> {
    return this._publish(subjectOfKey(bucket, key), value, expected);
  }

  erase(bucket: Bucket, revision: number): Promise<void> {
    return this._ask(async ({ jsm }) => {
      const erased = jsm.streams.deleteMessage(streamOf(bucket), revision, true);
      await erased.catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    });
  }

  publishEvent(
    { device, index, sealed }: Pick<HubEvent, 'device' | 'index' | 'sealed'>,
    after: number,
  ): Promise<number | null> {
    return this._publish(auditSubject(device), sealed, after, index);
  }

  async lastEvent(device: string): Promise<HubEvent | null> {
    const message = await this._last(AUDIT_STREAM, auditSubject(device));
    return message && eventOf(message);
  }

  watchEvents(device: string | null, { from: sequence = 1, signal }: WatchOptions): Promise<Watch<HubEvent>> {
    const filter = auditSubject(device ?? '*');
    return this._watch({ stream: AUDIT_STREAM, filter, from: { sequence } }, signal, eventOf);
  }

  request(subject: string, body: Bytes): Promise<Bytes> {
    return this._ask(async ({ connection }) => {
      const { data } = await connection.request(subject, body, { timeout: ANSWER_TIMEOUT_MS });
      return new Uint8Array(data);
    });
  }

  serve(subject: string, answer: Service['answer']): () => void {
    const service: Service = { subject, answer, subscription: null };
    this._services.add(service);
    if (this._hub !== null) listen(this._hub.connection, service);
    return () => {
      this._services.delete(service);
      service.subscription?.unsubscribe();
    };
  }

  async close(): Promise<void> {
    this._closing.abort();
    this._set('down');
    await this._hub?.connection.close();
    await this._ended;
    this._listeners.clear();
  }

  private async _stayLinked(): Promise<void> {
    const { signal } = this._closing;
    while (!signal.aborted) {
      try {
        await this._linkOnce();
      } catch (error) {
        this._set(isRefusal(error) ? 'refused' : 'down');
      }
      this._hub = null;
      await pause(growingWaitMs(this._failures++), signal);
    }
  }

  /** Until NATS gives up, which it does when it is closed. */
  private async _linkOnce(): Promise<void> {
    const connection = await wsconnect(this._connectOptions());
    // It is closed meanwhile when somebody called it off.
    if (this._closing.signal.aborted) return connection.close();
    const js = jetstream(connection, { timeout: ANSWER_TIMEOUT_MS });
    const jsm = await js.jetstreamManager(false);
    this._hub = { connection, js, jsm, inboxPrefix: inboxOf(this._options.device) };
    for (const service of this._services) listen(connection, service);
    const followed = this._followStatus(connection);
    this._rise();
    await connection.closed();
    this._set('down');
    await followed;
  }

  private _connectOptions(): WsConnectionOptions {
    const { url, credentials, device, openSocket } = this._options;
    return {
      servers: [url],
      authenticator: jwtAuthenticator(credentials.jwt, encodeUtf8(credentials.seed)),
      inboxPrefix: inboxOf(device),
      name: device,
      timeout: CONNECT_TIMEOUT_MS,
      pingInterval: PING_MS,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: () => this._waitMs,
      // Two equal errors of a busy hub are no reason to give up for ever.
      ignoreAuthErrorAbort: true,
      ignoreClusterUpdates: true,
      noAsyncTraces: true,
      ...(openSocket && {
        wsFactory: (to: string) =>
          Promise.resolve({ socket: openSocket(to), encrypted: to.startsWith('wss:') }),
      }),
    };
  }

  private async _followStatus(connection: NatsConnection): Promise<void> {
    for await (const event of connection.status()) {
      // A hub that refuses this device says so first, and then ends the link.
      if (event.type === 'disconnect') this._set(this._status === 'refused' ? 'refused' : 'down');
      else if (event.type === 'reconnect') this._rise();
      else if (event.type === 'reconnecting') this._waitMs = growingWaitMs(this._failures++);
      else if (event.type === 'error' && isRefusal(event.error)) this._set('refused');
    }
  }

  private _rise(): void {
    this._failures = 0;
    this._waitMs = growingWaitMs(0);
    this._set('up');
  }

  private _set(status: LinkStatus): void {
    if (this._closing.signal.aborted && status !== 'down') return;
    if (status !== 'up') for (const lose of [...this._asking]) lose();
    if (status === this._status) return;
    this._status = status;
    for (const listener of [...this._listeners]) listener(status);
  }

  /** An answer that a lost link cannot bring any more is not waited for. */
  private _ask<Answer>(ask: (hub: Hub) => Promise<Answer>): Promise<Answer> {
    const hub = this._hub;
    if (hub === null || this._status !== 'up') return Promise.reject(new LinkError('down'));
    return new Promise((resolve, reject) => {
      const lose = (): void => {
        this._asking.delete(lose);
        reject(new LinkError('down'));
      };
      this._asking.add(lose);
      ask(hub)
        .then(resolve, (error: unknown) => reject(linkErrorOf(error)))
        .finally(() => this._asking.delete(lose));
    });
  }

  private async _watch<Item>(
    position: StreamPosition,
    signal: AbortSignal,
    itemOf: (message: JsMsg) => Item,
  ): Promise<Watch<Item>> {
    const over = new AbortController();
    const end = (): void => {
      unheard();
      signal.removeEventListener('abort', end);
      over.abort();
    };
    const unheard = this.onStatus(end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      const askedMs = this._nowMs();
      const { behind, hubTime, messages } = await this._ask((hub) => watchStream(hub, position, over.signal));
      this._hearTime(hubTime, askedMs);
      return { behind, [Symbol.asyncIterator]: () => itemsOf(messages, itemOf, end) };
    } catch (error) {
      end();
      throw error;
    }
  }

  private _last(stream: string, subject: string) {
    return this._ask(async ({ jsm }) => {
      const found = await jsm.direct.getMessage(stream, { last_by_subj: subject });
      return found && { ...fieldsOf(found), headers: found.header };
    });
  }

  private _publish(
    subject: string,
    data: Bytes,
    lastSubjectSequence?: number,
    index?: number,
  ): Promise<number | null> {
    return this._ask(async ({ js }) => {
      const head = headers();
      if (index !== undefined) head.set(ENTRY_INDEX, String(index));
      const expect = lastSubjectSequence === undefined ? {} : { expect: { lastSubjectSequence } };
      try {
        return (await js.publish(subject, data, { ...expect, headers: head })).seq;
      } catch (error) {
        if (ANOTHER_CAME_FIRST.some((code) => hasCode(error, code))) return null;
        throw error;
      }
    });
  }

  private _hearTime(hubTime: string, askedMs: number): void {
    const atMs = Date.parse(hubTime);
    if (Number.isFinite(atMs)) this._skewMs = (askedMs + this._nowMs()) / 2 - atMs;
  }
}

function positionOf(bucket: Bucket, filter: string): StreamPosition {
  return { stream: streamOf(bucket), filter: subjectOfKey(bucket, filter) };
}

type Stored = Pick<JsMsg, 'subject' | 'seq' | 'data' | 'time' | 'headers'>;

/** They are getters, which a spread leaves out. */
function fieldsOf({ subject, seq, data, time }: StoredMsg) {
  return { subject, seq, data, time };
}

function recordOf(bucket: Bucket, message: Stored): HubRecord {
  return {
    key: message.subject.slice(subjectOfKey(bucket, '').length),
    revision: message.seq,
    value: message.headers?.has('KV-Operation') === true ? null : new Uint8Array(message.data),
    hubMs: message.time.getTime(),
  };
}

function eventOf(message: Stored): HubEvent {
  return {
    device: message.subject.slice(auditSubject('').length),
    index: Number(message.headers?.get(ENTRY_INDEX)),
    sequence: message.seq,
    sealed: new Uint8Array(message.data),
    hubMs: message.time.getTime(),
  };
}

async function* itemsOf<Item>(
  messages: AsyncIterable<JsMsg>,
  itemOf: (message: JsMsg) => Item,
  end: () => void,
) {
  try {
    for await (const message of messages) yield { item: itemOf(message), behind: message.info.pending };
  } finally {
    end();
  }
}

function listen(connection: NatsConnection, service: Service): void {
  service.subscription = connection.subscribe(service.subject, {
    callback: (error, message) => {
      if (error !== null) return;
      service.answer(new Uint8Array(message.data), message.subject).then(
        (answer) => {
          if (answer !== null) message.respond(answer);
        },
        () => undefined,
      );
    },
  });
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}

/** What was to be erased is not there any more: another device was faster. */
function isGone(error: unknown): boolean {
  if (hasCode(error, NO_SUCH_MESSAGE) || hasCode(error, MESSAGE_GONE)) return true;
  return hasCode(error, NOT_DELETED) && NOTHING_THERE.test((error as Error).message);
}

function isRefusal(error: unknown): boolean {
  if (error instanceof errors.UserAuthenticationExpiredError) return true;
  return error instanceof errors.AuthorizationError && !/timeout/i.test(error.message);
}

function linkErrorOf(error: unknown): LinkError {
  const causes = causesOf(error);
  const isOf = (kind: abstract new (...given: never[]) => Error): boolean =>
    causes.some((cause) => cause instanceof kind);
  const codeOf = (): LinkErrorCode => {
    if (isOf(errors.PermissionViolationError)) return 'refused';
    if (isOf(errors.NoRespondersError) || hasCode(error, NO_SUCH_STREAM)) return 'missing';
    const isDown = [errors.TimeoutError, errors.ClosedConnectionError, errors.ConnectionError].some(isOf);
    return isDown ? 'down' : 'failed';
  };
  return new LinkError(codeOf(), { cause: error });
}

function causesOf(error: unknown): readonly unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...causesOf(error.cause)] : [error];
}
