/**
 * What a Slack client sees and does: the JSON that the emulated workspace's page and the e2e tests exchange
 * with the emulator. Types only, so that the page and the server agree without sharing code.
 *
 * `GET  /client/snapshot?as=U…`  → {@link Snapshot}
 * `GET  /client/stream?as=U…`    → server-sent events, one {@link Change} each; `id:` is {@link Change.seq}.
 *   Goes on after `Last-Event-ID` or `&seq=`. An event named `reload` says that this is no longer possible
 *   (away too long, workspace restarted): take a new snapshot.
 * `GET  /client/file?as=U…&id=F…` → the file's bytes, where `as` may see it
 * `POST /client/say`             ← {@link Say}
 * `POST /client/act`             ← {@link Act}
 * `POST /client/submit`          ← {@link Submit}
 * `POST /client/close`           ← {@link Close}
 * `POST /client/shortcut`        ← {@link UseShortcut}
 * `POST /client/open`            ← {@link Open}
 *
 * Every POST answers {@link Receipt} as soon as the emulator has dispatched it; the bot's answers arrive as changes.
 */

export interface Snapshot {
  readonly seq: number;
  readonly team: { readonly id: string; readonly name: string };
  readonly me: string;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  /** Those that `me` is a member of, public ones, and the direct message with the bot. */
  readonly channels: readonly Channel[];
  /** Those that `me` may see, ephemeral ones of `me` included; oldest first. */
  readonly messages: readonly Message[];
  /** The modal that `me` has open, the topmost of the stack. */
  readonly modal: Modal | null;
  /** The Home tab published for `me`, where the bot has published one. */
  readonly home: Modal | null;
  readonly bot: Bot;
  /** What the manifest says of the app's own place. */
  readonly appHome: {
    readonly hasHomeTab: boolean;
    /** Nobody can write in the direct message with the app, not even commands. */
    readonly isReadOnly: boolean;
  };
  /** The slash commands that the manifest declares. */
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly hint: string;
  }[];
  /** The shortcuts that the manifest declares. */
  readonly shortcuts: readonly Shortcut[];
  /** Base URL of the emulated EC2's control interface, where the workspace was started beside one. */
  readonly vpnUrl: string | null;
}

export interface Shortcut {
  readonly type: 'global' | 'message';
  readonly name: string;
  readonly description: string;
  readonly callbackId: string;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** One line on who this is and what they may do, for the switch "act as". */
  readonly about: string;
  readonly kind: 'member' | 'guest' | 'outsider' | 'deactivated' | 'bot';
  readonly email: string | null;
}

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly members: readonly string[];
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'shared' | 'direct';
  readonly topic: string;
  readonly members: readonly string[];
  readonly hasBot: boolean;
  readonly isArchived: boolean;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  /** The parent's ts, where the message is a reply in a thread. */
  readonly threadTs: string | null;
  /** Whether the reply is shown in the channel as well. */
  readonly isBroadcast: boolean;
  readonly user: string;
  readonly text: string;
  /** Block Kit JSON exactly as the bot sent it, after Slack's checks. */
  readonly blocks: readonly unknown[];
  readonly files: readonly MessageFile[];
  readonly editedAt: string | null;
  /** Set when only this person sees the message. */
  readonly onlyFor: string | null;
  /** What a client shows in place of a message that Slack refused or that the app did not answer. */
  readonly notice: Notice | null;
}

export interface MessageFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** In bytes. */
  readonly size: number;
  /** What a picture shows, for screen readers; null where the app said nothing. */
  readonly altText: string | null;
}

export type Notice =
  /** Nothing acknowledged the command within three seconds. */
  | { readonly kind: 'not_acknowledged'; readonly command: string }
  /** The bot is not connected. */
  | { readonly kind: 'bot_offline'; readonly command: string }
  /** The bot sent something that Slack refuses; the error is Slack's own word for it. */
  | {
      readonly kind: 'refused';
      readonly method: string;
      readonly error: string;
      readonly details: readonly string[];
    };

export interface Modal {
  readonly id: string;
  readonly hash: string;
  readonly callbackId: string;
  readonly title: string;
  readonly submit: string | null;
  readonly close: string | null;
  readonly blocks: readonly unknown[];
  /** Error sentences by block_id, after a submission was answered with `response_action: errors`. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface Bot {
  readonly userId: string;
  readonly name: string;
  readonly isOnline: boolean;
}

export type Change = { readonly seq: number } & (
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'message_removed'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'modal'; readonly modal: Modal | null }
  | { readonly kind: 'home'; readonly home: Modal }
  | { readonly kind: 'bot'; readonly bot: Bot }
  | { readonly kind: 'channel'; readonly channel: Channel }
  /** An interaction ended: the client stops showing that element as busy. */
  | {
      readonly kind: 'settled';
      readonly interaction: string;
      readonly outcome: 'acknowledged' | 'timed_out' | 'offline';
    }
);

/** A message or, when the text begins with a declared command, a slash command. `@name` mentions are resolved. */
export interface Say {
  readonly as: string;
  readonly channel: string;
  readonly text: string;
  /** The message whose thread it goes to. */
  readonly threadTs?: string;
}

/** A click on a button, or a choice in a select or a group of checkboxes. */
export interface Act {
  readonly as: string;
  readonly on:
    | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
    | { readonly kind: 'modal'; readonly id: string }
    | { readonly kind: 'home' };
  readonly blockId: string;
  readonly actionId: string;
  /** The chosen option's value, for a select; the values of the ticked options, for checkboxes. */
  readonly chosen?: string | readonly string[];
  /** In a modal: the current values of its inputs, which Slack sends with every action. Left out, the values from before. */
  readonly values?: Submit['values'];
}

export interface Submit {
  readonly as: string;
  readonly id: string;
  /** By block_id, then action_id. A string is typed text or a chosen option's value; a list, ticked options' values. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string | readonly string[] | null>>>>;
}

export interface Close {
  readonly as: string;
  readonly id: string;
}

/** The use of a shortcut. */
export interface UseShortcut {
  readonly as: string;
  readonly callbackId: string;
  /** The conversation that is open. */
  readonly channel: string;
  /** The message, for a shortcut of messages. */
  readonly ts?: string;
}

/** A person opens a tab of the app. The app is told, if it subscribes to `app_home_opened`. */
export interface Open {
  readonly as: string;
  readonly tab: 'home' | 'messages' | 'about';
}

export type Receipt =
  | {
      readonly ok: true /** Names the interaction in a later `settled` change. */;
      readonly interaction: string;
    }
  /** The client's own refusal, for example a required input that is empty: nothing was sent to the bot. */
  | { readonly ok: false; readonly error: string; readonly errors?: Readonly<Record<string, string>> };
