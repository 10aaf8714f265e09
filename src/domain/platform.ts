/** Names of operating systems, by what VPN clients report as their platform (OpenVPN's `IV_PLAT`). */
const platformNames: Readonly<Record<string, string>> = {
  android: 'Android',
  ios: 'iOS',
  linux: 'Linux',
  mac: 'macOS',
  win: 'Windows',
};

/** Returns the name of a client's operating system, or the text that the client reported if it is another. */
export function platformName(platform: string): string {
  return Object.hasOwn(platformNames, platform) ? (platformNames[platform] ?? platform) : platform;
}
