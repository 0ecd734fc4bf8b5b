/** @file The live terminal view: what it says, and that it renews its lines only on a terminal. */
import { percent } from '../../../src/core/metrics/percent.ts';
import { describe, expect, it } from 'vitest';
import { duration, figure, sparkline } from '../../../training/run/terminal-text.ts';
import { createTerminalView } from '../../../training/run/terminal-view.ts';
import { stepEvent, validationEvent } from './run-events.ts';

function terminal(isTTY: boolean, columns = 200) {
  const stream = { isTTY, columns, text: '', write: (text: string) => void (stream.text += text) };
  return stream;
}

/** What a terminal shows in the end: only the control sequences that the view uses. */
function screen(text: string): string[] {
  const lines = [''];
  let row = 0;
  for (const part of text.replaceAll('\x1b', '^').split(/(\^\[2K|\^\[1A|\r|\n)/)) {
    if (part === '^[2K' || part === '\r') lines[row] = part === '\r' ? lines[row] : '';
    else if (part === '^[1A') row -= 1;
    else if (part === '\n') row += 1;
    else lines[row] = (lines[row] ?? '') + part;
    lines[row] ??= '';
  }
  return lines;
}

describe('on a terminal', () => {
  it('renews its two lines, and leaves alarms standing above them', () => {
    const stream = terminal(true);
    const view = createTerminalView(stream, { totalSteps: 100 });
    for (let step = 10; step <= 40; step += 10) view.event(stepEvent(step, { loss: 50 - step }));
    view.event(validationEvent(40, { eer: 0.08, eerFake: 0.25 }));
    view.event({ type: 'alarm', atMs: 41_000, step: 41, message: 'the loss sits at its margin' });
    view.event(validationEvent(41, { eer: 0.09 }));
    view.event(stepEvent(50, { loss: 5 }));
    expect(screen(stream.text)).toEqual([
      'ALARM at step 41: the loss sits at its margin',
      'step 50/100  epoch 0  loss 5 █▆▄▂▁  lr 0.01  100 img/s  50 s left',
      'EER 9.00 % (best 8.00 % at step 40)  real 10.00 %  fake –  accuracy 90.00 %',
    ]);
  });

  it('never wraps a line', () => {
    const stream = terminal(true, 30);
    createTerminalView(stream, { totalSteps: 100 }).event(stepEvent(10));
    expect(screen(stream.text)[0]).toHaveLength(29);
  });
});

describe('into a file', () => {
  it('writes plain lines, steps only now and then', async () => {
    const stream = terminal(false);
    const view = createTerminalView(stream, { totalSteps: 100, plainEveryMs: 30_000 });
    for (let step = 1; step <= 70; step += 1) view.event(stepEvent(step));
    view.event(validationEvent(70, { eer: NaN }));
    view.event(validationEvent(80, { eer: 0.2 }));
    await view.close();
    const lines = stream.text.trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 12))).toEqual([
      'step 1/100  ',
      'step 31/100 ',
      'step 61/100 ',
      'step 70  EER',
      'step 80  EER',
    ]);
    expect(lines[4]).toContain('(best 20.00 % at step 80)');
    expect(stream.text).not.toContain('\x1b');
  });
});

describe('figures', () => {
  it('are short', () => {
    expect(sparkline([0, 1, NaN, 0.5])).toBe('▁█ ▅');
    expect(sparkline([3, 3])).toBe('▁▁');
    expect([45_000, 12 * 60_000, 3 * 3_600_000 + 300_000].map(duration)).toEqual([
      '45 s',
      '12 min',
      '3 h 05 min',
    ]);
    expect([0.12345, 1e-4, 0, 123_456, NaN].map(figure)).toEqual(['0.123', '1.0e-4', '0', '1.2e+5', '–']);
    expect(percent(null)).toBe('–');
  });
});
