import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A manifest on disk that a workspace can be started with. */
export interface ManifestFile {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** Writes a manifest that says what the test is about, whatever the app's own manifest says by now. */
export async function manifestFile(app: {
  readonly scopes?: readonly string[];
  readonly hasHomeTab?: boolean;
  readonly escapes?: boolean;
  readonly isReadOnly?: boolean;
  readonly events?: readonly string[];
}): Promise<ManifestFile> {
  const { scopes = ['commands', 'chat:write'], hasHomeTab = false, isReadOnly = false, escapes = true } = app;
  const { events = [] } = app;
  const manifest = {
    display_information: { name: 'Test' },
    features: {
      app_home: { home_tab_enabled: hasHomeTab, messages_tab_read_only_enabled: isReadOnly },
      bot_user: { display_name: 'test' },
      shortcuts: [
        { name: 'Open', type: 'global', callback_id: 'open', description: 'Test' },
        { name: 'Look', type: 'message', callback_id: 'look', description: 'Test' },
      ],
      slash_commands: [{ command: '/vpn', description: 'Test', should_escape: escapes }],
    },
    oauth_config: { scopes: { bot: scopes } },
    settings: { event_subscriptions: { bot_events: events } },
  };
  const folder = await mkdtemp(join(tmpdir(), 'slack-manifest-'));
  const path = join(folder, 'manifest.yml');
  // JSON is YAML.
  await writeFile(path, JSON.stringify(manifest));
  return { path, remove: () => rm(folder, { recursive: true }) };
}
