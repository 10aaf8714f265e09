import { about } from '../../src/features/doctor/finding.ts';
import { doctorView } from '../../src/features/doctor/messages.ts';
import type { Samples } from './sample.ts';

export const doctorSamples = {
  messages: {
    doctorView: [
      doctorView([
        about('config', 'bouncer.yml').ok('sound'),
        about('channel', '#helpdesk').warning('odd', { step: 'look' }),
        about('channel', '#leads').wrong('denied', { step: 'give', exact: '{"Effect":"Allow"}' }),
      ]),
    ],
  },
} satisfies Samples;
