/**
 * Reads the function's name from the path of an Invoke, which may name it, its ARN, or either with a qualifier.
 * Undefined for every other request.
 */
export function parsePath(method: string | undefined, url: string | undefined): string | undefined {
  const path = new URL(url ?? '/', 'http://lambda').pathname;
  const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
  if (method !== 'POST' || encoded === undefined) return undefined;

  const named = decodeURIComponent(encoded);
  const [, name] =
    /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?([\w-]{1,64})(?::[\w$-]+)?$/.exec(named) ?? [];
  return name;
}
