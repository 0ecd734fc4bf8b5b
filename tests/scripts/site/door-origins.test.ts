/** @file The option that names what the pages may reach, and the variable that it replaces. */
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { doorOption, refuseFormerVariable } from '../../../scripts/lib/site/door-origins.ts';

function parsed(...args: string[]): unknown {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  return command.addOption(doorOption()).parse(args, { from: 'user' }).opts().door;
}

it('takes addresses of doors, each origin once, and none by default', () => {
  expect(parsed()).toEqual([]);
  const addresses = ['https://door.example/open', 'wss://broker.example:8884'];
  expect(parsed('--door', ...addresses)).toEqual(['https://door.example', 'wss://broker.example:8884']);
  expect(parsed('--door', addresses[0], '--door', 'https://door.example')).toEqual(['https://door.example']);
});

it('refuses what is no address of a door', () => {
  expect(() => parsed('--door', 'http://door.example')).toThrow('no address for a door');
});

it('says what to do where the variable of former versions is set', () => {
  expect(() => {
    refuseFormerVariable({ FACEGATE_DOOR_ORIGINS: 'https://door.example, wss://broker.example' });
  }).toThrow('--door https://door.example wss://broker.example');
  refuseFormerVariable({ FACEGATE_DOOR_ORIGINS: '' });
});
