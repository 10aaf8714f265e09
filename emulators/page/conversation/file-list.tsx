import type { MessageFile } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { useDirectory } from '../workspace/directory.ts';

interface FileListProps {
  readonly files: readonly MessageFile[];
}

/** The files of a message: each with its title, kind and size; pressing one downloads it. */
export function FileList({ files }: FileListProps) {
  const { me } = useDirectory();
  return (
    <ul class="files" aria-label="Files">
      {files.map((file) => (
        <li key={file.id}>
          <a
            class="file"
            href={`/client/file?as=${encodeURIComponent(me)}&id=${encodeURIComponent(file.id)}`}
            download={file.name}
          >
            <span class="file-icon">
              <Icon name="file" />
            </span>
            <span class="file-text">
              <span class="file-title">{file.title}</span>
              <span class="file-facts">
                {file.title === file.name ? '' : `${file.name} · `}
                {kindOf(file.name)} · {formatSize(file.size)}
              </span>
            </span>
            <span class="heard-only">Download</span>
            <Icon name="download" />
          </a>
        </li>
      ))}
    </ul>
  );
}

const kinds: Readonly<Record<string, string>> = {
  csv: 'CSV',
  json: 'JSON',
  jsonl: 'JSON Lines',
  txt: 'Plain text',
};

function kindOf(name: string): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return kinds[extension] ?? (extension === '' ? 'File' : extension.toUpperCase());
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function formatSize(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const unit = units[power] ?? 'byte';
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  }).format(bytes / 1_000 ** power);
}
