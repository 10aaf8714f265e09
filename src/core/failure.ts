/** What can go wrong beyond our control; each has its sentence for people where it is shown. */
export const failureCodes = [
  'aws_denied',
  'aws_endpoint_unknown',
  'aws_credentials',
  'aws_throttled',
  'aws_unreachable',
  'aws_unintelligible',
  'aws_rejected',
  'aws_unanswered',
  'slack_unreachable',
  'slack_refused',
  'audit_unwritable',
  'store_unavailable',
  'blocks_unavailable',
  'taken_over',
  'interrupted',
  'unexpected',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/**
 * The one error class: adapters translate what they catch into it at the border.
 * `message` is for the log; people read the sentence of the code.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Reads any thrown value as a failure, so that nothing goes unnamed. */
export function failureFrom(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('unexpected', thrown instanceof Error ? thrown.message : String(thrown), {
    cause: thrown,
  });
}
