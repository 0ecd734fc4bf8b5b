/**
 * @file The kernel's bytes are those of its text. After a change of the text
 * `npx vitest run tests/core/align/crop-kernel.test.ts -u` writes them.
 */
import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import openWabt from 'wabt';
import { expect, it } from 'vitest';

const FOLDER = new URL('../../../src/core/align/', import.meta.url).pathname;
const BYTES = `${FOLDER}crop-kernel.ts`;

it('has the bytes that its text is assembled to', async () => {
  const wabt = await openWabt();
  const text = await readFile(`${FOLDER}crop-kernel.wat`, 'utf8');
  const assembled = wabt.parseWat('crop-kernel.wat', text).toBinary({}).buffer;
  const source = `/** @file The bytes of crop-kernel.wat, as tests/core/align/crop-kernel.test.ts assembles and compares them. */
    export const CROP_KERNEL = new Uint8Array([${assembled.join(', ')}]);`;
  const formatted = await format(source, { ...(await resolveConfig(BYTES)), parser: 'typescript' });
  await expect(formatted).toMatchFileSnapshot(BYTES);
});
