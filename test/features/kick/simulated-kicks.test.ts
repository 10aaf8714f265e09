import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../emulators/ec2/model/random.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, omar } from '../../doubles/an-app.ts';
import { MemoryJobQueue } from '../../doubles/memory-job-queue.ts';
import { MemoryMessageStore } from '../../doubles/memory-message-store.ts';
import { MemoryVpn } from '../../doubles/memory-vpn.ts';
import { SimulatedClock } from '../../doubles/simulated-clock.ts';
import { MemoryPoster } from '../../slack/memory-poster.ts';
import { aKickOrder } from './a-kick-order.ts';
import { type Outside, startProcess } from './simulated-process.ts';

const seeds = 400;
const underWay = /^(?:Terminating|Termination of) [\d,]+ /;

test('no message shows a kick as in progress for ever, whatever crashes and failed writes occur', async () => {
  const left: string[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const texts = await textsAfter(createRandom(seed));
    left.push(...texts.filter((text) => underWay.test(text)).map((text) => `seed ${seed}: ${text}`));
  }

  expect(left).toEqual([]);
});

/** What the messages say in the end of one or two kicks of the same person, by processes of which all but the last die. */
async function textsAfter(random: Random): Promise<readonly string[]> {
  const outside = anOutside(random);
  const { clock } = outside;
  const first = startProcess('process 0', outside);
  void kick(first.app, aKickOrder()).catch(() => {});
  if (random.chance(0.4)) {
    await clock.pass(random.below(1_500));
    void kick(first.app, aKickOrder({ requester: aRequester(omar, 'C0SECOPS') })).catch(() => {});
  }
  await clock.pass(random.below(6_000 + 8 * outside.slowMs));
  first.kill();

  for (let further = random.below(3); further > 0; further -= 1) {
    const next = startProcess(`process ${further}`, outside);
    await clock.pass(random.chance(0.5) ? 2_000 : 15_000 + random.below(6_000));
    next.kill();
  }
  const last = startProcess('the last process', outside);
  do await clock.pass(secondsToMilliseconds(10));
  while ((await outside.app.jobs.ofKind('kick')).length > 0);
  last.kill();
  return finalTexts(outside.poster);
}

function anOutside(random: Random): Outside & { readonly poster: MemoryPoster } {
  const clock = new SimulatedClock();
  const other = random.chance(0.5) ? anEndpoint() : lab;
  const connections = [
    aConnection({ id: connectionId('cvpn-connection-1a') }),
    aConnection({ id: connectionId('cvpn-connection-1b'), endpointId: other.id }),
  ];
  const vpn = new MemoryVpn(clock, connections);
  vpn.takeToEnd(600);
  return {
    app: { ...anApp(), vpn, jobs: new MemoryJobQueue(clock), clock },
    clock,
    poster: new MemoryPoster(),
    memory: new MemoryMessageStore(),
    random,
    slowMs: 20 + random.below(600),
    failing: 0.1,
  };
}

/** The last text of each message. */
function finalTexts({ sent }: MemoryPoster): readonly string[] {
  const texts = new Map<string, string>();
  for (const [index, { how, place, text }] of sent.entries())
    texts.set(how === 'post' ? `${place} ts-${index + 1}` : place, text);
  return [...texts.values()];
}
