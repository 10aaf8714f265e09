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
  'names',
  'approvers',
  'break-glass',
  'endpoint',
  'connect-handler',
  'authorization-policy',
  'expiry',
  'connection-log',
  'aws-look',
  'aws-end',
  'store',
  'record',
  'history',
  'block-list',
  'queue',
  'probe',
] as const;
type CheckName = (typeof checkNames)[number];

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

/** Builds the findings of one check about one subject. A fix is given as its step, or with what to type exactly. */
export interface Subject {
  readonly subject: string;
  ok(says: string): Finding;
  warning(says: string, fix: string | Fix): Finding;
  wrong(says: string, fix: string | Fix): Finding;
}

/** @param subject What is checked: a channel, an endpoint, a file. */
export function about(check: CheckName, subject: string): Subject {
  const withFix = (verdict: FindingLevel) => (says: string, fix: string | Fix) => ({
    check,
    subject,
    verdict,
    says,
    fix: typeof fix === 'string' ? { step: fix } : fix,
  });
  return {
    subject,
    ok: (says) => ({ check, subject, verdict: 'ok', says }),
    warning: withFix('warning'),
    wrong: withFix('wrong'),
  };
}

/** Counts the findings of each verdict. */
export function tallyOf(findings: readonly Finding[]): Readonly<Record<FindingLevel, number>> {
  const count = (wanted: FindingLevel) => findings.filter(({ verdict }) => verdict === wanted).length;
  return { ok: count('ok'), warning: count('warning'), wrong: count('wrong') };
}
