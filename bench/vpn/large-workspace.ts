import { eventually } from '../../test/e2e/support/eventually.ts';
import type { Place } from '../../test/e2e/support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from '../../test/e2e/support/test-workspace.ts';
import { crowdOf } from '../crowd.ts';
import { awsEnvironment, certified, type EmulatedVpn, named } from './emulated-vpn.ts';

/** Acme with a bot of its own on an emulated VPN of any size. */
export function openLargeWorkspace(
  vpn: EmulatedVpn,
  environment: Readonly<Record<string, string>> = {},
): Promise<TestWorkspace> {
  return openTestWorkspace({
    config: { endpoints: [named, certified] },
    environment: { ...awsEnvironment(vpn), ...environment },
  });
}

/** Waits until the bot knows the endpoints, so that nobody waits for the first scan. */
export async function warmUp(workspace: TestWorkspace): Promise<void> {
  await wholeLists(crowdOf(workspace, 1), (place) => place.types('/vpn who'));
}

/** Does something at each place at once, and waits until as many more lists stand there that are whole. */
export async function wholeLists(
  places: readonly Place[],
  deed: (place: Place) => Promise<unknown>,
): Promise<void> {
  const standing = async () => {
    const messages = await Promise.all([...new Set(places)].map((place) => place.messages()));
    return messages.flat().filter(({ text }) => wholeTitle.test(text)).length;
  };
  const before = await standing();
  await Promise.all(places.map(deed));
  const areThere = async () => ((await standing()) < before + places.length ? undefined : true);
  await eventually(`${places.length} whole lists`, areThere, 60_000);
}

/** A list that is still being read says `so far`. */
const wholeTitle = /^[\d,]+ connections$/m;

/** Resident memory of the bot's process, in MB, as its own metrics tell. */
export async function residentMb(workspace: TestWorkspace): Promise<number> {
  const metrics = await (await fetch(`${workspace.bot().address}/metrics`)).text();
  const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(metrics) ?? [];
  return Number(bytes) / 1024 / 1024;
}
