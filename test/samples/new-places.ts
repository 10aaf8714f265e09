import type { NewPlaceNotice } from '../../src/domain/new-place.ts';
import { newPlacesView } from '../../src/features/new-places/messages.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { channelId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const place = {
  at: new Date('2026-11-02T09:00:00Z'),
  endpoint: anEndpoint(),
  publicIp: '192.0.2.7',
  platform: 'win',
  isNewAddress: true,
  isNewDevice: false,
  comparedWith: 45,
};
const notice: NewPlaceNotice = {
  channel: channelId('C0SECOPS'),
  name: 'bob@example.com',
  day: '2026-11-02',
  places: [place],
  days: 30,
  offers: { kick: true, block: true },
};

export const newPlacesSamples = {
  messages: {
    newPlacesView: [
      newPlacesView(notice),
      newPlacesView({
        ...notice,
        places: [
          place,
          {
            ...place,
            at: new Date('2026-11-02T14:30:00Z'),
            endpoint: lab,
            publicIp: '2001:db8::7',
            platform: 'mac',
            isNewDevice: true,
          },
        ],
        offers: { kick: true, block: false },
      }),
      newPlacesView({
        ...notice,
        places: [{ ...place, publicIp: undefined, isNewAddress: false, isNewDevice: true, comparedWith: 0 }],
        offers: { kick: false, block: false },
      }),
    ],
  },
} satisfies Samples;
