/** @file Static shapes and their errors. A shape is a list of whole, positive sizes; `[]` is a scalar. */

export type Shape = readonly number[];

/** Shapes that do not fit together; the message prints them all. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** @returns Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * NumPy's broadcasting: aligned at the last axis, a size of 1 stretches.
 *
 * @throws ShapeError naming `operation` and both shapes.
 */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(`${operation}: ${showShape(a)} and ${showShape(b)} do not broadcast`);
    }
    return left === 1 ? right : left;
  });
}

/**
 * @returns `axis` counted from the front.
 * @throws ShapeError when the shape has no such axis.
 */
export function resolveAxis(operation: string, shape: Shape, axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(resolved) || resolved < 0 || resolved >= shape.length) {
    throw new ShapeError(`${operation}: ${showShape(shape)} has no axis ${axis}`);
  }
  return resolved;
}

/** @throws ShapeError unless the rank is one of `ranks`. */
export function expectRank(operation: string, shape: Shape, ...ranks: readonly number[]): void {
  if (!ranks.includes(shape.length)) {
    throw new ShapeError(`${operation}: expected rank ${ranks.join(' or ')}, got ${showShape(shape)}`);
  }
}

/** @throws ShapeError unless both shapes are equal. */
export function expectSameShape(operation: string, a: Shape, b: Shape): void {
  if (!sameShape(a, b)) {
    throw new ShapeError(`${operation}: ${showShape(a)} and ${showShape(b)} must be equal`);
  }
}
