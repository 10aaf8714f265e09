import { type SystemTrouble, systemTroubleOf } from './system-trouble.ts';

/** What can go wrong outside of Bouncer's control. Each code has a sentence for people where it is shown. */
export const failureCodes = [
  'aws_denied',
  'aws_endpoint_unknown',
  'aws_credentials',
  'aws_credentials_missing',
  'aws_credentials_unreadable',
  'aws_throttled',
  'aws_unreachable',
  'aws_unintelligible',
  'aws_rejected',
  'aws_too_many_at_once',
  'aws_unanswered',
  'slack_unreachable',
  'slack_unintelligible',
  'slack_refused',
  'slack_credentials',
  'slack_throttled',
  'slack_unknown',
  'audit_unwritable',
  'store_unavailable',
  'store_locked',
  'store_full',
  'store_unanswered',
  'store_throttled',
  'store_unconfirmed',
  'blocks_unavailable',
  'history_unavailable',
  'taken_over',
  'interrupted',
  'unexpected',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** Returns whether Bouncer's own store failed. If it fails before an action, the action is not performed. */
export function isOfStore(code: FailureCode): boolean {
  return code === 'audit_unwritable' || code.startsWith('store_');
}

export interface FailureOptions extends ErrorOptions {
  /** Derived from the cause by default. */
  readonly trouble?: SystemTrouble | undefined;
  readonly setting?: string | undefined;
}

/**
 * The only error class: adapters translate foreign errors into it. `message` is for the log; people see the sentence
 * for the code.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  /** The file or host that caused a system error, if one did. It contains no secret, so doctor may show it. */
  readonly trouble: SystemTrouble | undefined;
  /** The setting that names the file or host. */
  readonly setting: string | undefined;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.code = code;
    this.trouble = options.trouble ?? systemTroubleOf(options.cause);
    this.setting = options.setting;
  }
}

/** Converts any thrown value to a failure, so that every error has a code. */
export function failureFrom(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('unexpected', thrown instanceof Error ? thrown.message : String(thrown), {
    cause: thrown,
  });
}
