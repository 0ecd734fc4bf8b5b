import { describe, expect, it } from 'vitest';
import type { FaceKeypoints } from '../../../src/core/geometry/keypoints.ts';
import { poseFromKeypoints, poseFromMatrix } from '../../../src/core/geometry/pose.ts';

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

/** The head model of pose.ts, photographed from afar: image y points down. */
function photographed(rotation: Matrix, pxPerCm = 12): FaceKeypoints {
  const model = [
    [-3.16, 2.62, 3.65],
    [3.16, 2.62, 3.65],
    [0, -1.13, 7.48],
    [0, -4.3, 5.6],
    [-7.66, 0.67, -4.5],
    [7.66, 0.67, -4.5],
  ];
  return model.map((point) => {
    const [x, y] = rotate(rotation, point);
    return { x: 320 + pxPerCm * x, y: 240 - pxPerCm * y };
  }) as unknown as FaceKeypoints;
}

describe('poseFromKeypoints', () => {
  it('finds the turn of the model head', () => {
    for (const [yaw, pitch, roll] of [
      [0, 0, 0],
      [20, 0, 0],
      [-20, 0, 0],
      [0, 15, 0],
      [0, -15, 0],
      [0, 0, 25],
      [18, -12, -20],
    ]) {
      const pose = poseFromKeypoints(photographed(head(yaw, pitch, roll)));
      expect(pose.yawDeg).toBeCloseTo(yaw, 6);
      expect(pose.pitchDeg).toBeCloseTo(pitch, 6);
      expect(pose.rollDeg).toBeCloseTo(roll, 6);
    }
  });

  it('does not depend on the size of the face', () => {
    const pose = poseFromKeypoints(photographed(head(10, 5, 0), 3));
    expect(pose.yawDeg).toBeCloseTo(10, 6);
    expect(pose.pitchDeg).toBeCloseTo(5, 6);
  });

  it('changes little when the points are a pixel or two off', () => {
    const off = [1.5, -1, 1, -1.5, 2, -2];
    const points = photographed(head(10, 0, 0)).map(({ x, y }, index) => ({
      x: x + off[index],
      y: y - off[index],
    })) as unknown as FaceKeypoints;
    const pose = poseFromKeypoints(points);
    expect(Math.abs(pose.yawDeg - 10)).toBeLessThan(4);
    expect(Math.abs(pose.pitchDeg)).toBeLessThan(4);
  });

  it('reads the nose moved towards the image right as yaw > 0, and moved up as pitch > 0', () => {
    const straight = photographed(head(0, 0, 0));
    const withNose = (dx: number, dy: number): FaceKeypoints => [
      straight[0],
      straight[1],
      { x: straight[2].x + dx, y: straight[2].y + dy },
      straight[3],
      straight[4],
      straight[5],
    ];
    expect(poseFromKeypoints(withNose(10, 0)).yawDeg).toBeGreaterThan(1);
    expect(poseFromKeypoints(withNose(0, -10)).pitchDeg).toBeGreaterThan(1);
  });

  it('refuses points in one place', () => {
    const here = { x: 5, y: 5 };
    expect(() => poseFromKeypoints([here, here, here, here, here, here])).toThrow(RangeError);
  });
});
