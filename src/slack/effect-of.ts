import { z } from 'zod';
import { isSameName } from '../domain/vpn-name.ts';
import { actionIds } from './block-kit/action-ids.ts';
import type { SlackRequest } from './request-from-body.ts';
import { wordsFromTyped } from './typed-text.ts';

/**
 * What may come of a request: it `acts`; it `acts_once`, since the record knows its correlation or what it is about; it
 * `asks` in a modal before anything is done, or records that it may not; or it `looks`, which only its person sees.
 */
export type Effect = 'acts' | 'acts_once' | 'asks' | 'looks';

const commandEffects: Readonly<Record<string, Effect>> = { kick: 'asks', block: 'asks', unblock: 'asks' };

const actionEffects: Readonly<Record<string, Effect>> = {
  [actionIds.previous]: 'looks',
  [actionIds.next]: 'looks',
  [actionIds.refresh]: 'looks',
  [actionIds.filter]: 'looks',
  [actionIds.recordPrevious]: 'looks',
  [actionIds.recordNext]: 'looks',
  [actionIds.recordRefresh]: 'looks',
  [actionIds.recordOlder]: 'looks',
  [actionIds.terminate]: 'asks',
  [actionIds.kickAgain]: 'asks',
  [actionIds.block]: 'asks',
  [actionIds.lift]: 'asks',
  [actionIds.decline]: 'asks',
  [actionIds.approve]: 'acts_once',
  [actionIds.stop]: 'acts_once',
};

const pressedSchema = z.object({ actions: z.tuple([z.object({ action_id: z.string() })]) });

/** Tells the effect from the request alone, before anything is looked up; what is unclear counts as an act. */
export function effectOf(request: SlackRequest): Effect {
  switch (request.type) {
    case undefined:
      return effectOfCommand(String(request.text ?? ''));
    case 'block_actions': {
      const { data } = pressedSchema.safeParse(request);
      return actionEffects[data?.actions[0].action_id ?? ''] ?? 'acts';
    }
    case 'view_submission':
      return 'acts_once';
    default:
      return 'acts';
  }
}

function effectOfCommand(typed: string): Effect {
  const [first] = wordsFromTyped(typed);
  const verb = first?.kind === 'text' ? first.text : '';
  return Object.entries(commandEffects).find(([name]) => isSameName(name, verb))?.[1] ?? 'looks';
}
