import { extname } from 'node:path';
import type { Workspace } from '../model/workspace.ts';
import type { JsonObject } from '../protocol/json-object.ts';

interface FileKind {
  readonly mimetype: string;
  readonly filetype: string;
  readonly pretty: string;
}

/** Source: https://docs.slack.dev/reference/objects/file-object#types */
const kinds: Readonly<Record<string, FileKind>> = {
  '.csv': { mimetype: 'text/csv', filetype: 'csv', pretty: 'CSV' },
  '.json': { mimetype: 'application/json', filetype: 'json', pretty: 'JSON' },
  '.png': { mimetype: 'image/png', filetype: 'png', pretty: 'PNG' },
  '.txt': { mimetype: 'text/plain', filetype: 'text', pretty: 'Plain Text' },
};
const binary: FileKind = { mimetype: 'application/octet-stream', filetype: 'binary', pretty: 'Binary' };

/**
 * The file object of the Web API.
 * Source: https://docs.slack.dev/reference/objects/file-object
 */
export function apiFileFrom(id: string, { files, content: { app, team } }: Workspace): JsonObject {
  const file = files.find(id);
  if (file === undefined) return { id };
  const { mimetype, filetype, pretty } = kinds[extname(file.name).toLowerCase()] ?? binary;
  const address = `https://files.slack.com/files-pri/${team.id}-${id}`;
  return {
    id,
    created: file.createdAtS,
    timestamp: file.createdAtS,
    name: file.name,
    title: file.title,
    mimetype,
    filetype,
    pretty_type: pretty,
    user: app.botUserId,
    user_team: team.id,
    editable: false,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    is_public: false,
    ...(file.altText !== null && { alt_txt: file.altText }),
    url_private: `${address}/${encodeURIComponent(file.name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(file.name)}`,
    permalink: `https://${team.domain}.slack.com/files/${app.botUserId}/${id}/${encodeURIComponent(file.name)}`,
  };
}
