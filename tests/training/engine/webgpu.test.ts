/** @file The training step on the WebGPU provider, on a graphics card or on the software one that Chromium brings. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Software shaders are compiled for every operator. */
const TIMEOUT_MS = 180_000;
const CHROMIUM = '/usr/lib/chromium';
const SOFTWARE_DRIVER = join(CHROMIUM, 'vk_swiftshader_icd.json');

interface Steps {
  readonly losses: readonly number[];
  readonly trained: readonly number[];
}

/** @returns null where the machine has no adapter at all. */
async function stepsOnBoth(): Promise<{ cpu: Steps; webgpu: Steps } | null> {
  const env = {
    XDG_RUNTIME_DIR: tmpdir(),
    // Chromium brings the loader of such drivers too.
    ...(existsSync(SOFTWARE_DRIVER) && { VK_ICD_FILENAMES: SOFTWARE_DRIVER, LD_LIBRARY_PATH: CHROMIUM }),
    ...process.env,
  };
  const script = join(import.meta.dirname, 'webgpu-steps.ts');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { env });
    return JSON.parse(stdout) as { cpu: Steps; webgpu: Steps };
  } catch (error) {
    if (String((error as { stderr?: string }).stderr).includes('No session on device webgpu')) return null;
    throw error;
  }
}

it('trains on WebGPU as on the CPU', { timeout: TIMEOUT_MS }, async ({ skip }) => {
  const steps = await stepsOnBoth();
  if (!steps) {
    skip('this machine has no WebGPU adapter: neither a Vulkan driver nor Chromium’s software one');
    return;
  }
  const { cpu, webgpu } = steps;
  expect(cpu.losses).toHaveLength(3);
  expect(cpu.losses[2]).toBeLessThan(cpu.losses[0]);
  webgpu.losses.forEach((loss, at) => expect(loss).toBeCloseTo(cpu.losses[at], 5));
  expect(webgpu.trained).toHaveLength(cpu.trained.length);
  webgpu.trained.forEach((value, at) => expect(value).toBeCloseTo(cpu.trained[at], 4));
});
