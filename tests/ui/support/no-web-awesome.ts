/** @file Stands in for Web Awesome's modules in unit tests (vitest.config.ts): its elements stay undefined there. */
export {};
