/** From where and with what a client connects. */
export interface ClientDevice {
  readonly publicIp: string;
  /** `win`, `mac` or `linux`. */
  readonly platform: string;
  /** Reported by Windows clients only. */
  readonly platformVersion: string | null;
  readonly openvpnVersion: string;
}

/** The same client always has the same address and device. */
export function deviceOf(commonName: string): ClientDevice {
  const platform = platforms[hash(commonName) % platforms.length] ?? 'win';
  return {
    publicIp: `203.0.113.${1 + (hash(commonName) % 254)}`,
    platform,
    platformVersion: platform === 'win' ? '10.0.22631' : null,
    openvpnVersion: '2.5.9',
  };
}

const platforms = ['win', 'mac', 'linux'];

function hash(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
}
