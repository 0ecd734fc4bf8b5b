/** @file What the operator reads about this device: its WebGPU, and what happened while the models were loaded. */
import { msg, str } from '@lit/localize';
import type { WebgpuAnswer } from '../runtime/capabilities.ts';
import type { RecognitionNote } from '../workers/protocol.ts';

export function webgpuText(answer: WebgpuAnswer): string {
  switch (answer.kind) {
    case 'hardware':
      return answer.adapter;
    case 'software':
      return msg(str`There is only a software adapter (${answer.adapter}), which is slower than WASM.`);
    case 'crashes':
      return msg('It is passed over on iPad and iPhone, where it crashes after a while.');
    case 'noApi':
      return msg('This browser has no WebGPU.');
    case 'noAdapter':
      return msg('There is no WebGPU adapter.');
  }
}

export function recognitionNoteText(note: RecognitionNote): string {
  switch (note.kind) {
    case 'webgpuFailed':
      return msg(str`WebGPU was passed over, since it failed: ${note.why}`);
    case 'modelRepaired':
      return msg(str`The stored model file ${note.file} was damaged and has been fetched anew.`);
  }
}
