/** @file Every operator, for those who build networks and losses from them. */
export * from './arithmetic.ts';
export * from './batch-norm.ts';
export * from './conv.ts';
export * from './functions.ts';
export * from './gemm.ts';
export * from './layer-norm.ts';
export * from './matmul.ts';
export * from './pool.ts';
export * from './reduce.ts';
export * from './shapes.ts';
export * from './softmax.ts';
