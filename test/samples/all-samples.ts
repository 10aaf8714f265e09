import { approvalSamples } from './approval.ts';
import { auditSamples } from './audit.ts';
import { blockSamples } from './block.ts';
import { boardSamples } from './board.ts';
import { chartsSamples } from './charts.ts';
import { connectionsSamples } from './connections.ts';
import { detailsSamples } from './details.ts';
import { doctorSamples } from './doctor.ts';
import { endpointsSamples } from './endpoints.ts';
import { helpSamples } from './help.ts';
import { historySamples } from './history.ts';
import { homeSamples } from './home.ts';
import { kickSamples } from './kick.ts';
import { launcherSamples } from './launcher.ts';
import { namesSamples } from './names.ts';
import { newPlacesSamples } from './new-places.ts';
import { reconnectSamples } from './reconnect.ts';
import { reportSamples } from './report.ts';
import type { Samples } from './sample.ts';
import { slackSamples } from './slack.ts';
import { whoSamples } from './who.ts';

/** The samples of each folder that renders messages, in the order of the catalogue. */
export const allSamples = {
  'Home tab': homeSamples,
  'Lists of connections': connectionsSamples,
  'Team lists': whoSamples,
  'Team boards': boardSamples,
  'Details of a connection': detailsSamples,
  History: historySamples,
  Kick: kickSamples,
  Approval: approvalSamples,
  'Names of a person': namesSamples,
  'Block and unblock': blockSamples,
  Reconnects: reconnectSamples,
  'New addresses and devices': newPlacesSamples,
  'Weekly report': reportSamples,
  Endpoints: endpointsSamples,
  Charts: chartsSamples,
  'Audit log': auditSamples,
  Doctor: doctorSamples,
  Help: helpSamples,
  Shortcuts: launcherSamples,
  'Commands and errors': slackSamples,
} satisfies Readonly<Record<string, Samples>>;

const each: readonly Samples[] = Object.values(allSamples);

/** All samples of messages, by the function that renders them. */
export const sampleMessages: Samples['messages'] = Object.assign({}, ...each.map(({ messages }) => messages));

/** All samples of modals, likewise. */
export const sampleModals: NonNullable<Samples['modals']> = Object.assign(
  {},
  ...each.map(({ modals }) => modals),
);

/** All samples of Home tabs, likewise. */
export const sampleHomes: NonNullable<Samples['homes']> = Object.assign(
  {},
  ...each.map(({ homes }) => homes),
);
