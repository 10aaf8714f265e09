/** The operating system's or network's error that underlies a library's error. */
export type SystemTrouble =
  /** A file that could not be read. */
  | { readonly kind: 'file'; readonly path: string | undefined; readonly why: string }
  | {
      readonly kind: 'network';
      readonly why: NetworkTrouble;
      /** The host, if the error contains it. */
      readonly host: string | undefined;
    };

export type NetworkTrouble =
  /** The host's name could not be resolved. */
  | 'dns'
  /** Nothing listens there, or a firewall rejects the connection. */
  | 'refused'
  /** There is no route to the host. */
  | 'unroutable'
  /** TLS negotiation failed, or the certificate is not trusted. */
  | 'tls'
  /** There was no response in time. */
  | 'timeout'
  /** A proxy refused the connection. */
  | 'proxy'
  /** The connection was interrupted. */
  | 'broken';

/** Libraries wrap errors in errors; no deeper nesting than this has been seen. */
const maxWrapped = 6;

/** Finds the system error in an error or its causes; undefined if there is none. */
export function systemTroubleOf(thrown: unknown): SystemTrouble | undefined {
  for (const { code, syscall, path, host, name } of errorsIn(thrown)) {
    if (isOfFile(code, syscall)) return { kind: 'file', path, why: fileTexts.get(code) ?? code };
    const why = networkTroubleOf(code) ?? (timeouts.includes(name) ? 'timeout' : undefined);
    if (why !== undefined) return { kind: 'network', why, host };
  }
  return undefined;
}

/**
 * Describes a system error for operators: the file's path or the host's name, the error, and the setting that names
 * the file or host.
 */
export function troubleText(trouble: SystemTrouble, setting?: string): string {
  const place = trouble.kind === 'file' ? (trouble.path ?? 'a file') : trouble.host;
  const why = trouble.kind === 'file' ? trouble.why : networkTexts[trouble.why];
  return `${place === undefined ? '' : `${place}: `}${why}${setting === undefined ? '' : ` (${setting})`}`;
}

const networkTexts = {
  dns: 'the name can’t be resolved',
  refused: 'the connection was refused',
  unroutable: 'there is no route to it',
  tls: 'TLS failed, or its certificate isn’t trusted',
  timeout: 'no response in time',
  proxy: 'a proxy refused the connection',
  broken: 'the connection was lost',
} as const satisfies Record<NetworkTrouble, string>;

const fileTexts: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it’s a folder'],
  ['ENOTDIR', 'part of its path isn’t a folder'],
]);

/** Returns the text to append to a message that does not contain it; empty if the error has no setting. */
export function settingText(trouble: SystemTrouble | undefined, setting: string | undefined): string {
  return trouble === undefined || setting === undefined ? '' : `: ${troubleText(trouble, setting)}`;
}

/** System calls that Node makes for files; `connect` reports some of the same codes. */
const fileCalls = ['open', 'read', 'stat', 'lstat', 'access', 'scandir', 'readlink', 'realpath'];

function isOfFile(code: string, syscall: string): boolean {
  return fileCalls.includes(syscall) || (syscall === '' && fileTexts.has(code));
}

/** https://nodejs.org/api/errors.html#common-system-errors, https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function networkTroubleOf(code: string): NetworkTrouble | undefined {
  if (/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/.test(code)) return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/^(EHOST|ENET)(UNREACH|DOWN)$|^EADDRNOTAVAIL$/.test(code)) return 'unroutable';
  if (/^(E|ESOCKET)TIMEDOUT$|^UND_ERR_\w*TIMEOUT$/.test(code)) return 'timeout';
  if (/^ERR_PROXY_/.test(code)) return 'proxy';
  if (/^ERR_(TLS|SSL)_|CERT|^UNABLE_TO_|^(HOSTNAME_MISMATCH|INVALID_PURPOSE|EPROTO)$/.test(code))
    return 'tls';
  if (/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ENOTCONN)$/.test(code)) return 'broken';
  return undefined;
}

const timeouts = ['TimeoutError', 'AbortError'];

/** The fields that Node's system errors have; a field of another type counts as empty. */
interface SystemError {
  readonly name: string;
  readonly code: string;
  readonly syscall: string;
  readonly path: string | undefined;
  readonly host: string | undefined;
}

/** The error and the errors it wraps; of several parallel attempts, the first. */
function errorsIn(thrown: unknown): readonly SystemError[] {
  const found: SystemError[] = [];
  let current = thrown;
  while (current instanceof Error && found.length < maxWrapped) {
    found.push(systemErrorFrom(current));
    const { cause, original, errors }: Error & { original?: unknown; errors?: unknown } = current;
    current = cause ?? original ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return found;
}

function systemErrorFrom(error: Error): SystemError {
  const textOf = (field: string) => {
    const value: unknown = Reflect.get(error, field);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const host = textOf('hostname') ?? textOf('host') ?? textOf('address');
  const port: unknown = Reflect.get(error, 'port');
  return {
    name: error.name,
    code: textOf('code') ?? '',
    syscall: textOf('syscall') ?? '',
    path: textOf('path'),
    host: host !== undefined && typeof port === 'number' ? `${host}:${port}` : host,
  };
}
