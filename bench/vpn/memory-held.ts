import { setTimeout } from 'node:timers/promises';
import type { TestWorkspace } from '../../test/e2e/support/test-workspace.ts';
import { ask } from '../figure.ts';
import { type EmulatedVpn, named } from './emulated-vpn.ts';
import { openLargeWorkspace, residentMb, wholeLists } from './large-workspace.ts';
import { repeated, rounds } from './rounds.ts';

/** Past the age at which a list is read again. */
const staleMs = 15_500;
const settlesMs = 3_000;

const rows = [
  { question: 'memory with 126,000 connections, above idle', unit: 'MB', bound: 60, judgedBy: 'worst' },
  { question: 'the same after they were read three times again', unit: 'MB', bound: 60, judgedBy: 'worst' },
] as const;

/** How much more memory does the bot take with 126,000 connections? Five bots side by side: it is no question of time. */
export function memoryHeld(vpn: EmulatedVpn) {
  return ask(rows, async () => {
    // One after the other, since starting up is work; then side by side, since most of the rest is waiting.
    const companies = await repeated(rounds, () => openLargeWorkspace(vpn));
    const held = await Promise.all(companies.map(heldByOne));
    const note = `idle ${held.map(({ idle }) => idle.toFixed(0)).join(', ')} MB`;
    return [
      { measured: held.map(({ idle, first }) => first - idle), note },
      { measured: held.map(({ idle, last }) => last - idle) },
    ];
  });
}

async function heldByOne(workspace: TestWorkspace) {
  try {
    const place = workspace.as('helga').in('helpdesk');
    // Idle is who has worked before: the SDK is there, and no list is.
    await place.asks(`/vpn who @bob on ${named.name}`);
    await setTimeout(settlesMs);
    const idle = await residentMb(workspace);

    const afterReading = async () => {
      await wholeLists([place], (helpdesk) => helpdesk.types(`/vpn who on ${named.name}`));
      await setTimeout(settlesMs);
      return residentMb(workspace);
    };
    const first = await afterReading();
    let last = first;
    for (let again = 0; again < 3; again += 1) {
      await setTimeout(staleMs);
      last = await afterReading();
    }
    return { idle, first, last };
  } finally {
    await workspace.close();
  }
}
