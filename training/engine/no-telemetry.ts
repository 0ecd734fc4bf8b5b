/**
 * @file Turns off what libraries send about this machine. Import it before the library that would send.
 *
 * A worker thread's environment is a copy that native libraries do not see: the main thread must import this.
 */

/** onnxruntime-node 1.29 and newer keeps a device id in the user's cache folder and reports models and processors. */
process.env.ORT_DISABLE_TELEMETRY = '1';

/** Asked of tools by https://consoledonottrack.com; none of today's needs it. */
process.env.DO_NOT_TRACK = '1';
