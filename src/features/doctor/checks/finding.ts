/** The checks of `doctor`, in the order of its output. */
export const checkNames = [
  'config',
  'bot-token',
  'scopes',
  'app-token',
  'signing-secret',
  'command',
  'clock',
  'channel',
  'audit-channel',
  'people',
  'break-glass',
  'endpoint',
  'connect-handler',
  'authorization-policy',
  'expiry',
  'aws-look',
  'aws-end',
  'store',
  'record',
  'block-list',
  'queue',
  'probe',
] as const;
export type CheckName = (typeof checkNames)[number];

/** A warning can be left as it is; something `wrong` keeps people from using a function. */
export type FindingLevel = 'ok' | 'warning' | 'wrong';

/** What one check found. */
export interface Finding {
  readonly check: CheckName;
  /** What was checked: a channel, an endpoint, a file. */
  readonly subject: string;
  readonly verdict: FindingLevel;
  /** One sentence, which never contains a secret. */
  readonly says: string;
  /** Absent when there is nothing to fix. */
  readonly fix?: Fix;
}

export interface Fix {
  /** What to do, as one sentence. */
  readonly step: string;
  /** What to type or paste, exactly. */
  readonly exact?: string;
}

/** What was checked, and by which check. */
export type CheckSubject = Pick<Finding, 'check' | 'subject'>;

export function ok(looked: CheckSubject, says: string): Finding {
  return { ...looked, verdict: 'ok', says };
}

export function warning(looked: CheckSubject, says: string, fix: Fix): Finding {
  return { ...looked, verdict: 'warning', says, fix };
}

export function wrong(looked: CheckSubject, says: string, fix: Fix): Finding {
  return { ...looked, verdict: 'wrong', says, fix };
}

/** Counts the findings of each verdict. */
export function tallyOf(findings: readonly Finding[]): Readonly<Record<FindingLevel, number>> {
  const count = (wanted: FindingLevel) => findings.filter(({ verdict }) => verdict === wanted).length;
  return { ok: count('ok'), warning: count('warning'), wrong: count('wrong') };
}
