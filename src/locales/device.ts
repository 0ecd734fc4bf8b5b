/**
 * @file What the operator reads about this device: its WebGPU, what recognition runs on and why, and what happened
 * while the models were loaded.
 */
import { msg, str } from '@lit/localize';
import type { WebgpuAnswer } from '../runtime/capabilities.ts';
import type { OnnxBuild } from '../core/site/onnx-build.ts';
import type { Backend, BackendChoice, BackendTiming, RecognitionNote } from '../workers/protocol.ts';
import { decimalText } from './decimals.ts';

export function webgpuText(answer: WebgpuAnswer): string {
  switch (answer.kind) {
    case 'hardware':
      return answer.adapter;
    case 'software':
      return msg(str`There is only a software adapter (${answer.adapter}), which is slower than WASM.`);
    case 'crashes':
      return msg('It is not used on iPad and iPhone, where it crashes after a while.');
    case 'noApi':
      return msg('This browser has no WebGPU.');
    case 'noAdapter':
      return msg('There is no WebGPU adapter.');
  }
}

export function recognitionNoteText(note: RecognitionNote): string {
  switch (note.kind) {
    case 'webgpuFailed':
      return msg(str`WebGPU is not used, because it failed: ${note.why}`);
    case 'modelRepaired':
      return msg(str`The stored model file ${note.file} was damaged and has been downloaded again.`);
    case 'buildMissing':
      return buildMissingText(note.build);
  }
}

/** @param build - Of ONNX Runtime. */
export function buildMissingText(build: OnnxBuild): string {
  return build === 'webgpu'
    ? msg('The program files for WebGPU are not on this device: connect it to its server.')
    : msg('The smaller program files for WASM are not on this device: connect it to its server.');
}

export function backendText({ provider, threads }: Backend): string {
  return provider === 'webgpu' ? 'WebGPU' : msg(str`WASM, threads: ${threads}`);
}

export function measuredText({
  measured,
  choice,
}: {
  readonly measured: readonly BackendTiming[];
  readonly choice: BackendChoice;
}): string {
  if (measured.length === 0) {
    return choice === 'auto'
      ? msg('nothing: there is only one way')
      : msg('nothing: an administrator has chosen in Settings');
  }
  return measured
    .map((timing) => {
      const backend = backendText(timing);
      const { msPerFace } = timing;
      return msPerFace === null
        ? msg(str`${backend}: failed`)
        : msg(str`${backend}: ${decimalText(msPerFace, 1)} ms a face`);
    })
    .join('; ');
}
