import type { SchemaVersion } from './connect-event.ts';

/** Why a connection is allowed or denied. */
export type ConnectVerdict =
  | 'allowed'
  | 'turned_away'
  | 'allowed_unread'
  | 'turned_away_unread'
  | 'malformed';

/** What VPN clients show, at most 255 characters. It reveals neither the reason for a block nor when it ends. */
const messages = {
  allowed: '',
  allowed_unread: '',
  turned_away: 'Access to this VPN is blocked. Please contact your administrator.',
  turned_away_unread: 'Connections cannot be checked just now. Please try again in a few minutes.',
  malformed: 'Error establishing connection. Please contact your administrator.',
} as const satisfies Record<ConnectVerdict, string>;

/** The answer has exactly four fields. AWS treats a response of any other shape as a denial, whoever it is for. */
export type ConnectAnswer = {
  readonly allow: boolean;
  readonly 'posture-compliance-statuses': readonly string[];
  readonly 'schema-version': SchemaVersion;
} & (
  | { readonly 'error-msg-on-denied-connection': string }
  /** The name of the field in `v1`. */
  | { readonly 'error-msg-on-failed-posture-compliance': string }
);

/** Creates the answer, with the field names of the event's version. */
export function connectAnswer(verdict: ConnectVerdict, version: SchemaVersion): ConnectAnswer {
  const message = messages[verdict];
  return {
    allow: verdict === 'allowed' || verdict === 'allowed_unread',
    ...(version === 'v1'
      ? { 'error-msg-on-failed-posture-compliance': message }
      : { 'error-msg-on-denied-connection': message }),
    'posture-compliance-statuses': [],
    'schema-version': version,
  };
}
