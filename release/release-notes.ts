/**
 * Returns what CHANGELOG.md says about a version, without its heading.
 *
 * @param version For example `1.0.0`. The heading may add a date: `## 1.0.0 (2026-11-30)`.
 * @returns Undefined if the changelog has no such section, or an empty one.
 */
export function releaseNotes(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const ofVersion = sections.find((section) => section.split(/\s/, 1)[0] === version);
  return ofVersion?.slice(ofVersion.indexOf('\n') + 1).trim() || undefined;
}
