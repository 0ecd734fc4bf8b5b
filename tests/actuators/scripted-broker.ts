/**
 * @file A WebSocket server that answers MQTT packets as a script says, byte for byte. It stands for brokers of which no
 * copy is at hand: those that speak MQTT 3.1.1 only, and those that give rare answers.
 */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const WEBSOCKET_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MASK_BYTES = 4;

/** The types of MQTT packets, as their first four bits have them. */
export const PACKET = { connect: 1, publish: 3 } as const;

export interface Packet {
  readonly type: number;
  /** Without the fixed header. */
  readonly body: Buffer;
}

/** @returns What is answered; `close` ends the connection without a word, `nothing` keeps it. */
export type Script = (packet: Packet) => readonly number[] | 'close' | 'nothing';

export class ScriptedBroker {
  readonly packets: Packet[] = [];
  private readonly _sockets = new Set<Duplex>();
  private readonly _server: Server;

  private constructor(private readonly _script: Script) {
    this._server = createServer();
    this._server.on('upgrade', (request, socket) => {
      const accept = createHash('sha1')
        .update(`${String(request.headers['sec-websocket-key'])}${WEBSOCKET_KEY}`)
        .digest('base64');
      socket.write(
        [
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Accept: ${accept}`,
          'Sec-WebSocket-Protocol: mqtt',
          '\r\n',
        ].join('\r\n'),
      );
      this._listen(socket);
    });
  }

  static async start(script: Script): Promise<ScriptedBroker> {
    const broker = new ScriptedBroker(script);
    await new Promise<void>((resolve) => broker._server.listen(0, '127.0.0.1', resolve));
    return broker;
  }

  get url(): string {
    return `ws://127.0.0.1:${String((this._server.address() as AddressInfo).port)}`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this._sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this._sockets) socket.destroy();
    await new Promise((resolve) => this._server.close(resolve));
  }

  private _listen(socket: Duplex): void {
    this._sockets.add(socket);
    let frames: Buffer = Buffer.alloc(0);
    let stream: Buffer = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this._sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      frames = Buffer.concat([frames, bytes]);
      for (;;) {
        const frame = firstFrame(frames);
        if (frame === null) break;
        frames = frame.rest;
        if (frame.closes) socket.destroy();
        else stream = Buffer.concat([stream, frame.payload]);
      }
      for (;;) {
        const packet = firstPacket(stream);
        if (packet === null) break;
        stream = packet.rest;
        this.packets.push(packet);
        const answer = this._script(packet);
        if (answer === 'close') socket.destroy();
        else if (answer !== 'nothing') socket.write(Buffer.from([0x82, answer.length, ...answer]));
      }
    });
  }
}

interface Frame {
  readonly closes: boolean;
  readonly payload: Buffer;
  readonly rest: Buffer;
}

/** A client's frame, which is masked. Null while it is not whole. */
function firstFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const short = bytes[1] & 0x7f;
  const at = short === 126 ? 4 : 2;
  if (bytes.length < at + MASK_BYTES) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const from = at + MASK_BYTES;
  if (bytes.length < from + length) return null;
  const mask = bytes.subarray(at, from);
  const payload = Buffer.from(
    bytes.subarray(from, from + length).map((byte, index) => byte ^ mask[index % MASK_BYTES]),
  );
  return { closes: (bytes[0] & 0x0f) === 8, payload, rest: bytes.subarray(from + length) };
}

/** Null while it is not whole. */
function firstPacket(bytes: Buffer): (Packet & { readonly rest: Buffer }) | null {
  let length = 0;
  for (let at = 1; at < bytes.length && at <= 4; at += 1) {
    length += (bytes[at] & 0x7f) * 128 ** (at - 1);
    if ((bytes[at] & 0x80) !== 0) continue;
    const end = at + 1 + length;
    if (bytes.length < end) return null;
    return { type: bytes[0] >> 4, body: bytes.subarray(at + 1, end), rest: bytes.subarray(end) };
  }
  return null;
}
