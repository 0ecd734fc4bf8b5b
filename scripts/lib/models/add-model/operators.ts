/**
 * @file Refuses networks by their operators: those that draw random numbers, that were exported in training mode, or
 * that ONNX Runtime in a browser does not have. Runs no model.
 */
import type { OnnxOperator, OnnxSurvey } from '../onnx/survey.ts';

const RANDOM = [
  ...['RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike', 'Multinomial', 'Bernoulli'],
];

/** The sets of operators of ONNX Runtime Web. */
const KNOWN_DOMAINS = ['', 'ai.onnx.ml', 'com.microsoft', 'com.microsoft.nchwc', 'com.ms.internal.nhwc'];

/** From here on the third input says whether to train. */
const DROPOUT_INPUT_SINCE = 12;

/** @throws Error with the reason and what to do. */
export function refuseOperators(survey: OnnxSurvey): void {
  const { operators, functions } = survey;
  const unknown = operators.find(
    ({ domain, type }) => !KNOWN_DOMAINS.includes(domain) && !functions.has(`${domain}:${type}`),
  );
  if (unknown) {
    throw new Error(
      `it uses the operator ${unknown.type} of "${unknown.domain}", which ONNX Runtime in a browser does not have. ` +
        "Export it with ONNX's own operators.",
    );
  }
  const random = operators.find(({ type, domain }) => domain === '' && RANDOM.includes(type));
  if (random) {
    throw new Error(
      `it draws random numbers (${random.type}), so one face gives another answer each time. Export it without that step.`,
    );
  }
  const training = operators.find((operator) => trains(operator, survey));
  if (training) {
    throw new Error(
      `it was exported in training mode (${training.type}), so its answers depend on chance or on the images before. ` +
        'Export it for inference: in PyTorch, call model.eval() first.',
    );
  }
}

function trains(
  { type, domain, inputs, outputs, numbers }: OnnxOperator,
  { opsets, truths }: OnnxSurvey,
): boolean {
  if (domain !== '') return false;
  if (type === 'BatchNormalization') {
    // Before the attribute, the outputs beside the first told it.
    return numbers.get('training_mode') === 1 || outputs.filter((name) => name !== '').length > 1;
  }
  if (type !== 'Dropout' || (opsets.get('') ?? 0) < DROPOUT_INPUT_SINCE) return false;
  const mode = inputs.at(2) ?? '';
  return mode !== '' && truths.get(mode) !== false;
}
