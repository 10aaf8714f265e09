import { Ec2Clients } from '../../aws/ec2-clients.ts';
import { type ListedEndpoint, listEndpoints } from '../../aws/list-endpoints.ts';
import type { Environment } from '../../config/environment.ts';
import { awsRegions, regionMeant } from '../../domain/aws-regions.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type ChannelGrant, channelGrants } from '../../domain/rules.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { remedyFor } from '../../features/doctor/attempt.ts';
import type { JoinedChannel } from '../../slack/list-joined-channels.ts';
import { systemClock } from '../system-clock.ts';
import type { ChosenSettings } from './config-text.ts';
import { type Questions, WrongChoice } from './questions.ts';

/** What the command line answers already; the rest is asked. */
export interface InitOptions {
  readonly region: readonly string[];
  readonly endpoint: readonly string[];
  /** Each as `ID=GRANT,GRANT`. */
  readonly channel: readonly string[];
  readonly audit?: string | undefined;
  readonly dynamodb?: string | undefined;
}

/**
 * Lets the operator choose among the Client VPN endpoints of some Regions.
 *
 * @throws {WrongChoice} @throws {Unanswered}
 */
export async function chooseEndpoints(
  environment: Environment,
  options: Pick<InitOptions, 'region' | 'endpoint'>,
  questions: Questions,
): Promise<ChosenSettings['endpoints']> {
  const usual = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const listed =
    options.region.length > 0
      ? await listAll(options.region.flatMap(wordsIn))
      : await questions.ask(
          'AWS Regions with Client VPN endpoints',
          '--region',
          (answer) => listAll(wordsIn(answer)),
          usual,
        );

  const rows = listed.map(
    ({ id, region, label, status }, at) =>
      `  ${at + 1}  ${label ?? '(no name)'}  ${id}  ${region}  ${status}`,
  );
  process.stderr.write(`${rows.join('\n')}\n`);
  const meant = (words: readonly string[]) =>
    words.includes('all') ? listed : words.map((word) => endpointFor(word, listed));
  const chosen =
    options.endpoint.length > 0
      ? meant(options.endpoint)
      : await questions.ask(
          'Endpoints that Bouncer manages, by number',
          '--endpoint',
          (answer) => meant(wordsIn(answer)),
          'all',
        );
  return withNames(chosen);
}

/** @throws {WrongChoice} If there is none. */
async function listAll(regions: readonly string[]): Promise<readonly ListedEndpoint[]> {
  const clients = new Ec2Clients({ clock: systemClock, random: Math.random });
  const lists = await Promise.all(
    [...new Set(regions)].map(async (region) => {
      if (!awsRegions.includes(region)) {
        const meant = regionMeant(region);
        throw new WrongChoice(`${region} is no Region of AWS${meant ? `. Did you mean ${meant}?` : '.'}`);
      }
      return listEndpoints(clients, region).catch((error: unknown) => {
        throw new WrongChoice(refusedText(error, region));
      });
    }),
  );
  const listed = lists.flat();
  if (listed.length > 0) return listed;
  throw new WrongChoice(
    `There is no Client VPN endpoint in ${regions.join(', ')} in this account. Check whose credentials these are (aws sts get-caller-identity), and name other Regions with --region.`,
  );
}

function refusedText(error: unknown, region: string): string {
  const failure = failureFrom(error);
  const { says, fix } = remedyFor(failure);
  const step =
    failure.code === 'aws_denied'
      ? 'give the role or user this statement: {"Effect":"Allow","Action":"ec2:DescribeClientVpnEndpoints","Resource":"*"}'
      : `${fix.step}${fix.exact === undefined ? '' : `: ${fix.exact}`}`;
  return `Nothing was written: the endpoints of ${region} couldn’t be listed: ${says}.\n→ ${step}`;
}

function endpointFor(word: string, listed: readonly ListedEndpoint[]): ListedEndpoint {
  const found = listed[Number(word) - 1] ?? listed.find(({ id }) => id === word);
  if (found !== undefined) return found;
  throw new WrongChoice(
    `There is no endpoint ${word}. Answer with numbers from 1 to ${listed.length}, or all.`,
  );
}

/** Gives each endpoint a name that people can type in a command. */
function withNames(endpoints: readonly ListedEndpoint[]): ChosenSettings['endpoints'] {
  const named: { id: ListedEndpoint['id']; name: string; region: string }[] = [];
  for (const { id, label, region } of new Set(endpoints)) {
    const wanted = typeable(label ?? region);
    const isTaken = (name: string) => named.some((other) => isSameName(other.name, name));
    let name = wanted;
    for (let number = 2; isTaken(name); number += 1) name = `${wanted}-${number}`;
    named.push({ id, name, region });
  }
  return named;
}

function typeable(label: string): string {
  const name = label
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[._-]+|-+$/g, '')
    .slice(0, 36);
  return ['', 'on', 'all'].includes(name.toLowerCase()) ? 'vpn' : name;
}

/**
 * Lets the operator decide what may be done in which of the channels that Bouncer was invited to, and where actions are
 * announced. Nothing is granted unasked.
 *
 * @throws {WrongChoice} @throws {Unanswered}
 */
export async function chooseChannels(
  joined: readonly JoinedChannel[],
  handle: string,
  options: Pick<InitOptions, 'channel' | 'audit'>,
  questions: Questions,
): Promise<Pick<ChosenSettings, 'channels' | 'audit'>> {
  if (joined.length === 0)
    throw new WrongChoice(
      `${handle} is in no channel yet. Type “/invite ${handle}” in the channels where it is to be used and in the one for the audit log, and run init again.`,
    );
  const channels =
    options.channel.length > 0
      ? options.channel.map((text) => channelFrom(text, joined))
      : await askForGrants(joined, questions);
  const audit =
    options.audit === undefined
      ? await questions.ask('Channel in which every action is announced', '--audit', (answer) =>
          joinedChannel(answer, joined),
        )
      : joinedChannel(options.audit, joined);
  return { channels, audit };
}

function channelFrom(text: string, joined: readonly JoinedChannel[]): ChosenSettings['channels'][number] {
  const [, id = '', grants = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (id === '')
    throw new WrongChoice(`--channel ${text} isn’t ID=GRANT,GRANT, such as C0HELPDESK=see,kick.`);
  const { name, id: known } = joinedChannel(id, joined);
  return { id: known, name, allow: grantsFrom(grants) };
}

async function askForGrants(
  joined: readonly JoinedChannel[],
  questions: Questions,
): Promise<ChosenSettings['channels']> {
  process.stderr.write(`What may everyone in these channels do? ${channelGrants.join(', ')}\n`);
  const asked: ChosenSettings['channels'][number][] = [];
  for (const { id, name, isPrivate } of joined) {
    const kind = isPrivate ? 'private' : 'public: nobody can terminate connections there';
    const allow = await questions.ask(`  #${name} (${kind})`, '--channel', grantsFrom, 'nothing');
    if (allow.length > 0) asked.push({ id, name, allow });
  }
  return asked;
}

function grantsFrom(text: string): readonly ChannelGrant[] {
  return wordsIn(text)
    .filter((word) => word !== 'nothing')
    .map((word) => {
      const grant = channelGrants.find((one) => one === word);
      if (grant === undefined)
        throw new WrongChoice(
          `“${word}” is nothing that can be granted. These are: ${channelGrants.join(', ')}.`,
        );
      return grant;
    });
}

function joinedChannel(text: string, joined: readonly JoinedChannel[]): JoinedChannel {
  const name = text.replace(/^#/, '');
  const found = joined.find((channel) => channel.id === text || channel.name === name);
  if (found !== undefined) return found;
  const known = joined.map((channel) => `#${channel.name} (${channel.id})`).join(', ');
  throw new WrongChoice(`Bouncer isn’t in ${text}. It was invited to ${known}.`);
}

function wordsIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
