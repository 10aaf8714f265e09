import type { Endpoint } from './endpoint.ts';
import type { ChannelId } from './ids.ts';

/** Someone connected from a public address, or with a device, that they had not used in the kept days. */
export interface NewPlace {
  readonly at: Date;
  readonly endpoint: Endpoint;
  readonly publicIp: string | undefined;
  readonly platform: string | undefined;
  readonly isNewAddress: boolean;
  readonly isNewDevice: boolean;
  /** How many earlier connections it was compared with; with none, it is the person's first connection. */
  readonly comparedWith: number;
}

/** The new places of one person on one day, for the channel that is told about them. */
export interface NewPlaceNotice {
  readonly channel: ChannelId;
  /** The VPN name. */
  readonly name: string;
  /** In UTC, as `2026-11-02`. */
  readonly day: string;
  /** The earliest first; at least one. */
  readonly places: readonly NewPlace[];
  /** How many days of connections they were compared with. */
  readonly days: number;
  /** What the channel's buttons may offer. Whether it is allowed is decided when one is pressed. */
  readonly offers: { readonly kick: boolean; readonly block: boolean };
}
