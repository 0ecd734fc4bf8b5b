/** @file Asks nats-server how the fleet fares: what the doors say of themselves, and what the store holds. */
import { JetStreamApiError, jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { type HealthReport, readReport } from '../../../src/fleet/health-report.ts';
import { inboxOf, streamOf } from '../../../src/fleet/names.ts';
import type { SiteClaims } from './site-claims.ts';

export interface DoorReport {
  readonly report: Pick<
    HealthReport,
    'people' | 'digest' | 'revision' | 'unsentPeople' | 'unsentEvents' | 'skewMs' | 'refused'
  >;
  /** By the hub's clock. */
  readonly heardMs: number;
}

/** Of one moment. */
export interface FleetFigures {
  readonly nowMs: number;
  readonly doors: readonly DoorReport[];
  /** The newest revision of people; 0 before there are any. */
  readonly peopleRevision: number;
  /** What JetStream has on the disk. */
  readonly storeBytes: number;
}

const TIMEOUT_MS = 3_000;
/** JetStream's code for a stream that is not there. */
const NO_STREAM = 10_059;

/** @param port - For clients, on this machine. @throws where the server does not answer. */
export async function readFleetFigures(
  port: number,
  { jwt, seed }: SiteClaims['hubUser'],
): Promise<FleetFigures> {
  const connection = await connect({
    servers: `127.0.0.1:${port}`,
    authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
    inboxPrefix: inboxOf('hub'),
    name: 'hub',
    reconnect: false,
    timeout: TIMEOUT_MS,
  });
  try {
    const manager = await jetstreamManager(connection, { timeout: TIMEOUT_MS, checkAPI: false });
    const { storage } = await manager.getAccountInfo();
    const [people, health] = [await stateOf(manager, 'people'), await stateOf(manager, 'health')];
    return {
      nowMs: Date.now(),
      doors: health === null ? [] : await readDoors(connection),
      peopleRevision: people?.last_seq ?? 0,
      storeBytes: storage,
    };
  } finally {
    await connection.close();
  }
}

async function readDoors(connection: NatsConnection): Promise<readonly DoorReport[]> {
  const health = await new Kvm(jetstream(connection, { timeout: TIMEOUT_MS })).open('health');
  const doors: DoorReport[] = [];
  for await (const { value, operation, created } of await health.history()) {
    if (operation === 'PUT') doors.push(...readable(value, created.getTime()));
  }
  return doors;
}

/** A door of another version may say what this one does not read. */
function readable(value: Uint8Array, heardMs: number): readonly DoorReport[] {
  try {
    return [{ report: readReport(value), heardMs }];
  } catch {
    return [];
  }
}

async function stateOf(
  manager: JetStreamManager,
  bucket: 'people' | 'health',
): Promise<{ readonly last_seq: number } | null> {
  try {
    return (await manager.streams.info(streamOf(bucket))).state;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === NO_STREAM) return null;
    throw error;
  }
}
