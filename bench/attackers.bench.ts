/**
 * @file How often the decision engine grants attackers who read its prompts, and the people they pretend to be. Faces
 * are numbers here, and every detector of fakes and attacks is blind: it is the challenges, depth, light and one face
 * throughout that are asked.
 */
import { attempt, type Room } from '../simulator/attackers/attempt.ts';
import { SPECIES } from '../simulator/attackers/species.ts';
import type { PolicyName } from '../src/core/decision/policies.ts';

export interface AttackersBench {
  /** Of each species, at each frame rate, in each room. */
  readonly attempts: number;
  readonly cells: readonly AttackersCell[];
}

export interface AttackersCell {
  readonly species: string;
  readonly attack: boolean;
  readonly policy: PolicyName;
  readonly framesPerSecond: number;
  readonly room: Room;
  readonly granted: number;
}

const CHALLENGING: readonly PolicyName[] = ['standard', 'strict'];
export const FRAME_RATES = [30, 15, 10];
const ROOMS: readonly Room[] = ['dark', 'lit', 'clipping'];

/** @param rates - Frames a second. */
export function benchAttackers(
  attempts: number,
  rates: readonly number[],
  onStep: (step: string) => void,
): AttackersBench {
  const cells: AttackersCell[] = [];
  for (const policy of CHALLENGING) {
    for (const species of SPECIES) {
      onStep(`${policy}: ${species.name}`);
      for (const framesPerSecond of rates) {
        for (const room of ROOMS) {
          const verdicts = Array.from({ length: attempts }, (_, at) =>
            attempt(species, { policy, framesPerSecond, room }, cells.length * attempts + at),
          );
          const granted = verdicts.filter((verdict) => verdict?.outcome === 'granted').length;
          cells.push({
            species: species.name,
            attack: species.attack,
            policy,
            framesPerSecond,
            room,
            granted,
          });
        }
      }
    }
  }
  return { attempts, cells };
}
