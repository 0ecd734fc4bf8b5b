/**
 * @file Messages of one of the hub's streams, as they come. NATS's own repair of a broken watch is not used: it has
 * lost messages and left watches behind (nats.deno #688, nats.go #1094). A watch that has lost anything ends.
 */
import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { createInbox, nanos, nuid } from '@nats-io/nats-core';

/** The hub tells so often that it is there. After two without, the watch ends. */
const HEARTBEAT_MS = 10_000;
/** The hub forgets a watch that nobody listens to. */
const FORGET_MS = 10_000;

export interface StreamPosition {
  readonly stream: string;
  /** Of subjects. */
  readonly filter: string;
  /** Absent: the last message of each subject. */
  readonly from?: { readonly sequence: number } | { readonly hubMs: number };
}

export interface Streams {
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly inboxPrefix: string;
}

export interface StreamWatch {
  readonly behind: number;
  /** When the hub began it, by its own clock. */
  readonly hubTime: string;
  readonly messages: AsyncIterable<JsMsg>;
}

/** @returns Once the hub has begun it. */
export async function watchStream(
  streams: Streams,
  position: StreamPosition,
  signal: AbortSignal,
): Promise<StreamWatch> {
  const { js, jsm } = streams;
  const config = configOf(streams, position);
  const { deliver_subject, idle_heartbeat } = config;
  // Listening comes first: what the hub sends at once is not lost.
  const consumer = await js.consumers.getBoundPushConsumer({ deliver_subject, idle_heartbeat });
  const messages = await consumer.consume();
  const end = (): void => messages.stop();
  signal.addEventListener('abort', end);
  const forget = (): void => {
    signal.removeEventListener('abort', end);
    messages.stop();
    // Best effort: the hub forgets it by itself.
    jsm.consumers.delete(position.stream, config.name).catch(() => undefined);
  };
  try {
    signal.throwIfAborted();
    const { num_pending, created } = await jsm.consumers.add(position.stream, config);
    signal.throwIfAborted();
    void endWhenSilent(messages.status(), end);
    return { behind: num_pending, hubTime: created, messages: inOrder(messages, forget) };
  } catch (error) {
    forget();
    throw error;
  }
}

/** @returns How many messages there are from there on. */
export async function countStream(streams: Streams, position: StreamPosition): Promise<number> {
  const config = configOf(streams, position);
  const { num_pending } = await streams.jsm.consumers.add(position.stream, config);
  streams.jsm.consumers.delete(position.stream, config.name).catch(() => undefined);
  return num_pending;
}

function configOf({ inboxPrefix }: Streams, { stream, filter, from }: StreamPosition) {
  return {
    // A name brings the filter into the subject of the request, on which the rights rest.
    name: `${stream}_${nuid.next()}`,
    deliver_subject: createInbox(inboxPrefix),
    filter_subject: filter,
    ack_policy: AckPolicy.None,
    flow_control: true,
    idle_heartbeat: nanos(HEARTBEAT_MS),
    inactive_threshold: nanos(FORGET_MS),
    mem_storage: true,
    ...beginOf(from),
  } satisfies Partial<ConsumerConfig>;
}

function beginOf(from: StreamPosition['from']): Partial<ConsumerConfig> {
  if (from === undefined) return { deliver_policy: DeliverPolicy.LastPerSubject };
  return 'sequence' in from
    ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from.sequence }
    : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(from.hubMs).toISOString() };
}

/** Ends at the first gap: the hub counts what it delivers. */
async function* inOrder(messages: AsyncIterable<JsMsg>, forget: () => void): AsyncGenerator<JsMsg> {
  let delivered = 0;
  try {
    for await (const message of messages) {
      delivered++;
      if (message.info.deliverySequence !== delivered) return;
      yield message;
    }
  } finally {
    forget();
  }
}

async function endWhenSilent(
  notes: AsyncIterable<{ readonly type: string }>,
  end: () => void,
): Promise<void> {
  for await (const { type } of notes) {
    if (type === 'heartbeats_missed' || type === 'consumer_deleted') end();
  }
}
