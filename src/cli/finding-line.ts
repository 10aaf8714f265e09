import { checkNames, type Finding, type Fix, type Verdict } from '../core/finding.ts';

const verdictWidth = 8;
const checkWidth = Math.max(...checkNames.map(({ length }) => length)) + 1;

/** One finding as one line for a terminal: verdict, check, subject, what was found, and what mends it. */
export function findingLine({ verdict, check, subject, says, fix }: Finding): string {
  const mended = fix === undefined ? '' : ` → ${fixText(fix)}`;
  return oneLine(`${verdict.padEnd(verdictWidth)}${check.padEnd(checkWidth)}${subject}: ${says}${mended}`);
}

/** All findings as a JSON array of `{check, subject, verdict, says, fix}`; `fix` is absent where nothing is to be mended. */
export function jsonFromFindings(findings: readonly Finding[]): string {
  const objects = findings.map(({ check, subject, verdict, says, fix }) => ({
    check,
    subject,
    verdict,
    says,
    ...(fix !== undefined && { fix: fixText(fix) }),
  }));
  return JSON.stringify(objects, undefined, 2);
}

export function tallyLine({ ok, warning, wrong }: Readonly<Record<Verdict, number>>): string {
  return `${wrong} wrong, ${warning} ${warning === 1 ? 'warning' : 'warnings'}, ${ok} ok`;
}

function fixText({ step, exact }: Fix): string {
  return exact === undefined ? step : `${step}: ${exact}`;
}

/** A channel's name or an answer of someone else's must not draw lines of its own, nor move the cursor. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
