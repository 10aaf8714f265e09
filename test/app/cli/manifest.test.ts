import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { manifestWith, problemsIn } from '../../../src/app/cli/manifest.ts';
import { readRootFile } from '../../architecture/source-tree.ts';
import { anInstallation, runBouncer } from './bouncer-process.ts';

const text = readRootFile('manifest.yml');
const plain = parse(text);

describe('the manifest of the app', () => {
  it('is manifest.yml by default', () => {
    expect(manifestWith(text, {})).toBe(text);
  });

  it('declares the given command and name, and the handle made from the name', () => {
    const manifest = parse(manifestWith(text, { command: '/access', name: 'VPN Desk' }));

    expect(manifest).toEqual({
      ...plain,
      display_information: { ...plain.display_information, name: 'VPN Desk' },
      features: {
        ...plain.features,
        bot_user: { ...plain.features.bot_user, display_name: 'vpn-desk' },
        slash_commands: [{ ...plain.features.slash_commands[0], command: '/access' }],
      },
    });
  });

  it.each(['yes', 'No', 'on', '12:30:45', '1_000', '2026'])(
    'quotes the name %s, which some YAML readers do not parse as text',
    (name) => {
      expect(parse(manifestWith(text, { name }), { version: '1.1' })).toMatchObject({
        display_information: { name },
        features: { bot_user: { display_name: expect.any(String) } },
      });
    },
  );

  it.each([
    ['VPN Desk!', 'vpn-desk'],
    ['日本 VPN', 'vpn'],
  ])('makes the handle from the name: %s, %s', (name, handle) => {
    expect(parse(manifestWith(text, { name })).features.bot_user.display_name).toBe(handle);
  });

  it.each([
    ['https://bouncer.example.com', 'https://bouncer.example.com/slack/events'],
    ['https://bouncer.example.com/slack/events', 'https://bouncer.example.com/slack/events'],
    [
      'https://a.execute-api.eu-west-1.amazonaws.com/door',
      'https://a.execute-api.eu-west-1.amazonaws.com/door',
    ],
    ['https://bouncer.example.com/#top', 'https://bouncer.example.com/slack/events'],
  ])('over HTTP, has Slack post to %s as %s', (http, url) => {
    const written = manifestWith(text, { http });

    const { settings, features } = parse(written);
    expect(settings).toEqual({
      ...plain.settings,
      interactivity: { is_enabled: true, request_url: url },
      event_subscriptions: { bot_events: ['app_home_opened'], request_url: url },
      socket_mode_enabled: false,
    });
    expect(features.slash_commands).toEqual([{ ...plain.features.slash_commands[0], url }]);
    expect(written).not.toContain('Socket Mode');
  });
});

describe('bouncer manifest', () => {
  it('prints the manifest without a configuration', async () => {
    const { exitCode, stdout, stderr } = await runBouncer(
      ['manifest', '--command', '/my-vpn_2', '--name', 'Bouncer'],
      anInstallation(),
    );

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(text.replace('command: /vpn', 'command: /my-vpn_2'));
  });

  it.each([
    ['command', '/VPN'],
    ['command', '/who'],
    ['http', 'http://bouncer.example.com'],
    ['http', 'https://user@bouncer.example.com'],
    ['http', 'https://:password@bouncer.example.com'],
    ['name', 'x'.repeat(36)],
    ['name', ' '],
    ['name', 'VPN\nDesk'],
    ['name', 'VPN\u001bDesk'],
    ['name', '???'],
    ['name', '日本'],
  ])('rejects --%s %s', (option, value) => {
    expect(problemsIn({ [option]: value })).toEqual([expect.stringMatching(`^--${option} accepts `)]);
  });

  it('prints no manifest but each problem on stderr, with exit code 1', async () => {
    const { exitCode, stdout, stderr } = await runBouncer(
      ['manifest', '--command', '/VPN', '--name', '???', '--http', 'http://bouncer.example.com'],
      anInstallation(),
    );

    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^--http accepts .*\n--command accepts .*\n--name accepts .*\n$/);
  });
});
