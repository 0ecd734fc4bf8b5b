/**
 * @file The relay that has a key, against the controller's program that the documentation gives, run by Python: it
 * opens for the kiosk's key alone, once, in time, and ends the pulse by itself.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';
import type { RelayPort } from '../../src/actuators/serial-port.ts';
import { signingKey } from '../../src/actuators/sign.ts';
import { SignedRelay } from '../../src/actuators/signed-relay.ts';
import { StretchedClock } from './stretched-clock.ts';

const KEY = 'the key of the relay at the north gate';
const OTHER_KEY = 'a key that is made up here';
const DOOR = 'north gate';
const [RIGHT, WRONG] = await Promise.all([KEY, OTHER_KEY].map(signingKey));
/** Longer than any machine takes. */
const LONG_MS = 25_000;

const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0) ?? null;
if (python === null)
  console.log('Python is not installed, so the controller of the documentation is not tested.');

/** A controller at the other end of a serial port. */
class Pico implements RelayPort {
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  /** States of the relay's pin, in turn. */
  readonly pin: number[] = [];
  readonly rates: number[] = [];
  /** What the kiosk wrote. */
  written = '';
  /** What came before is not read again when the port is opened anew. */
  private _into: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(private readonly _process: ChildProcessWithoutNullStreams) {
    _process.stderr.on('data', (text: Buffer) => {
      this.pin.push(...text.toString('utf8').trim().split('\n').map(Number));
    });
    _process.stdout.on('data', (bytes: Buffer) => this._into?.enqueue(new Uint8Array(bytes)));
  }

  open({ baudRate }: { readonly baudRate: number }): Promise<void> {
    this.rates.push(baudRate);
    this.readable = new ReadableStream({
      start: (controller) => {
        this._into = controller;
      },
    });
    this.writable = new WritableStream({
      write: (bytes) => {
        this.send(bytes);
      },
    });
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.readable = null;
    this.writable = null;
    this._into = null;
    return Promise.resolve();
  }

  /** As a program on the kiosk's computer may do it, too. */
  send(bytes: Uint8Array | string): void {
    this.written += typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
    this._process.stdin.write(bytes);
  }
}

describe.skipIf(python === null)('SignedRelay', () => {
  let folder: string;
  let child: ChildProcessWithoutNullStreams;
  let pico: Pico;
  let time: StretchedClock;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegate-pico-'));
    time = new StretchedClock();
    await begin();
  });

  /** @param challengeMs - How long a challenge is good for. */
  async function begin(challengeMs = 5_000): Promise<void> {
    const program = await readFile(join(ROOT, 'docs/samples/relay-controller.py'), 'utf8');
    const file = join(folder, 'main.py');
    await writeFile(
      file,
      program
        .replace('put here what openssl rand -hex 32 prints', KEY)
        .replace('DOOR = "door"', `DOOR = "${DOOR}"`)
        .replace('CHALLENGE_MS = 5000', `CHALLENGE_MS = ${String(challengeMs)}`),
    );
    child = spawn(python!, [file], {
      env: { ...process.env, PYTHONPATH: join(ROOT, 'tests/actuators/pico'), PYTHONDONTWRITEBYTECODE: '1' },
    });
    pico = new Pico(child);
    await expect.poll(() => pico.pin, { timeout: 20_000 }).toEqual([0]);
  }
  afterEach(async () => {
    child.kill();
    time.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function relay({ key = RIGHT, door = DOOR, pulseMs = 300 } = {}): SignedRelay {
    return new SignedRelay({
      ports: () => Promise.resolve([pico]),
      key: () => key,
      door: () => door,
      pulseMs: () => pulseMs,
      clock: { wallMs: () => Date.now(), steadyMs: () => time.nowMs },
    });
  }

  const order = (withinMs = LONG_MS) => ({ untilMs: time.nowMs + withinMs });
  const REFUSED = { kind: 'failed', reason: 'refused' };

  /** The order that the kiosk sent last. */
  const sent = (): string => pico.written.trim().split('\n').at(-1) ?? '';

  it('opens, says so, and ends the pulse by itself although the page has gone', async () => {
    const kiosk = relay();
    expect(await kiosk.open(order())).toEqual({ kind: 'confirmed' });
    await kiosk.rest();
    await expect.poll(() => pico.pin).toEqual([0, 1, 0]);
    expect(pico.rates).toEqual([115_200]);
  });

  it('takes orders one after the other, over one open port', async () => {
    const kiosk = relay();
    expect(await Promise.all([kiosk.open(order()), kiosk.open(order())])).toEqual([
      { kind: 'confirmed' },
      { kind: 'confirmed' },
    ]);
    expect(pico.rates).toHaveLength(1);
  });

  it.each([
    ['a kiosk that somebody else has set up in the same browser', { key: WRONG }],
    ['a kiosk of another door', { door: 'south gate' }],
  ])('opens nothing for %s', async (_name, kiosk) => {
    expect(await relay(kiosk).open(order())).toEqual(REFUSED);
    expect(pico.pin).toEqual([0]);
  });

  it('opens nothing for an order that is sent again, nor for bytes of a plain relay', async () => {
    expect(await relay({ pulseMs: 0 }).open(order())).toEqual({ kind: 'confirmed' });
    await expect.poll(() => pico.pin).toEqual([0, 1, 0]);
    const again = sent();
    pico.send(`${again}\n`);
    pico.send(`challenge 1\n${again}\n`);
    pico.send(Uint8Array.of(0xa0, 0x01, 0x01, 0xa2, 0x0a));
    // What comes later is answered later: by then the others were read.
    expect(await relay({ key: WRONG }).open(order())).toEqual(REFUSED);
    expect(pico.pin).toEqual([0, 1, 0]);
  });

  it('opens nothing for an order that was held up on the way', async () => {
    child.kill();
    await begin(100);
    await pico.open({ baudRate: 115_200 });
    const reader = pico.readable!.getReader();
    pico.send('challenge 1\n');
    const challenge = new TextDecoder()
      .decode((await reader.read()).value)
      .trim()
      .split(' ')[2];
    await new Promise((resolve) => setTimeout(resolve, 300));
    const text = `open 300 ${DOOR}`;
    pico.send(`${createHmac('sha256', KEY).update(`${challenge}.${text}`).digest('hex')} ${text}\n`);
    expect(new TextDecoder().decode((await reader.read()).value).trim()).toBe('refused 1');
    expect(pico.pin).toEqual([0]);
  });

  it('ends in time at a controller that does not answer, and begins anew with the next order', async () => {
    child.kill('SIGSTOP');
    const kiosk = relay();
    expect(await kiosk.open(order(300))).toEqual({ kind: 'failed', reason: 'unreachable' });
    child.kill('SIGCONT');
    expect(await kiosk.open(order())).toEqual({ kind: 'confirmed' });
    // The first order had sent no signature yet.
    await expect.poll(() => pico.pin).toEqual([0, 1, 0]);
    expect(pico.rates).toHaveLength(2);
  });

  it('writes nothing once its time is over, and says where there is no relay', async () => {
    expect(await relay().open(order(0))).toEqual({ kind: 'failed', reason: 'tooLate' });
    expect(pico.written).toBe('');
    const nowhere = new SignedRelay({
      ports: () => Promise.resolve([]),
      key: () => RIGHT,
      door: () => DOOR,
      pulseMs: () => 300,
      clock: { wallMs: () => Date.now(), steadyMs: () => time.nowMs },
    });
    expect(await nowhere.open(order())).toEqual({ kind: 'failed', reason: 'noRelay' });
  });
});
