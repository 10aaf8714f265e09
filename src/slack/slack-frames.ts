import type { Logger, SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import { parseJson } from './block-kit/parse-json.ts';

const requestSchema = z.object({
  type: z.enum(['slash_commands', 'interactive', 'events_api']),
  envelope_id: z.string(),
  payload: z.looseObject({}),
});
const frameSchema = z.union([z.object({ type: z.enum(['hello', 'disconnect']) }), requestSchema]);

export type SlackFrame = z.infer<typeof frameSchema>;

/**
 * Passes only valid Slack frames to a Socket Mode client. Anything else, including a frame named like one of the
 * client's own events, would make the client throw errors that nothing handles.
 *
 * @param onFrame Receives each frame, and lets the client read it at once or later.
 */
export function readSlackFrames(
  client: SocketModeReceiver['client'],
  logger: Logger,
  onFrame: (frame: SlackFrame, read: () => void) => void,
): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: string | ArrayBuffer, isBinary: boolean) => {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    const frame = isBinary ? undefined : frameSchema.safeParse(parseJson(text)).data;
    if (frame === undefined) logger.warn('what came over the socket is no frame of Slack’s');
    else
      onFrame(frame, () => {
        for (const read of readers) read(text, isBinary);
      });
  });
}
