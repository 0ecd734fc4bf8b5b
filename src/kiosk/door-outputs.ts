/**
 * @file The door outputs that the settings choose from. Makes each once. Starts and stops what runs in the background:
 * MQTT's connection and the webhook's late records. Nothing runs while the kiosk is locked.
 */
import { CLOCK } from '../actuators/clock.ts';
import { MqttDoor } from '../actuators/mqtt-door.ts';
import type { MqttTarget } from '../actuators/mqtt-link.ts';
import { NO_DOOR } from '../actuators/none.ts';
import type { WebhookTarget } from '../actuators/post.ts';
import { SerialRelay } from '../actuators/serial-relay.ts';
import { SignedRelay } from '../actuators/signed-relay.ts';
import type { DoorActuator, Outbox } from '../actuators/types.ts';
import { UNKNOWN_KIOSK } from '../actuators/unknown-kiosk.ts';
import { allowedPorts } from '../actuators/web-serial.ts';
import { Webhook } from '../actuators/webhook.ts';
import type { DoorKeys } from './door-keys.ts';
import { guardRelay } from './relay-guard.ts';
import { mayUsePlainRelay } from './relay-choice.ts';
import { StorageError } from '../storage/errors.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Settings } from '../storage/settings.ts';

/** What the outputs need of the session. */
export interface DoorSession {
  readonly site: { readonly settings: Settings; readonly keys: DoorKeys };
  /** The store is null while locked. */
  readonly access: { readonly store: OpenStore | null };
}

export class DoorOutputs {
  private readonly _relay: SerialRelay;
  private readonly _signedRelay: SignedRelay;
  private readonly _webhook: Webhook;
  private readonly _mqtt: MqttDoor;
  /** What runs now; null while nothing does. */
  private _running: string | null = null;

  constructor(private readonly _session: DoorSession) {
    const common = {
      telling: () => {
        const { doorName, doorTellsSubject } = this._session.site.settings;
        return { door: doorName, tellSubject: doorTellsSubject };
      },
      clock: CLOCK,
      random: () => Math.random(),
    };
    this._relay = new SerialRelay(allowedPorts, () => this._session.site.settings.relayPulseMs);
    this._signedRelay = new SignedRelay({
      ports: allowedPorts,
      key: () => this._session.site.keys.relaySecret,
      door: () => this._session.site.settings.doorName,
      pulseMs: () => this._session.site.settings.relayPulseMs,
      clock: CLOCK,
    });
    this._webhook = new Webhook({
      ...common,
      target: () => webhookTarget(this._session.site),
      outbox: outboxOf(this._session),
    });
    this._mqtt = new MqttDoor({ ...common, target: () => mqttTarget(this._session.site) });
  }

  /** What a grant opens, by the settings. */
  get door(): DoorActuator {
    switch (this._session.site.settings.doorOutput) {
      case 'none':
        return NO_DOOR;
      case 'relay':
        return this._relayOf(this._session.site.settings);
      case 'webhook':
        return this._webhook;
      case 'mqtt':
        return this._mqtt;
    }
  }

  /** Call it once, in the tab that runs the kiosk, as soon as it does: also at the first run and while locked. */
  guard(): void {
    guardRelay(this._relay, () => !this._hasSignedRelay());
  }

  /** Call it after the kiosk was unlocked or locked, or its settings changed. */
  follow(): void {
    const { settings } = this._session.site;
    const { store } = this._session.access;
    const wanted = store === null ? null : JSON.stringify(setUpOf(settings));
    if (wanted === this._running) return;
    this._running = wanted;
    this._webhook.late.stop();
    void this._mqtt.stop();
    // What ran before gives its port back, with its pulse ended.
    void this._signedRelay.rest();
    if (store === null || !this._hasPlainRelay()) void this._relay.rest();
    if (store === null) return;
    switch (settings.doorOutput) {
      case 'none':
        return;
      case 'relay':
        if (this._hasPlainRelay()) void this._relay.release();
        return;
      case 'webhook':
        this._webhook.late.start();
        return;
      case 'mqtt':
        this._mqtt.start();
        return;
    }
  }

  private _relayOf(settings: Settings): DoorActuator {
    if (settings.relaySecret !== '') return this._signedRelay;
    return mayUsePlainRelay(settings) ? this._relay : UNKNOWN_KIOSK;
  }

  private _hasSignedRelay(): boolean {
    const { doorOutput, relaySecret } = this._session.site.settings;
    return doorOutput === 'relay' && relaySecret !== '';
  }

  private _hasPlainRelay(): boolean {
    const { doorOutput, relaySecret } = this._session.site.settings;
    return doorOutput === 'relay' && relaySecret === '';
  }
}

/** Settings whose change restarts an output. */
function setUpOf({
  doorOutput,
  relaySecret,
  webhookUrl,
  webhookSecret,
  ...rest
}: Settings): readonly string[] {
  const { mqttUrl, mqttUsername, mqttPassword, mqttTopic, mqttSecret } = rest;
  return [
    doorOutput,
    relaySecret,
    webhookUrl,
    webhookSecret,
    mqttUrl,
    mqttUsername,
    mqttPassword,
    mqttTopic,
    mqttSecret,
  ];
}

function webhookTarget({ settings: { webhookUrl: url }, keys }: DoorSession['site']): WebhookTarget | null {
  const { webhookSecret: key } = keys;
  return url === '' || key === null ? null : { url, key };
}

function mqttTarget({ settings, keys }: DoorSession['site']): MqttTarget | null {
  const { mqttUrl: url, mqttUsername: username, mqttPassword: password, mqttTopic: topic } = settings;
  return url === '' ? null : { url, username, password, topic, key: keys.mqttSecret };
}

function outboxOf(session: DoorSession): Outbox {
  const store = (): OpenStore => {
    const { store: opened } = session.access;
    if (opened === null) throw new StorageError('locked');
    return opened;
  };
  return {
    records: async (nowMs) => store().outboxRecords(nowMs),
    add: async (record) => store().addToOutbox(record),
    remove: async (id) => store().removeFromOutbox(id),
  };
}
