import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import { type Slack, type SlackOptions, startSlack } from '../../emulators/slack/start-slack.ts';
import { keptKeys } from '../../src/slack/slack-keys.ts';
import { type WebClients, webClients } from '../../src/slack/web-clients.ts';
import { type PersonClient, personClient } from '../emulators/slack/person-client.ts';
import { MemoryLogger } from './memory-logger.ts';

/** The emulated workspace, the bot's own clients for it, and Helga, who reads #helpdesk. */
export interface TestWorkspace extends WebClients {
  readonly slack: Slack;
  readonly helga: PersonClient;
  messages(): Promise<readonly Message[]>;
  /** How often a method was called. */
  callsOf(method: string): number;
}

export async function aWorkspace(options: SlackOptions = {}): Promise<TestWorkspace> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  const helga = personClient(slack.url, 'U0HELGA');

  const fixed = {
    botToken: slack.botToken,
    appToken: undefined,
    signingSecret: undefined,
    before: undefined,
  };
  const keys = keptKeys(
    async () => fixed,
    () => 0,
    () => {},
  );

  return {
    slack,
    helga,
    ...webClients(keys, slack.apiUrl, new MemoryLogger()),
    messages: () => helga.messagesIn('C0HELPDESK'),
    callsOf: (method) => slack.control.calls().filter((call) => call.method === method).length,
  };
}

const ticketSchema = z.object({ trigger_id: z.string(), response_url: z.string() });

/** Types a command that no bot answers, and takes the trigger and the address for answers that came with it. */
export async function typeCommand({ slack, helga }: TestWorkspace): Promise<z.infer<typeof ticketSchema>> {
  await helga.say('C0HELPDESK', '/vpn who');
  return ticketSchema.parse(slack.control.deliveries().at(-1)?.envelope.payload);
}
