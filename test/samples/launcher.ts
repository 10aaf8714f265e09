import { noAuthorView, otherShortcutView } from '../../src/features/launcher/messages.ts';
import { launcherModal, submittedModal } from '../../src/features/launcher/modal.ts';
import { readLauncher } from '../../src/features/launcher/payloads.ts';
import { aLaunch } from '../builders/a-launch.ts';
import type { Samples } from './sample.ts';

const wrong = [
  aLaunch({ what: 'kick' }),
  aLaunch({ what: 'who', person: 'U0BOB', name: 'bob' }),
  aLaunch({ what: 'who', name: '@platform' }),
  aLaunch({ what: 'who', name: 'a'.repeat(256) }),
  aLaunch({ what: 'me', person: 'U0BOB' }),
];

export const launcherSamples = {
  messages: { noAuthorView: [noAuthorView()], otherShortcutView: [otherShortcutView()] },
  modals: { launcherModal: [launcherModal()], submittedModal: [submittedModal('V1')] },
  texts: {
    'errors in the launcher': wrong.flatMap((request) => {
      const reading = readLauncher(request);
      return reading.kind === 'wrong' ? Object.values(reading.errors) : [];
    }),
  },
} satisfies Samples;
