// @vitest-environment happy-dom
/** @file From the verdict to the door: what is logged in which order, and what each outcome leaves in the log. */
import { describe, expect, it, vi } from 'vitest';
import { verdictOf } from '../../simulator/builders.ts';
import type { DoorActuator } from '../../src/actuators/types.ts';
import type { Verdict } from '../../src/core/decision/types.ts';
import type { DoorOutcome } from '../../src/core/site/door-order.ts';
import type { AuditEvent } from '../../src/storage/types.ts';
import { handOn, type VerdictKiosk } from '../../src/kiosk/verdict-desk.ts';

const GRANT = verdictOf();

/** @param failing - The kind of entry that cannot be stored. */
function makeKiosk(failing: AuditEvent['kind'] | null = null) {
  const did: string[] = [];
  const logged: AuditEvent[] = [];
  const session: VerdictKiosk = {
    drill: null,
    access: {
      store: {
        appendAudit: (event: AuditEvent) => {
          did.push(`log ${event.kind}`);
          if (event.kind === failing) return Promise.reject(new Error('full'));
          logged.push(event);
          return Promise.resolve();
        },
      },
    },
  };
  const actuator = (outcome: DoorOutcome): DoorActuator => ({
    answers: true,
    open: () => {
      did.push('open');
      return Promise.resolve(outcome);
    },
    tell: (told, subjectId) => {
      did.push(`tell ${told} ${String(subjectId)}`);
    },
  });
  return { session, actuator, did, logged };
}

describe('handOn', () => {
  it('logs the verdict before the door is told, and what the door confirmed', async () => {
    const { session, actuator, did, logged } = makeKiosk();
    expect(await handOn(session, GRANT, actuator({ kind: 'confirmed' }))).toEqual({ kind: 'confirmed' });
    expect(did).toEqual(['log verdict', 'tell granted a', 'open', 'log doorConfirmed']);
    expect(logged.at(-1)).toEqual({ kind: 'doorConfirmed', subjectId: 'a' });
  });

  it('tells outputs and page the same of a badge of nobody and of a wrong PIN of somebody', async () => {
    const told: unknown[] = [];
    document.addEventListener('kiosk-verdict', ({ detail }) => told.push(detail));
    const wrong = verdictOf({
      outcome: 'denied',
      reason: 'badgeAndPinWrong',
      subjectId: null,
      source: 'pad',
    });
    const [known, unknown] = [makeKiosk(), makeKiosk()];
    await handOn(known.session, wrong, known.actuator({ kind: 'none' }), 'a');
    await handOn(unknown.session, wrong, unknown.actuator({ kind: 'none' }), null);
    expect(known.did).toEqual(['log verdict', 'tell denied null']);
    expect(unknown.did).toEqual(known.did);
    expect(told[1]).toEqual(told[0]);
    expect(JSON.stringify(told)).not.toContain('margin');
  });

  it('logs why a door did not confirm', async () => {
    const { session, actuator, logged } = makeKiosk();
    const failed: DoorOutcome = { kind: 'failed', reason: 'nobodyListens' };
    expect(await handOn(session, GRANT, actuator(failed))).toEqual(failed);
    expect(logged.at(-1)).toEqual({ kind: 'doorFailed', subjectId: 'a', reason: 'nobodyListens' });
  });

  it.each<DoorOutcome>([{ kind: 'sent' }, { kind: 'none' }])(
    'logs no answer where none can come: %j',
    async (outcome) => {
      const { session, actuator, did } = makeKiosk();
      await handOn(session, GRANT, actuator(outcome));
      expect(did.at(-1)).toBe('open');
    },
  );

  it('opens nothing for a verdict that cannot be logged', async () => {
    const { session, actuator, did } = makeKiosk('verdict');
    await expect(handOn(session, GRANT, actuator({ kind: 'confirmed' }))).rejects.toThrow('full');
    expect(did).toEqual(['log verdict']);
  });

  it('hides no answer of the door because that cannot be logged', async () => {
    const { session, actuator } = makeKiosk('doorFailed');
    const failed: DoorOutcome = { kind: 'failed', reason: 'refused' };
    expect(await handOn(session, GRANT, actuator(failed))).toEqual(failed);
  });

  it('tells of a refusal and orders nothing', async () => {
    const { session, actuator, did } = makeKiosk();
    const denied: Verdict = { ...GRANT, outcome: 'denied', reason: 'unknownSubject', subjectId: null };
    expect(await handOn(session, denied, actuator({ kind: 'confirmed' }))).toEqual({ kind: 'none' });
    expect(did).toEqual(['log verdict', 'tell denied null']);
  });

  it('keeps demos and drills from the door wholly', async () => {
    const demo = makeKiosk();
    await handOn(demo.session, { ...GRANT, source: 'file' }, demo.actuator({ kind: 'confirmed' }));
    expect(demo.did).toEqual(['log verdict']);
    const drill = makeKiosk();
    const answer = vi.fn(() => Promise.resolve());
    const session = { ...drill.session, drill: { answer } };
    await handOn(session, GRANT, drill.actuator({ kind: 'confirmed' }));
    expect(drill.did).toEqual([]);
    expect(answer).toHaveBeenCalledOnce();
  });
});
