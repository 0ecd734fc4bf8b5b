/**
 * @file A door that is opened by a signed request. The kiosk tries an order for a few seconds and then never again.
 * What it sends later is a record, which opens nothing. It stores the record before it sends the order: after a crash
 * the record is left, and never a late order.
 */
import type { DoorFailure, DoorOutcome, LateRecord } from '../core/site/door-order.ts';
import { type BackOff, backOffMs } from './back-off.ts';
import { pause } from './clock.ts';
import { LateRecords } from './late-records.ts';
import { orderText } from './messages.ts';
import { post, type PostResult, type WebhookTarget } from './post.ts';
import type { Clock, DoorActuator, Grant, Outbox, Telling } from './types.ts';

/** For storing the record before the order goes out. */
const KEEP_MS = 500;
const BACK_OFF: BackOff = { firstMs: 200, mostMs: 2_000 };

interface WebhookOptions {
  /** Null if address or key are missing. */
  readonly target: () => WebhookTarget | null;
  readonly telling: () => Telling;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** [0, 1). */
  readonly random: () => number;
  /** How long storing may take. Tests take longer. */
  readonly keepMs?: number;
}

export class Webhook implements DoorActuator {
  readonly answers = true;
  readonly late: LateRecords;

  constructor(private readonly _options: WebhookOptions) {
    this.late = new LateRecords(_options);
  }

  async open(grant: Grant): Promise<DoorOutcome> {
    const { outbox, target, telling, keepMs = KEEP_MS } = this._options;
    const to = target();
    if (to === null) return { kind: 'failed', reason: 'notSetUp' };
    const id = crypto.randomUUID();
    const record: LateRecord = {
      id: crypto.randomUUID(),
      orderId: id,
      atMs: grant.atMs,
      subjectId: telling().tellSubject && !grant.test ? grant.subjectId : null,
      test: grant.test,
    };
    const kept = outbox.add(record).then(
      () => true,
      () => false,
    );
    // If the storage fails or hangs, the door must open all the same. The log has the grant already.
    await Promise.race([kept, pause(keepMs)]);
    const result = await this._send(to, { id, body: orderText(id, grant, telling()) }, grant);
    if (result !== 'confirmed') {
      this.late.wake();
      return { kind: 'failed', reason: REASONS[result] };
    }
    // If this fails, the webhook gets the record too. The record names its order, so the webhook knows that it has it.
    void kept.then((is) => (is ? outbox.remove(record.id) : undefined)).catch(() => undefined);
    this.late.reached();
    return { kind: 'confirmed' };
  }

  /**
   * Each request stays open until the order ends: a door may take its time. Only an answer that asks for another try,
   * or a connection that broke, is followed by one.
   */
  private async _send(
    to: WebhookTarget,
    order: { readonly id: string; readonly body: string },
    { untilMs }: Grant,
  ): Promise<PostResult | 'tooLate'> {
    const { clock, random } = this._options;
    let result: PostResult | 'tooLate' = 'tooLate';
    for (let failures = 1; ; failures += 1) {
      const leftMs = untilMs - clock.steadyMs();
      if (leftMs <= 0) return result;
      const answer = await post(to, order, leftMs, clock);
      ({ result } = answer);
      if (result !== 'unreachable') return result;
      const waitMs = Math.max(backOffMs(BACK_OFF, failures, random()), answer.retryAfterMs);
      // The person need not wait for a try that there will not be.
      if (waitMs >= untilMs - clock.steadyMs()) return result;
      await pause(waitMs);
    }
  }
}

const REASONS: Readonly<Record<Exclude<PostResult, 'confirmed'> | 'tooLate', DoorFailure>> = {
  accepted: 'notConfirmed',
  refused: 'refused',
  unreachable: 'unreachable',
  silent: 'unreachable',
  blocked: 'blocked',
  tooLate: 'tooLate',
};
