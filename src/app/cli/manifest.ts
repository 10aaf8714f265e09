import { readFileSync } from 'node:fs';
import { type Document, parseDocument } from 'yaml';
import { isBuiltInCommand, parseCommandName } from '../../domain/bot-names.ts';
import { eventsPath } from '../events-path.ts';
import { shippedFile } from '../shipped-file.ts';
import { print, printed } from './print.ts';

/** Changes to `manifest.yml`. What is absent stays as it is in the file. */
export interface ManifestChanges {
  /** The address that Slack posts to, instead of Socket Mode. */
  readonly http?: string | undefined;
  readonly command?: string | undefined;
  readonly name?: string | undefined;
}

/** Slack's limit for an app's name, in characters: https://docs.slack.dev/reference/app-manifest */
const longestName = 35;
const topComment =
  '# The Slack app, over HTTP. Paste it at api.slack.com/apps → Create New App → From a manifest.\n';
const slashCommand = ['features', 'slash_commands', 0];

/** Prints the app's manifest for api.slack.com. @returns The exit code. */
export async function manifest(changes: ManifestChanges): Promise<number> {
  const problems = problemsIn(changes);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) return 1;

  const text = readFileSync(shippedFile('manifest.yml'), 'utf8');
  await print(manifestWith(text, changes).trimEnd());
  await printed();
  return 0;
}

/** Applies changes to a manifest. @param text `manifest.yml`, whose comments are kept. */
export function manifestWith(text: string, { http, command, name }: ManifestChanges): string {
  // The comment at the top of the file explains how to switch to HTTP by hand, so it no longer applies.
  const document = parseDocument(http === undefined ? text : text.replace(/^(#.*\n)+/, topComment), {
    // Readers of YAML 1.1 take an unquoted `yes` or `12:30:45` for something other than text.
    compat: 'yaml-1.1',
  });
  if (command !== undefined) document.setIn([...slashCommand, 'command'], command);
  if (name !== undefined) {
    document.setIn(['display_information', 'name'], name);
    document.setIn(['features', 'bot_user', 'display_name'], handleFrom(name));
  }
  if (http !== undefined) useHttp(document, requestUrl(http));
  return document.toString({ lineWidth: 0 });
}

function useHttp(document: Document, url: string): void {
  document.setIn([...slashCommand, 'url'], url);
  document.setIn(['settings', 'interactivity', 'request_url'], url);
  document.setIn(['settings', 'event_subscriptions', 'request_url'], url);
  document.setIn(['settings', 'socket_mode_enabled'], false);
}

/** Adds the path that Bouncer listens on to a URL without a path, and drops the fragment, which is never sent. */
function requestUrl(http: string): string {
  const url = new URL(http);
  url.hash = '';
  if (url.pathname === '/') url.pathname = eventsPath;
  return url.href;
}

/** Makes the handle that people type after `@`; empty if the name has no Latin letter or digit. */
function handleFrom(name: string): string {
  const handle = name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-');
  return /[a-z0-9]/.test(handle) ? handle.replaceAll(/^-+|-+$/g, '') : '';
}

/** Returns a sentence for each option that the manifest cannot have. */
export function problemsIn({ http, command, name }: ManifestChanges): readonly string[] {
  return [
    ...(http === undefined || isRequestUrl(http)
      ? []
      : [
          '--http accepts the URL that Slack posts to, such as https://bouncer.example.com/slack/events, without a user or password',
        ]),
    ...(command === undefined || (parseCommandName(command) !== undefined && !isBuiltInCommand(command))
      ? []
      : [
          '--command accepts a name such as /access: “/” and up to 31 lower-case letters, digits, “-” and “_”, but none of Slack’s own commands',
        ]),
    ...(name === undefined ? [] : problemsOfName(name)),
  ];
}

function isRequestUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.password === '';
}

function problemsOfName(name: string): readonly string[] {
  if (name.length > longestName) return [`--name accepts up to ${longestName} characters`];
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name))
    return ['--name accepts no line breaks or other control characters'];
  return handleFrom(name) === ''
    ? [
        '--name accepts a name with a Latin letter or digit, because the handle that people type after “@” needs one',
      ]
    : [];
}
