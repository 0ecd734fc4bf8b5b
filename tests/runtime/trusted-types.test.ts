/**
 * @file What the one policy lets through to scripts and HTML. That browsers ask it is shown by tests/e2e/door.spec.ts.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { guardScripts } from '../../src/runtime/trusted-types.ts';

interface Rules {
  createHTML(text: string): string;
  createScriptURL(text: string): string;
}

/** The rules that `guardScripts` gives to a browser at `https://kiosk.example/enroll/`. */
function rulesGiven(): Rules {
  const createPolicy = vi.fn<(name: string, rules: Rules) => void>();
  vi.stubGlobal('trustedTypes', { defaultPolicy: null, createPolicy });
  vi.stubGlobal('location', { href: 'https://kiosk.example/enroll/', origin: 'https://kiosk.example' });
  guardScripts();
  expect(createPolicy).toHaveBeenCalledOnce();
  const [name, rules] = createPolicy.mock.calls[0];
  expect(name).toBe('default');
  return rules;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('guardScripts', () => {
  it.each(['/service-worker.js', 'https://kiosk.example/assets/vision.worker.js', 'worker.js'])(
    'lets %s through',
    (url) => {
      expect(rulesGiven().createScriptURL(url)).toBe(url);
    },
  );

  it.each([
    'https://elsewhere.example/worker.js',
    '//elsewhere.example/worker.js',
    'https://kiosk.example.elsewhere.example/worker.js',
    'http://kiosk.example/worker.js',
    'data:text/javascript,0',
    'blob:https://kiosk.example/1',
    'javascript:0',
  ])('refuses %s', (url) => {
    expect(() => rulesGiven().createScriptURL(url)).toThrow(TypeError);
  });

  it('lets an element be emptied, and nothing be written into one', () => {
    const rules = rulesGiven();
    expect(rules.createHTML('')).toBe('');
    expect(() => rules.createHTML('<b>bold</b>')).toThrow(TypeError);
  });

  it('makes the policy once, and none where browsers know of none', () => {
    const createPolicy = vi.fn();
    vi.stubGlobal('trustedTypes', { defaultPolicy: {}, createPolicy });
    guardScripts();
    expect(createPolicy).not.toHaveBeenCalled();
    vi.stubGlobal('trustedTypes', undefined);
    expect(guardScripts).not.toThrow();
  });
});
