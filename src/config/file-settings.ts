import { type Checked, invalid, valid } from './checked.ts';
import { readConfigText } from './config-text.ts';
import { crossCheck } from './cross-check.ts';
import { type FileSettings, fileSchema, settingsIn } from './file-schema.ts';
import { problemsFromIssue, sentenceFor } from './problem-from-issue.ts';
import { yamlValueFrom } from './yaml-value.ts';

/** Reads and checks the configuration file as a whole. */
export function readFileSettings(path: string): Checked<FileSettings> {
  const text = readConfigText(path);
  return text.valid ? fileSettingsFrom(text.value, path) : text;
}

function fileSettingsFrom(text: string, file: string): Checked<FileSettings> {
  const yaml = yamlValueFrom(text, file);
  if (yaml.value === undefined) return invalid(...yaml.problems);

  const result = fileSchema.safeParse(yaml.value, { error: sentenceFor });
  const issues = result.success ? [] : result.error.issues;
  const problems = [
    ...yaml.problems,
    ...issues.flatMap((issue) => problemsFromIssue(issue, file, settingsIn)),
    ...crossCheck(yaml.value),
  ];

  return result.success && problems.length === 0 ? valid(result.data) : invalid(...problems);
}
