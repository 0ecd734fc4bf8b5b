/** @file The one importer of onnxruntime-node, so that it never loads with its telemetry on. */
// The order matters: imports run from top to bottom.
import './no-telemetry.ts';

export { InferenceSession, Tensor } from 'onnxruntime-node';
