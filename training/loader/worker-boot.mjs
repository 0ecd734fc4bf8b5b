/** @file Lets a thread load TypeScript, which it does not inherit from `node --import tsx`, and starts the worker. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
