import type { MessageFile } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { useDirectory } from '../workspace/directory.ts';

interface FileListProps {
  readonly files: readonly MessageFile[];
}

/** The files of a message: pictures as they are, any other with its title, kind and size; pressing one downloads it. */
export function FileList({ files }: FileListProps) {
  const { me } = useDirectory();
  const addressOf = ({ id }: MessageFile) =>
    `/client/file?as=${encodeURIComponent(me)}&id=${encodeURIComponent(id)}`;
  return (
    <ul class="files" aria-label="Files">
      {files.map((file) => (
        <li key={file.id}>
          {isPicture(file) ? (
            <Picture file={file} address={addressOf(file)} />
          ) : (
            <Download file={file} address={addressOf(file)} />
          )}
        </li>
      ))}
    </ul>
  );
}

interface FileProps {
  readonly file: MessageFile;
  readonly address: string;
}

function isPicture({ name }: MessageFile): boolean {
  return /\.(png|jpe?g|gif)$/i.test(name);
}

/** As Slack does: the title above a preview, which opens the whole picture. */
function Picture({ file, address }: FileProps) {
  return (
    <figure class="picture">
      <figcaption>{file.title}</figcaption>
      <a href={address} target="_blank" rel="noreferrer">
        <img src={address} alt={file.altText ?? file.title} />
      </a>
    </figure>
  );
}

function Download({ file, address }: FileProps) {
  return (
    <a class="file" href={address} download={file.name}>
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
