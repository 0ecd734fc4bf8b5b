/** @file Field numbers of onnx/onnx.proto beside those that training reads and writes. */

/** AttributeProto: graphs within a node, such as the branches of If. */
export const SUBGRAPH = { graph: 6, graphs: 11, tensors: 10 } as const;

export const FUNCTION = { name: 1, node: 7, domain: 10 } as const;

/** StringStringEntryProto. */
export const ENTRY = { key: 1, value: 2 } as const;
