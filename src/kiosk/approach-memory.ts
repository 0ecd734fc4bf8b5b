/**
 * @file What the kiosk remembers of approaches to its door while it is unlocked. The door's page comes and goes; this
 * stays. In memory only.
 */
import { type Approaches, type ClosedFace, NO_APPROACHES, reopened } from '../core/decision/approaches.ts';

/** All times are on the page's monotonic clock. */
export class ApproachMemory {
  value: Approaches = NO_APPROACHES;

  /** The faces that open nothing now. */
  closedAt(nowMs: number): readonly ClosedFace[] {
    return this.value.closed.filter(({ untilMs }) => untilMs > nowMs);
  }

  /** An operator has looked: the subject's face may open again. */
  reopen(subjectId: string): void {
    this.value = reopened(this.value, subjectId);
  }

  forget(): void {
    this.value = NO_APPROACHES;
  }
}
