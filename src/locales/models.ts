/** @file What the operator reads about models that are lost. */
import { msg, str } from '@lit/localize';
import type { KnownModel } from '../core/manifest/lost-models.ts';
import type { ModelRole } from '../core/manifest/types.ts';

export function modelRoleText(role: ModelRole): string {
  switch (role) {
    case 'embedder':
      return msg('Face recognition model');
    case 'fake-detector':
      return msg('Deepfake detector');
    case 'attack-detector':
      return msg('Attack detector');
    case 'face-landmarker':
    case 'face-detector':
      return msg('Face tracker');
  }
}

/** @param accepted - The administrator has accepted that the model is lost. */
export function lostModelText({ name }: Pick<KnownModel, 'name'>, accepted: boolean): string {
  return accepted
    ? msg(
        str`${name} is missing or damaged. An administrator has accepted that, so faces are checked without it.`,
      )
    : msg(
        str`${name} is missing or damaged. Nobody is let in by face until it is back or an administrator accepts in Health that it is lost. Badge and PIN go on.`,
      );
}

export function silentModelText(name: string): string {
  return msg(
    str`${name} runs, but gives no answer about the faces that it sees. Until it does, nobody is let in by face. Reload the page. If that does not help, check the models.`,
  );
}
