/** @file The option by which a command names what the kiosk may reach for its door output. */
import { InvalidArgumentError, Option } from 'commander';
import { parseDoorOrigins } from '../../../src/core/site/door-origins.ts';

/** Named the origins up to version 0.1.0. */
const FORMER_VARIABLE = 'FACEGATE_DOOR_ORIGINS';

/** `--door`, whose value is what `parseDoorOrigins` returns. */
export function doorOption(): Option {
  return new Option('--door <address...>', 'what the pages may reach besides: the door’s server or broker')
    .default([], 'nothing')
    .argParser((address: string, before: readonly string[]) => {
      try {
        return [...new Set([...before, ...parseDoorOrigins([address])])];
      } catch (error) {
        throw new InvalidArgumentError((error as Error).message);
      }
    });
}

/** @throws Error where the variable of former versions is set: the door's address would silently be out of reach. */
export function refuseFormerVariable(environment: NodeJS.ProcessEnv = process.env): void {
  const former = environment[FORMER_VARIABLE];
  if (!former) return;
  const addresses = former
    .split(/[\s,]+/)
    .filter(Boolean)
    .join(' ');
  throw new Error(
    `${FORMER_VARIABLE} is not read any more. Leave it out and add the option: --door ${addresses}`,
  );
}

/** A line for the terminal; null while the kiosk reaches nothing but itself. */
export function describeDoorOrigins(origins: readonly string[]): string | null {
  return origins.length === 0 ? null : `Its pages may reach, for the door: ${origins.join(' ')}`;
}
