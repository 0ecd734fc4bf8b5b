import { describe, expect, it } from 'vitest';
import { poseFromMatrix } from '../../../src/core/geometry/pose.ts';

type Matrix = readonly (readonly number[])[];

const radians = (deg: number): number => (deg * Math.PI) / 180;
const multiply = (p: Matrix, q: Matrix): Matrix =>
  p.map((row) => [0, 1, 2].map((column) => row.reduce((sum, value, k) => sum + value * q[k][column], 0)));

/** Right-handed rotations with x right, y up, z towards the camera. */
function aboutX(deg: number): Matrix {
  const [c, s] = [Math.cos(radians(deg)), Math.sin(radians(deg))];
  return [
    [1, 0, 0],
    [0, c, -s],
    [0, s, c],
  ];
}
function aboutY(deg: number): Matrix {
  const [c, s] = [Math.cos(radians(deg)), Math.sin(radians(deg))];
  return [
    [c, 0, s],
    [0, 1, 0],
    [-s, 0, c],
  ];
}
function aboutZ(deg: number): Matrix {
  const [c, s] = [Math.cos(radians(deg)), Math.sin(radians(deg))];
  return [
    [c, -s, 0],
    [s, c, 0],
    [0, 0, 1],
  ];
}

/** Chin up turns y towards −z at the top of the head, which is a negative turn about x. */
const head = (yaw: number, pitch: number, roll: number): Matrix =>
  multiply(multiply(aboutY(yaw), aboutX(-pitch)), aboutZ(-roll));

/** As MediaPipe gives it: column-major, shifted, here also scaled. */
function columnMajor(rotation: Matrix, scale = 1): number[] {
  const columns = [0, 1, 2].flatMap((column) => [...rotation.map((row) => row[column] * scale), 0]);
  return [...columns, 4, -2, -55, 1];
}

const rotate = (rotation: Matrix, point: readonly number[]): number[] =>
  rotation.map((row) => row.reduce((sum, value, index) => sum + value * point[index], 0));

describe('poseFromMatrix', () => {
  it('is zero for the identity', () => {
    expect(poseFromMatrix(columnMajor(head(0, 0, 0)))).toEqual({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 });
  });

  it('has the signs of Pose: shown by where nose and crown go', () => {
    const nose = [0, 0, 1];
    const crown = [0, 1, 0];
    const toTheRight = aboutY(20);
    expect(rotate(toTheRight, nose)[0]).toBeGreaterThan(0);
    expect(poseFromMatrix(columnMajor(toTheRight)).yawDeg).toBeCloseTo(20, 9);
    const chinUp = aboutX(-20);
    expect(rotate(chinUp, nose)[1]).toBeGreaterThan(0);
    expect(poseFromMatrix(columnMajor(chinUp)).pitchDeg).toBeCloseTo(20, 9);
    const clockwise = aboutZ(-20);
    expect(rotate(clockwise, crown)[0]).toBeGreaterThan(0);
    expect(poseFromMatrix(columnMajor(clockwise)).rollDeg).toBeCloseTo(20, 9);
  });

  it('takes a mixed turn apart, whatever the scale', () => {
    for (const [yaw, pitch, roll] of [
      [25, -15, 10],
      [-40, 20, -30],
      [5, 60, 80],
    ]) {
      const pose = poseFromMatrix(columnMajor(head(yaw, pitch, roll), 1.7));
      expect(pose.yawDeg).toBeCloseTo(yaw, 9);
      expect(pose.pitchDeg).toBeCloseTo(pitch, 9);
      expect(pose.rollDeg).toBeCloseTo(roll, 9);
    }
  });

  it('refuses what is no 4×4 matrix', () => {
    expect(() => poseFromMatrix([1, 2, 3])).toThrow('16 finite values');
    expect(() => poseFromMatrix(new Array<number>(16).fill(NaN))).toThrow(RangeError);
  });
});
