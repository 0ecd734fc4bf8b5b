/** @file The embedder that the kiosk ships with. */
import { ARCFACE } from '../../src/core/align/template.ts';
import type { ImportConfig } from './types.ts';

export default {
  name: 'edgeface-xs',
  about: 'The shipped embedder: EdgeFace-XS as its authors published it, stored in 8 bits',
  sha256: 'c04d99a2fc9abd8c612dfda040cacdc55e53ef5dbb3d28315c3c8e987d8ecb53',
  url: 'https://github.com/otroshi/edgeface',
  licence: 'CC-BY-NC-SA-4.0 (EdgeFace-XS by George et al., Idiap): research-grade, not for commercial use',
  notes: [
    'EdgeFace-XS is by Anjith George, Christophe Ecabert, Hatef Otroshi Shahreza, Ketan Kotwal and Sébastien Marcel ' +
      '(Idiap Research Institute): “EdgeFace: Efficient Face Recognition Model for Edge Devices”, IEEE Transactions on ' +
      'Biometrics, Behavior, and Identity Science 6(2), 2024, arXiv 2307.01838. They trained it on WebFace260M, which is ' +
      'for research.',
    'Licence: Creative Commons Attribution-NonCommercial-ShareAlike 4.0, as the model cards of Idiap’s EdgeFace say. The ' +
      'authors’ repository, which holds the checkpoints, is BSD-3-Clause; the stricter of the two holds for this file and for ' +
      'what is trained from it. It does not hold for the rest of the project.',
    'Changed: the checkpoint `edgeface_xs_q.pt` (2,993,451 bytes, SHA-256 begins a31314377876ab9f) was converted to ONNX. ' +
      'Its 512 outputs lie in a plane of 192 dimensions; the file gives those 192 numbers, centred on the mean of training ' +
      'faces, scaled to length one. Weights are stored in 8 bits and computed in float32.',
    'WebFace260M holds celebrities, so EdgeFace may have seen some people of LFW and CelebA. Their figures may flatter it.',
    'Who is who in dfdc comes from clustering embeddings, EdgeFace’s among them. Its figures lean on that.',
    'Flip averaging and score normalisation brought nothing, or harm; local centring went with the network that needed it.',
  ],
  mean: 127.5,
  std: 127.5,
  alignment: ARCFACE,
  datasets: ['dfdc', 'lfw', 'celeba-wild'],
  // Photos of 89×109 pixels: smaller than any door takes.
  fillers: ['celeba-half'],
} satisfies ImportConfig;
