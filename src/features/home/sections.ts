import type { Approval } from '../../domain/approval.ts';
import type { Block } from '../../domain/block.ts';
import { approvalMessageKey, blockMessageKey, kickMessageKey } from '../../domain/message-keys.ts';
import type { Requester } from '../../policy/load-access.ts';
import { ownNamelessView } from '../../slack/command/messages.ts';
import type { MessageLinks } from '../../slack/message-links.ts';
import { kicksOfBlock } from '../kick/block-then-kick.ts';
import { namesBlocks } from '../names/names-message.ts';
import { personNames } from '../names/person-names.ts';
import { me } from '../who/who.ts';
import { endpointHealth, visibleEndpoints } from './endpoint-health.ts';
import type { HomeSection, HomeViewer } from './home-section.ts';
import {
  actsBlocks,
  approvalsBlocks,
  blocksBlocks,
  directMessageName,
  healthBlocks,
  maxLinked,
  ownBlocks,
  rightsBlocks,
} from './messages.ts';
import { ownActs } from './own-acts.ts';
import { pendingApprovals } from './pending-approvals.ts';
import { visibleBlocks } from './visible-blocks.ts';

const ownConnections: HomeSection = {
  title: 'Your connections',
  isForEveryone: true,
  async show({ app, names }, viewer) {
    if (!app.rules.everyoneMaySelf) return undefined;
    const request = { requester: requesterOf(viewer), audience: 'requester' } as const;
    const { freshness } = viewer;
    // The list of everyone costs EC2 nothing. EC2 is asked for the person only while a first list is being read, or if
    // they just acted; not during an outage, when it would hardly answer, and every tab would ask.
    const listed =
      freshness.age === 'newest' ? undefined : await me(app, { ...request, freshness, narrows: false });
    const isRead =
      listed !== undefined && !(listed.kind === 'listed' && listed.connectionList.reading.length > 0);
    const result = isRead ? listed : await me(app, { ...request, freshness });
    switch (result.kind) {
      case 'listed': {
        const { connectionList, notOwn } = result;
        return ownBlocks(connectionList, notOwn, names);
      }
      case 'nameless':
        return ownNamelessView(result).blocks;
      default:
        return undefined;
    }
  },
};

/** What is pressed on the tab, and looked up for it, counts as asked for in the direct message. */
function requesterOf({ person, place }: HomeViewer): Requester {
  return { person: person.id, team: undefined, channel: place, channelName: directMessageName };
}

const rights: HomeSection = {
  title: 'What you can do',
  isForEveryone: true,
  show: async ({ app: { rules }, names }, { channels }) =>
    rightsBlocks(await channels, { maySelf: rules.everyoneMaySelf, names }),
};

const health: HomeSection = {
  title: 'Endpoints',
  isForEveryone: false,
  async show({ app }, { channels, freshness }) {
    const seen = visibleEndpoints(app.rules, app.rules.everyoneMaySeeHealth ? [] : await channels);
    return seen.length === 0 ? undefined : healthBlocks(await endpointHealth(app, seen, freshness));
  },
};

const approvals: HomeSection = {
  title: 'Waiting for approval',
  isForEveryone: false,
  async show({ app, links }, viewer) {
    const waiting = await pendingApprovals(app, await viewer.channels);
    if (waiting.length === 0) return undefined;
    return approvalsBlocks(
      await Promise.all(waiting.map((approval) => linked(links, approval))),
      viewer.person.id,
    );
  },
};

async function linked(links: MessageLinks, approval: Approval) {
  return { approval, link: await links.linkTo([approvalMessageKey(approval.correlation)]) };
}

const blocks: HomeSection = {
  title: 'Blocks',
  isForEveryone: false,
  async show({ app, links, names }, viewer) {
    const seen = await visibleBlocks(app, viewer, await viewer.channels);
    if (seen === undefined) return undefined;
    const linkOf = ({ correlation }: Block) =>
      links.linkTo([blockMessageKey(correlation), ...kicksOfBlock(correlation).map(kickMessageKey)]);
    const linked = seen.blocks.map(async (block, index) => ({
      block,
      link: index < maxLinked ? await linkOf(block) : undefined,
    }));
    const { channels, limitedTo } = seen;
    const { endpoints } = app.rules;
    return blocksBlocks(await Promise.all(linked), { channels, limitedTo, endpoints, names });
  },
};

const acts: HomeSection = {
  title: 'What you terminated in the last 7 days',
  isForEveryone: false,
  async show({ app }, { person, channels }) {
    const found = await ownActs(app, person.id, await channels);
    return found.length === 0 ? undefined : actsBlocks(found);
  },
};

/** Which certificate names count as theirs, and how to claim another. */
const ownNames: HomeSection = {
  title: 'Your VPN names',
  isForEveryone: false,
  async show({ app }, viewer) {
    const result = await personNames(app, requesterOf(viewer), undefined);
    return result.kind === 'listed' ? namesBlocks(result.names) : undefined;
  },
};

/** The sections of the Home tab, in order. */
export const homeSections: readonly HomeSection[] = [
  ownConnections,
  rights,
  health,
  approvals,
  blocks,
  acts,
  ownNames,
];
