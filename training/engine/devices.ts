/** @file Which of ONNX Runtime's execution providers a `--device` means, and how sessions are made on it. */
import { InferenceSession, Tensor } from './onnxruntime.ts';
import type { OnnxElementType } from '../onnx/types.ts';

export type Device = 'cpu' | 'webgpu' | 'cuda';

const PROVIDERS: Readonly<Record<Device, InferenceSession.ExecutionProviderConfig>> = {
  cpu: 'cpu',
  webgpu: 'webgpu',
  cuda: 'cuda',
};

export const DEVICES = Object.keys(PROVIDERS) as readonly Device[];

export interface DeviceOptions {
  /** `cpu` when absent. */
  readonly device?: Device;
  /** CPU threads of one operator; all cores when absent. */
  readonly threads?: number;
  /** Writes what each operator took to a JSON file whose path begins so, when the session's profile is ended. */
  readonly profile?: string;
}

/**
 * By default the runtime's threads stay at work while they wait for the next operator, which leaves the loader's
 * threads little of the cores.
 */
const THREADS_REST = { session: { intra_op: { allow_spinning: '0' } } };

/** @throws Error saying which device could not be used, with the runtime's own reason. */
export async function createSession(
  model: Uint8Array,
  options: DeviceOptions = {},
): Promise<InferenceSession> {
  const { device = 'cpu', threads, profile } = options;
  try {
    return await InferenceSession.create(model, {
      executionProviders: [PROVIDERS[device]],
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
      extra: THREADS_REST,
      // Warnings say that small nodes run on the CPU beside a GPU, which is meant.
      logSeverityLevel: 3,
    });
  } catch (error) {
    const hint = device === 'cpu' ? '' : ' Try --device cpu.';
    throw new Error(`No session on device ${device}: ${(error as Error).message}.${hint}`, { cause: error });
  }
}

export type TensorData = Float32Array | Int32Array;

/**
 * @param data - Borrowed: the runtime reads it during `run`.
 * @throws RangeError naming the input when type or length do not fit.
 */
export function feedTensor(
  name: string,
  type: OnnxElementType,
  dims: readonly number[],
  data: TensorData,
): Tensor {
  const found = data instanceof Float32Array ? 'float32' : 'int32';
  const count = dims.reduce((product, size) => product * size, 1);
  if (found !== type || data.length !== count) {
    throw new RangeError(
      `Input ${name} wants ${type} [${dims.join(', ')}] (${count} values), got ${found} with ${data.length}.`,
    );
  }
  return found === 'float32'
    ? new Tensor('float32', data as Float32Array, dims)
    : new Tensor('int32', data as Int32Array, dims);
}
