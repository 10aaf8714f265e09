import type { DeliveryLog, DeliveryRecord } from '../delivery/delivery-log.ts';
import type { SocketMode } from '../delivery/socket-mode.ts';
import type { Credentials } from '../model/credentials.ts';
import type { Notification } from '../model/notifications.ts';
import type { Workspace } from '../model/workspace.ts';
import type {
  ApiCall,
  ChannelOrder,
  CredentialOrder,
  DisconnectReason,
  FaultOrder,
  PersonOrder,
  RateLimitOrder,
} from '../protocol/control-protocol.ts';
import type { CallLog } from '../web-api/call-log.ts';
import type { Faults } from '../web-api/faults.ts';
import type { MessageRate } from '../web-api/message-rate.ts';

/** The control interface for tests, in process or over HTTP. */
export interface Control {
  readonly calls: (after?: number) => readonly ApiCall[];
  readonly deliveries: (after?: number) => readonly DeliveryRecord[];
  /** Sends a delivery again; answers whether there was one of that number. */
  readonly redeliver: (number: number) => boolean;
  readonly notifications: () => readonly Notification[];
  readonly faults: () => readonly FaultOrder[];
  readonly orderFault: (order: FaultOrder) => void;
  readonly endFaults: () => void;
  readonly isRateLimited: () => boolean;
  readonly limitRate: (order: RateLimitOrder) => void;
  readonly connections: () => number;
  readonly disconnectSockets: (reason: DisconnectReason, atMost?: number) => number;
  readonly sendFrame: (frame: string) => number;
  readonly changeChannel: (order: ChannelOrder) => boolean;
  readonly changePerson: (order: PersonOrder) => boolean;
  readonly rotate: (order: CredentialOrder) => void;
}

export function createControl(parts: {
  workspace: Workspace;
  credentials: Credentials;
  calls: CallLog;
  deliveries: DeliveryLog;
  faults: Faults;
  messageRate: MessageRate;
  socketMode: SocketMode;
}): Control {
  const { workspace, credentials, calls, deliveries, faults, messageRate, socketMode } = parts;
  return {
    calls: (after) => calls.list(after),
    deliveries: (after) => deliveries.list(after),
    redeliver: (number) => {
      const record = deliveries.find(number);
      if (record) void deliveries.deliver(record.envelope);
      return record !== undefined;
    },
    notifications: () => workspace.notifications,
    faults: () => faults.list(),
    orderFault: (order) => faults.order(order),
    endFaults: () => faults.end(),
    isRateLimited: () => messageRate.isLimited,
    limitRate: ({ isOn, burst = 1, updates }) => messageRate.limitTo(isOn ? burst : null, updates),
    connections: () => socketMode.connections,
    disconnectSockets: (reason, atMost) => socketMode.disconnect(reason, atMost),
    sendFrame: (frame) => socketMode.broadcast(frame),
    changeChannel: (order) => changeChannel(workspace, order),
    changePerson: ({ id, ...flags }) => workspace.changePerson(id, flags) !== undefined,
    rotate: (order) => credentials.rotate(order),
  };
}

function changeChannel(workspace: Workspace, { id, hasBot, members, ...changes }: ChannelOrder): boolean {
  const conversation = workspace.conversations.find(id);
  if (!conversation) return false;
  const { botUserId } = workspace.content.app;
  const people = (members ?? conversation.members).filter((member) => member !== botUserId);
  const withBot = hasBot ?? workspace.conversations.hasBot(conversation);
  workspace.changeConversation(id, { ...changes, members: withBot ? [...people, botUserId] : people });
  return true;
}
