import { type SystemTrouble, systemTroubleOf } from './system-trouble.ts';

/** What can go wrong beyond our control; each has its sentence for people where it is shown. */
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
  'taken_over',
  'interrupted',
  'unexpected',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** Whether it was the bot's own store that failed: before an act, nothing is done then. */
export function isOfStore(code: FailureCode): boolean {
  return code === 'audit_unwritable' || code.startsWith('store_');
}

export interface FailureOptions extends ErrorOptions {
  /** Read from the cause, where it is not given. */
  readonly trouble?: SystemTrouble | undefined;
  readonly setting?: string | undefined;
}

/**
 * The one error class: adapters translate what they catch into it at the border.
 * `message` is for the log; people read the sentence of the code.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  /** The file or host that the system said no to, where it was one; it holds no secret, so that doctor may show it. */
  readonly trouble: SystemTrouble | undefined;
  /** The setting that leads there. */
  readonly setting: string | undefined;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.code = code;
    this.trouble = options.trouble ?? systemTroubleOf(options.cause);
    this.setting = options.setting;
  }
}

/** Reads any thrown value as a failure, so that nothing goes unnamed. */
export function failureFrom(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('unexpected', thrown instanceof Error ? thrown.message : String(thrown), {
    cause: thrown,
  });
}
