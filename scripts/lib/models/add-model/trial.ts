/**
 * @file Lets a network answer made images as the kiosk runs it: twice, in another order, freshly loaded, several at
 * once, with more threads, on WebGPU. Tells what it answered and judges nothing.
 */
import type { JSHandle, Page } from '@playwright/test';
import type { OnnxModelEntry } from '../../../../src/core/manifest/types.ts';
import { callHeadlessForHandle, callMethod } from '../../kiosk/headless-page.ts';
import type { KioskBrowser } from '../../kiosk/kiosk-browser.ts';
import { trialImages, type ChangedImage, type TrialImage } from './trial-images.ts';
import type { Watchdog } from './watchdog.ts';

export interface Answer {
  /** The images first. */
  readonly dims: readonly number[];
  readonly values: Float32Array;
  readonly tookMs: number;
}

export interface Answered<Image extends TrialImage = TrialImage> {
  readonly image: Image;
  readonly answer: Answer;
}

/** The same images in another circumstance. */
export interface Circumstance {
  /** Completes "It gives another answer …". */
  readonly when: string;
  /** Whether the sums are the same, in the same order. */
  readonly sameSums: boolean;
  readonly answers: readonly Answered[];
}

export interface Trial {
  readonly plain: readonly Answered[];
  readonly changed: readonly Answered<ChangedImage>[];
  /** In these it must answer as in `plain`, but for rounding. */
  readonly circumstances: readonly Circumstance[];
  /** Two images at once; null where the file takes one at a time. */
  readonly together: Answer | null;
  /** Null where the machine has none, or it cannot run the network. */
  readonly webgpu: readonly Answered[] | null;
  /** One image on one thread, WASM. */
  readonly imageMs: number;
}

/** What the headless pages of one browser run a trial in. */
export interface TrialPages {
  readonly oneThread: Page;
  /** Null on a machine with one processor. */
  readonly moreThreads: Page | null;
  /** Null on a machine without WebGPU. */
  readonly webgpu: Page | null;
}

const MORE_THREADS = 2;

/** A page keeps the threads and the provider of its first session, so each has its own. */
export async function openTrialPages(browser: Pick<KioskBrowser, 'blankPage'>): Promise<TrialPages> {
  const oneThread = await browser.blankPage();
  const processors = await oneThread.evaluate(() => navigator.hardwareConcurrency);
  return {
    oneThread,
    moreThreads: processors >= MORE_THREADS ? await browser.blankPage() : null,
    webgpu: (await hasWebgpu(oneThread)) ? await browser.blankPage() : null,
  };
}

/**
 * @param entry - Of a file that the pages' models folder holds; its golden output need not be known.
 * @throws Error when the network cannot run on one image, or takes longer than the watchdog allows.
 */
export async function tryModel(
  { oneThread, moreThreads, webgpu: graphics }: TrialPages,
  entry: OnnxModelEntry,
  watchdog: Watchdog,
): Promise<Trial> {
  const { plain, changed } = trialImages(entry.input);
  const inPage = async <Result>(
    page: Page,
    provider: 'wasm' | 'webgpu',
    threads: number,
    work: (network: Network) => Promise<Result>,
  ): Promise<Result> => {
    const handle = await watchdog.race(
      callHeadlessForHandle(page, 'startModelTrial', entry, provider, threads),
    );
    const result = await work(networkIn(handle, watchdog));
    await watchdog.race(callMethod(handle, 'close'));
    return result;
  };
  const first = await inPage(oneThread, 'wasm', 1, async (network) => {
    const answers = await network.answerEach(plain);
    const again = await network.answerEach([...plain].reverse());
    return {
      answers,
      again: again.reverse(),
      changed: await network.answerEach(changed),
      together: await network.answerTogether(plain.slice(0, 2)),
    };
  });
  const fresh = await inPage(oneThread, 'wasm', 1, (network) => network.answerEach(plain.slice(0, 2)));
  const threaded =
    moreThreads && (await inPage(moreThreads, 'wasm', MORE_THREADS, (network) => network.answerEach(plain)));
  const webgpu =
    graphics &&
    (await inPage(graphics, 'webgpu', 1, (network) => network.answerEach(plain)).catch(() => null));
  return {
    plain: first.answers,
    changed: first.changed,
    circumstances: [
      { when: 'to an image that it saw before, or after other images', sameSums: true, answers: first.again },
      { when: 'once it is loaded again', sameSums: true, answers: fresh },
      ...(threaded ? [{ when: `on ${MORE_THREADS} threads`, sameSums: false, answers: threaded }] : []),
    ],
    together: first.together,
    webgpu,
    imageMs: median(first.again.map(({ answer }) => answer.tookMs)),
  };
}

interface Network {
  answerEach<Image extends TrialImage>(images: readonly Image[]): Promise<Answered<Image>[]>;
  /** Null where the network takes one image at a time. */
  answerTogether(images: readonly TrialImage[]): Promise<Answer | null>;
}

function networkIn(handle: JSHandle, watchdog: Watchdog): Network {
  const answer = (tensor: Float32Array, images: number): Promise<Answer> =>
    watchdog.race(callMethod<Answer>(handle, 'answer', tensor, images));
  return {
    async answerEach(images) {
      const answers = [];
      for (const image of images) answers.push({ image, answer: await answer(image.tensor, 1) });
      return answers;
    },
    async answerTogether(images) {
      const length = images[0].tensor.length;
      const all = new Float32Array(images.length * length);
      images.forEach(({ tensor }, index) => all.set(tensor, index * length));
      return answer(all, images.length).catch(() => null);
    },
  };
}

async function hasWebgpu(page: Page): Promise<boolean> {
  return page.evaluate(
    async () => 'gpu' in navigator && (await navigator.gpu.requestAdapter().catch(() => null)) !== null,
  );
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
