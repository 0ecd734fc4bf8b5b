/** @file What a kiosk's page notes of its fleet while a bench goes on. Each runs in the page, so is whole in itself. */
import type { KioskSession } from '../../src/kiosk/session.ts';

/** Milliseconds since the epoch; 0 for what was not yet. */
export interface FleetNotes {
  /** When the store was open, and the kiosk a door of the fleet. */
  openMs: number;
  /** When the door's own people were as the fleet's by their digest, and every face was known to the door. */
  currentMs: number;
  /** When each person came first, by id, since the notes began. */
  came: Record<string, number>;
  /** Of the main thread, above 50 ms, since the notes began. */
  tasksMs: number[];
}

type Noting = typeof globalThis & { fleetNotes: FleetNotes };

export function noteFleet(digest: string): void {
  const { session } = document.querySelector('kiosk-app') as unknown as { session: KioskSession };
  const notes: FleetNotes = { openMs: 0, currentMs: 0, came: {}, tasksMs: [] };
  (globalThis as Noting).fleetNotes = notes;
  const before = new Set(session.people.subjects.keys());
  let seen = before.size;
  session.addEventListener('change', () => {
    const { access, people, fleet } = session;
    if (notes.openMs === 0 && access.store !== null && fleet.membership !== null) notes.openMs = Date.now();
    if (!people.isCurrent) return;
    if (people.subjects.size !== seen) {
      seen = people.subjects.size;
      for (const id of people.subjects.keys()) if (!before.has(id)) notes.came[id] ??= Date.now();
    }
    const isCurrent = fleet.facts?.digest === digest && fleet.facts.listRead && people.facesShare === null;
    if (notes.currentMs === 0 && isCurrent && people.subjects.size === fleet.facts.people) {
      notes.currentMs = Date.now();
    }
  });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) notes.tasksMs.push(duration);
  }).observe({ type: 'longtask' });
}

export function isCurrent(): boolean {
  return (globalThis as Noting).fleetNotes.currentMs > 0;
}

export function readNotes(): FleetNotes {
  return (globalThis as Noting).fleetNotes;
}

/** Saves people as an enrolment does. @returns When each was saved, by id. */
export async function enrolMany({
  count,
  modelSha256,
  dimension,
  textVersion,
  pauseMs,
}: {
  readonly count: number;
  readonly modelSha256: string;
  readonly dimension: number;
  readonly textVersion: string;
  readonly pauseMs: number;
}): Promise<Record<string, number>> {
  const { session } = document.querySelector('kiosk-app') as unknown as { session: KioskSession };
  const { store } = session.access;
  if (store === null) throw new Error('The kiosk is locked.');
  const saved: Record<string, number> = {};
  for (let at = 0; at < count; at += 1) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const embeddings = Array.from({ length: 7 }, (_, row) => {
      const vector = new Float32Array(dimension);
      vector[(7 * at + row) % dimension] = 1;
      return vector;
    });
    const [id, nowMs] = [crypto.randomUUID(), Date.now()];
    const consent = { textVersion, givenAtMs: nowMs, retainUntilMs: nowMs + 86_400_000 };
    await store.saveSubject(
      {
        ...{ id, name: `Person ${String(at)}`, badge: null, pin: null, consent, enrolledAtMs: nowMs },
        ...{ meanQuality: 0.75, skippedViews: null, suspendedAtMs: null, schedule: null },
        ...{ entryRule: 'face', accommodations: [], template: { modelSha256, dimension, embeddings } },
      },
      'enrolled',
      nowMs,
      null,
    );
    saved[id] = Date.now();
    await session.people.refresh();
  }
  return saved;
}
