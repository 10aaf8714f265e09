import fc from 'fast-check';
import type { Connection } from '../../src/domain/connection.ts';
import type { ListedConnection, UnavailableEndpoint } from '../../src/domain/connection-list.ts';
import type { Endpoint } from '../../src/domain/endpoint.ts';
import { failureCodes } from '../../src/domain/failure.ts';
import type { UnresolvedTarget } from '../../src/features/connections/resolve-several.ts';
import { aConnection } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { connectionId, endpointId, personId } from '../builders/ids.ts';
import { hostileText } from './hostile-text.ts';

const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const status = fc.record({ code: hostileText, message: maybe(hostileText) });

/** It knows every letter there is, which takes half a second to set up. */
const endpointName = fc.stringMatching(/^[a-z0-9][\p{L}0-9._-]{30,39}$/u);

/** Endpoints with any name that the configuration accepts. */
export function someEndpoints(most: number): fc.Arbitrary<readonly Endpoint[]> {
  const names = fc.uniqueArray(endpointName, { minLength: 1, maxLength: most, size: 'max' });
  return longAsIs(names).map((all) =>
    all.map((each, index) => anEndpoint({ id: endpointId(`cvpn-endpoint-${index}`), name: each })),
  );
}

/** A connection with hostile text in every field that others can set. */
export const hostileConnection: fc.Arbitrary<Connection> = fc
  .record({
    id: fc.stringMatching(/^[0-9a-f]{17,40}$/).map((id) => connectionId(`cvpn-connection-${id}`)),
    username: maybe(hostileText),
    commonName: maybe(hostileText),
    establishedAt: maybe(moment),
    endedAt: maybe(moment),
    traffic: fc.record({
      bytesSent: fc.bigInt({ min: 0n, max: 10n ** 30n }),
      bytesReceived: fc.bigInt({ min: 0n, max: 10n ** 30n }),
      packetsSent: fc.constant(0n),
      packetsReceived: fc.constant(0n),
    }),
    clientIp: maybe(hostileText),
    clientIpv6: maybe(hostileText),
    status,
    posture: fc.array(hostileText, { maxLength: 5 }),
  })
  .map((given) => aConnection(given));

/** Listed connections, each with a button. */
export function hostileConnections(most: number, least = 0): fc.Arbitrary<readonly ListedConnection[]> {
  const listed = fc.record({
    connection: hostileConnection,
    endpoint: someEndpoints(1).map(([endpoint = anEndpoint()]) => endpoint),
    mayTerminate: fc.constant(true),
  });
  const connections = fc.uniqueArray(listed, {
    minLength: least,
    maxLength: most,
    size: 'max',
    selector: ({ connection }) => connection.id,
  });
  return longAsIs(connections);
}

/** Shrinking many long values would take minutes. */
function longAsIs<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.noShrink(arbitrary);
}

export function someMissing(most: number): fc.Arbitrary<readonly UnavailableEndpoint[]> {
  return fc
    .tuple(someEndpoints(most), fc.constantFrom(...failureCodes))
    .map(([endpoints, code]) => endpoints.map((endpoint) => ({ endpoint, code })));
}

/** Every field at its longest at once, which random generation seldom produces. */
export const longestConnection: ListedConnection = {
  connection: aConnection({
    id: connectionId(`cvpn-connection-${'f'.repeat(40)}`),
    username: `"${'\\'.repeat(300)}`,
    commonName: `\\${'"'.repeat(300)}`,
    establishedAt: new Date('2019-08-12T07:58:34Z'),
    clientIp: '"'.repeat(300),
    clientIpv6: '"'.repeat(300),
    status: { code: '"'.repeat(300), message: '"'.repeat(300) },
    posture: ['"'.repeat(300)],
    traffic: { bytesSent: 10n ** 30n, bytesReceived: 10n ** 30n, packetsSent: 0n, packetsReceived: 0n },
  }),
  endpoint: anEndpoint({ name: 'e'.repeat(40) }),
  mayTerminate: true,
};

/** Targets of which no connection was found, as many as a command or a group can name. */
export const someUnmet: fc.Arbitrary<readonly UnresolvedTarget[]> = fc.array(
  fc.record({
    targetRef: fc.oneof(
      hostileText.map((name) => ({ kind: 'name' as const, name })),
      fc.constant({ kind: 'person' as const, person: personId(`U${'0'.repeat(30)}`) }),
    ),
    why: fc.constantFrom('off', 'nameless'),
  }),
  { maxLength: 60, size: 'max' },
);
