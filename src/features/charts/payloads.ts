import { type EndpointId, parseEndpointId } from '../../domain/ids.ts';

/** Which endpoint's charts a button sends. Each click is authorized again. */
export function valueFromCharts(endpoint: EndpointId): string {
  return endpoint;
}

export function parseCharts(value: string): EndpointId | undefined {
  return parseEndpointId(value);
}
