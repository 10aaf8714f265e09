import { isRecord } from '../wire/is-record.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Action } from './action.ts';
import { visibleEndpoints } from './visible-endpoint.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const getMetricData: Action = {
  service: 'monitoring',
  name: 'GetMetricData',
  parameters: ['StartTime', 'EndTime', 'MetricDataQueries', 'ScanBy'],

  answer(request, context) {
    const { parameters } = request;
    const [start, end] = [Number(parameters.get('StartTime')), Number(parameters.get('EndTime'))];
    if (!(start < end)) throw refuse('The parameter StartTime must be less than the parameter EndTime.');
    const queries: unknown = JSON.parse(parameters.get('MetricDataQueries') ?? '[]');
    if (!Array.isArray(queries) || queries.length === 0)
      throw refuse('The parameter MetricDataQueries is required.');
    const isAscending = parameters.get('ScanBy') === 'TimestampAscending';

    const MetricDataResults = queries.map(parseQuery).map(({ id, name, period, endpointId }) => {
      const value = visibleEndpoints(request, context).find((one) => one.id === endpointId)?.metrics?.[name];
      const latestFirst = value === undefined ? [] : periodsWithin(start, end, period);
      const Timestamps = isAscending ? latestFirst.toReversed() : latestFirst;
      return {
        Id: id,
        Label: name,
        Timestamps,
        Values: Timestamps.map(() => value),
        StatusCode: 'Complete',
      };
    });
    return [JSON.stringify({ MetricDataResults, Messages: [] })];
  },
};

function parseQuery(query: unknown) {
  const { Id, MetricStat } = recordOf(query);
  const { Metric, Period, Stat } = recordOf(MetricStat);
  const { Namespace, MetricName, Dimensions } = recordOf(Metric);
  if (typeof Id !== 'string' || !/^[a-z]\w*$/.test(Id))
    throw refuse(
      'The value for parameter MetricDataQueries.member.1.Id is not matching the expected pattern.',
    );
  if (typeof Period !== 'number' || Period % 60 !== 0 || typeof Stat !== 'string')
    throw refuse('The parameters MetricStat.Period and MetricStat.Stat are required.');
  const [dimension, ...others] = Array.isArray(Dimensions) ? Dimensions.map(recordOf) : [];
  const isKnown = Namespace === 'AWS/ClientVPN' && dimension?.Name === 'Endpoint' && others.length === 0;
  // A metric that does not exist is no error, and has no data.
  return {
    id: Id,
    name: String(MetricName),
    period: Period,
    endpointId: isKnown ? dimension.Value : undefined,
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** The beginnings of whole periods, in seconds since 1970, the latest first. */
function periodsWithin(start: number, end: number, period: number): readonly number[] {
  const last = Math.ceil(end / period) - 1;
  const first = Math.ceil(start / period);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (last - index) * period);
}

function refuse(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
