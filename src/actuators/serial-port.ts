/** @file The part of a browser's `SerialPort` that a relay needs. Types only. */

export interface RelayPort {
  /** Null while it is closed, and so is `writable`. */
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { readonly baudRate: number }): Promise<void>;
  /** Rejects while somebody reads or writes. */
  close(): Promise<void>;
  /** Takes the permission back. Chromium has it since 103. */
  forget?(): Promise<void>;
}

/** Those that the browser lets this site use; the first one is the relay. */
export type RelayPorts = () => Promise<readonly RelayPort[]>;
