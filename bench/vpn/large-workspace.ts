import { eventually } from '../../test/e2e/support/eventually.ts';
import type { Place } from '../../test/e2e/support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from '../../test/e2e/support/test-workspace.ts';
import { crowdOf } from '../crowd.ts';
import { awsEnvironment, certified, type EmulatedVpn, named } from './emulated-vpn.ts';

/** Acme with its own bot on an emulated VPN of any size. */
export function openLargeWorkspace(
  vpn: EmulatedVpn,
  environment: Readonly<Record<string, string>> = {},
): Promise<TestWorkspace> {
  return openTestWorkspace({
    config: { endpoints: [named, certified] },
    environment: { ...awsEnvironment(vpn), ...environment },
  });
}

/** Waits until the bot has scanned the endpoints, so that the first scan is not measured. */
export async function warmUp(workspace: TestWorkspace): Promise<void> {
  await wholeLists(crowdOf(workspace, 1), (place) => place.types('/vpn who'));
}

/** Acts at each place at once, then waits for as many more complete lists. */
export async function wholeLists(
  places: readonly Place[],
  act: (place: Place) => Promise<unknown>,
): Promise<void> {
  const countWhole = async () => {
    const messages = await Promise.all([...new Set(places)].map((place) => place.messages()));
    return messages.flat().filter(({ text }) => wholeTitle.test(text)).length;
  };
  const before = await countWhole();
  await Promise.all(places.map(act));
  const areThere = async () => ((await countWhole()) < before + places.length ? undefined : true);
  await eventually(`${places.length} whole lists`, areThere, 60_000);
}

/** The title of an incomplete list has `so far`. */
const wholeTitle = /^[\d,]+ connections$/m;

/** Resident memory of the bot's process, in MB, from its own metrics. */
export async function residentMb(workspace: TestWorkspace): Promise<number> {
  const metrics = await (await fetch(`${workspace.bot().address}/metrics`)).text();
  const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(metrics) ?? [];
  return Number(bytes) / 1024 / 1024;
}
