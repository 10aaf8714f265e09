import { appMethods } from './app-methods.ts';
import { blockMethods } from './block-methods.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { fileMethods } from './file-methods.ts';
import type { Method } from './method.ts';
import { scheduleMethods } from './schedule-methods.ts';
import { userMethods } from './user-methods.ts';
import { viewMethods } from './view-methods.ts';

/** Every Web API method that the workspace knows; any other is refused with `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = {
  ...appMethods,
  ...blockMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...scheduleMethods,
  ...userMethods,
  ...viewMethods,
};
