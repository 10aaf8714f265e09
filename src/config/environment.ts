import * as z from 'zod';
import { type Checked, invalid, problemsOf, valid } from './invalid-config.ts';
import { given, type SlackCredentials, slackCredentialsFrom } from './slack-tokens.ts';

/** Environment variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that come from the environment and not from the file. */
export interface EnvironmentSettings {
  readonly slack: SlackSettings;
  /** The only address to listen on; undefined for all addresses. */
  readonly host: string | undefined;
  /** The port to listen on; 0 lets the system choose. */
  readonly port: number;
}

export interface SlackSettings {
  readonly credentials: SlackCredentials;
  /** Base URL of the Web API, ending with `/`; undefined for Slack's own. */
  readonly apiUrl: string | undefined;
}

const addressSchema = z.object({
  SLACK_API_URL: given.pipe(
    z
      .url({ protocol: /^https?$/, error: 'isn’t a URL (https://…)' })
      .transform((url) => (url.endsWith('/') ? url : `${url}/`))
      .optional(),
  ),
  HOST: given.pipe(
    z
      .union([z.ipv4(), z.ipv6(), z.literal('localhost')], {
        error: 'isn’t an IP address or localhost; remove it to listen on every address',
      })
      .optional(),
  ),
  PORT: given.pipe(
    z
      .string()
      .regex(/^\d{1,5}$/, 'isn’t a port: a whole number from 0 to 65535')
      .transform(Number)
      .pipe(z.number().max(65_535, 'is above 65535, the last port'))
      .default(3000),
  ),
});

/** Returns the path of the configuration file. */
export function configPathFrom(environment: Environment): string {
  return given.parse(environment.BOUNCER_CONFIG) ?? './bouncer.yml';
}

/** Checks the variables for Slack and for Bouncer's own address. Problems name variables, never their values. */
export function environmentSettingsFrom(environment: Environment): Checked<EnvironmentSettings> {
  const credentials = slackCredentialsFrom(environment);
  const addresses = addressSchema.safeParse(environment);

  if (credentials.valid && addresses.success) {
    const { SLACK_API_URL: apiUrl, HOST: host, PORT: port } = addresses.data;
    return valid({ slack: { credentials: credentials.value, apiUrl }, host, port });
  }
  const issues = addresses.success ? [] : addresses.error.issues;
  return invalid(
    ...problemsOf(credentials),
    ...issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}
