/**
 * A request as API Gateway's HTTP API passes it to the function.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (2.0)
 */
export interface HttpEvent {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Returns the bytes of the body, which are what Slack signed, whatever their encoding in the event.
 *
 * @returns Undefined for a larger body; one that is clearly too large is not decoded at all.
 */
export function bytesOf({ body = '', isBase64Encoded }: HttpEvent, mostBytes: number): Buffer | undefined {
  // A character of text is at least one byte; four characters of base64 are three bytes, or up to two fewer at the end.
  const leastBytes = isBase64Encoded ? (body.length / 4) * 3 - 2 : body.length;
  if (leastBytes > mostBytes) return undefined;

  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return bytes.length > mostBytes ? undefined : bytes;
}

/** Acknowledges a request; Slack shows nothing for it. */
export const received: HttpAnswer = { statusCode: 200, body: '' };

export function jsonAnswer(content: object): HttpAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(content),
  };
}

export function refused(statusCode: 400 | 401 | 413 | 500): HttpAnswer {
  return { statusCode, body: '' };
}
