import type { ModalPlace, Thread } from './modal-place.ts';

// The ingress on AWS uses this file, so it uses no schema.

const broadcast = ' broadcast';

/** Serializes the thread for a modal's `private_metadata`, after its other fields. */
export function textsFromThread(thread: Thread | undefined): readonly string[] {
  return thread === undefined ? [] : [`${thread.ts}${thread.isBroadcast ? broadcast : ''}`];
}

/** Serializes the place for a modal that stores nothing else. */
export function textFromModalPlace({ channel, channelName, thread }: ModalPlace): string {
  return JSON.stringify([channel, channelName, ...textsFromThread(thread)]);
}
