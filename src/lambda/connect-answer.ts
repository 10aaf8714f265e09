import type { SchemaVersion } from './connect-event.ts';

/** Why somebody is let in, or not. */
export type ConnectVerdict =
  | 'allowed'
  | 'turned_away'
  | 'allowed_unread'
  | 'turned_away_unread'
  | 'malformed';

/** What clients show, 255 characters at most. It tells nobody that they were found out, or when to come back. */
const messages = {
  allowed: '',
  allowed_unread: '',
  turned_away: 'Access to this VPN is blocked. Please contact your administrator.',
  turned_away_unread: 'Connections cannot be checked just now. Please try again in a few minutes.',
  malformed: 'Error establishing connection. Please contact your administrator.',
} as const satisfies Record<ConnectVerdict, string>;

/** Exactly four fields; a response of another shape is taken for a refusal, whoever it is for. */
export type ConnectAnswer = {
  readonly allow: boolean;
  readonly 'posture-compliance-statuses': readonly string[];
  readonly 'schema-version': SchemaVersion;
} & (
  | { readonly 'error-msg-on-denied-connection': string }
  /** What the first version calls it. */
  | { readonly 'error-msg-on-failed-posture-compliance': string }
);

/** Answers in the words of the version that was asked in. */
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
