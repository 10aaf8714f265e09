import { ServiceError } from './service-error.ts';

/** A request's parameters in wire names, lists still flattened: `Filter.1.Value.2`. */
export type Parameters = ReadonlyMap<string, string>;

export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

export function requireParameter(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') {
    throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}`);
  }
  return value;
}

/** `ClientVpnEndpointId.1`, `.2` and so on, in the order of their numbers. */
export function listParameter(parameters: Parameters, name: string): readonly string[] {
  return numbersUnder(parameters, name).map((number) => parameters.get(`${name}.${number}`) ?? '');
}

/** The filters of a request, each of them one that the action knows. Names and values are case-sensitive. */
export function parseFilters(parameters: Parameters, known: readonly string[]): readonly Filter[] {
  const filters = numbersUnder(parameters, 'Filter').map((number) => ({
    name: requireParameter(parameters, `Filter.${number}.Name`),
    values: listParameter(parameters, `Filter.${number}.Value`),
  }));
  const unknown = filters.find(({ name }) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ServiceError('InvalidParameterValue', `The filter '${unknown.name}' is invalid`);
  }
  if (filters.some(({ values }) => values.length === 0)) {
    throw new ServiceError('InvalidParameterValue', 'The filter values cannot be empty');
  }
  if (filters.reduce((count, { values }) => count + values.length, 0) > maxFilterValues) {
    throw new ServiceError(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${maxFilterValues}`,
    );
  }
  return filters;
}

/** How many items a page holds: 5 to 1,000, the most where the request does not say. */
export function parseMaxResults(parameters: Parameters): number {
  const text = parameters.get('MaxResults');
  if (text === undefined) return largestPage;
  const refuse = (expectation: string): ServiceError =>
    new ServiceError(
      'InvalidParameterValue',
      `Value ( ${text} ) for parameter maxResults is invalid. ${expectation}`,
    );
  if (!/^-?\d+$/.test(text)) throw refuse('Expecting an integer.');
  if (Number(text) < smallestPage)
    throw refuse(`Expecting a value greater than or equal to ${smallestPage}.`);
  if (Number(text) > largestPage) throw refuse(`Expecting a value smaller than or equal to ${largestPage}.`);
  return Number(text);
}

/** Ends a dry run with the error that says that the call would have been allowed. */
export function refuseDryRun(parameters: Parameters): void {
  const text = parameters.get('DryRun');
  if (text === undefined || text === 'false') return;
  if (text !== 'true') {
    throw new ServiceError('InvalidParameterValue', `Value (${text}) for parameter dryRun is invalid.`);
  }
  throw new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

function numbersUnder(parameters: Parameters, name: string): readonly number[] {
  const numbers = new Set<number>();
  for (const key of parameters.keys()) {
    const number = key.startsWith(`${name}.`) ? Number.parseInt(key.slice(name.length + 1), 10) : Number.NaN;
    if (!Number.isNaN(number)) numbers.add(number);
  }
  return [...numbers].sort((one, other) => one - other);
}

const smallestPage = 5;
const largestPage = 1000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, `FilterLimitExceeded`. */
const maxFilterValues = 200;
