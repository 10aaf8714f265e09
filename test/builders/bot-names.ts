import type { BotNames } from '../../src/domain/bot-names.ts';

/** What the bot is called where nothing else is configured. */
export const botNames: BotNames = { command: '/vpn', handle: '@bouncer' };
