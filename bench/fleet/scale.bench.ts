/**
 * @file A hub that has been there for years: as many people and entries of logs as a large site has. How much memory
 * and disk nats-server takes, and how long it takes to start after it was killed.
 *
 * People are sealed and signed. Of each door one entry is sealed, and sent again and again under the door's subject
 * with an index of its own: millions of sealings would take hours. They are put in by a server that does not sync each
 * write; then the hub starts its own, as it always does.
 */
import { readFile } from 'node:fs/promises';
import { simulatedSubject, siteRecordOf } from '../../simulator/fleet/simulated-subject.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { verdictOf } from '../../simulator/builders.ts';
import {
  AUDIT_STREAM,
  auditSubject,
  ENTRY_INDEX,
  personKey,
  placeOfKey,
  SITE,
  streamOf,
  subjectOfKey,
  ZONE,
} from '../../src/fleet/names.ts';
import { encodePerson } from '../../src/fleet/person-codec.ts';
import { EventSealer } from '../../src/fleet/sealed-events.ts';
import { sealRecord } from '../../src/fleet/sealed-record.ts';
import type { Bytes } from '../../src/storage/bytes.ts';
import { EMPTY_HEAD, nextEntry } from '../../src/storage/log/audit-chain.ts';
import { bytesIn } from './folder-size.ts';
import { type Message, withLoader } from './loading-server.ts';

export interface ScaleBenchOptions {
  readonly people: number;
  readonly events: number;
  readonly doors: number;
  readonly onStep: (step: string) => void;
}

export interface ScaleBench {
  readonly people: number;
  readonly events: number;
  readonly doors: number;
  readonly eventBytes: number;
  /** From `kill -9` until everything is there again. */
  readonly startMs: number;
  /** Of nats-server, in MB: once it has started, and at most while everybody and the last events are read. */
  readonly startedMb: number;
  readonly mostMb: number;
  readonly diskMb: number;
  /** What was put in and is not there after the kill. */
  readonly missing: number;
}

/** As a console reads when it is opened. */
const EVENTS_READ = 100_000;
const LONG_MS = 600_000;

export async function benchScale({ people, events, doors, onStep }: ScaleBenchOptions): Promise<ScaleBench> {
  const fleet = await TestFleet.start();
  try {
    let eventBytes = 0;
    await fleet.betweenRuns((folder) =>
      withLoader(fleet, folder, async (load) => {
        onStep(`putting ${people} people`);
        await load(peopleOf(fleet, people));
        onStep(`putting ${events} events of ${doors} doors`);
        const sealed = await sealedEvents(fleet, doors);
        eventBytes = sealed[0].sealed.length;
        await load(eventsOf(sealed, events));
      }),
    );
    onStep('killing nats-server');
    const startMs = performance.now();
    await fleet.hub.kill();
    const there = await messagesOf(fleet);
    const startedMs = performance.now() - startMs;
    const startedMb = await memoryOf(fleet.hub.pid, 'VmRSS');
    onStep('reading everybody, and the last events');
    await fleet.console.whenUp(AbortSignal.timeout(LONG_MS));
    await read(await fleet.console.watch('people', personKey(ZONE, '>'), forLong()));
    const from = Math.max(1, events - EVENTS_READ);
    await read(await fleet.console.watchEvents(null, { from, ...forLong() }));
    return {
      ...{ people, events, doors, eventBytes, startMs: startedMs, startedMb },
      mostMb: await memoryOf(fleet.hub.pid, 'VmHWM'),
      diskMb: (await bytesIn(fleet.hub.folder)) / 1e6,
      missing: people + events - there,
    };
  } finally {
    await fleet.stop();
  }
}

const forLong = () => ({ signal: AbortSignal.timeout(LONG_MS) });

async function* peopleOf(fleet: TestFleet, people: number): AsyncGenerator<Message> {
  const writer = { name: SITE, signingKey: fleet.site.signing.privateKey };
  for (let at = 0; at < people; at += 1) {
    const subject = simulatedSubject();
    const key = personKey(ZONE, subject.id);
    const body = encodePerson(await siteRecordOf(subject));
    const data = await sealRecord(placeOfKey('people', key), fleet.site.zone, body, writer, crypto);
    yield { subject: subjectOfKey('people', key), data };
  }
}

interface DoorsEvent {
  readonly device: string;
  readonly sealed: Bytes;
}

async function sealedEvents(fleet: TestFleet, doors: number): Promise<readonly DoorsEvent[]> {
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', fleet.site.audit.publicKey));
  const all: DoorsEvent[] = [];
  for (let at = 0; at < doors; at += 1) {
    const device = crypto.randomUUID();
    const entry = await nextEntry(
      EMPTY_HEAD,
      { kind: 'verdict', verdict: verdictOf({ subjectId: device }) },
      Date.now(),
      crypto,
    );
    all.push({ device, sealed: await new EventSealer(device, raw, crypto).seal(entry, Date.now()) });
  }
  return all;
}

function* eventsOf(doors: readonly DoorsEvent[], events: number): Generator<Message> {
  for (let at = 0; at < events; at += 1) {
    const { device, sealed } = doors[at % doors.length];
    const index = String(Math.floor(at / doors.length));
    yield { subject: auditSubject(device), data: sealed, header: [ENTRY_INDEX, index] };
  }
}

/** To the end of what there is. */
async function read(watch: AsyncIterable<{ readonly behind: number }>): Promise<void> {
  for await (const { behind } of watch) if (behind === 0) return;
}

/** Of people and events, as the server counts them. */
async function messagesOf(fleet: TestFleet): Promise<number> {
  const raw = await fleet.rawConnection();
  try {
    let sum = 0;
    for (const stream of [streamOf('people'), AUDIT_STREAM]) {
      const answer = await raw.request(`$JS.API.STREAM.INFO.${stream}`, undefined, { timeout: LONG_MS });
      sum += answer.json<{ state: { messages: number } }>().state.messages;
    }
    return sum;
  } finally {
    await raw.close();
  }
}

async function memoryOf(pid: number | null, figure: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(new RegExp(`${figure}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024;
}
