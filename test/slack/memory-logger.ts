import { inspect } from 'node:util';
import { type Logger, LogLevel } from '@slack/web-api';

/** Keeps what was logged as text, as a reader of the log would see it. */
export class MemoryLogger implements Logger {
  readonly lines: string[] = [];

  debug(...parts: unknown[]): void {
    this.#keep('debug', parts);
  }
  info(...parts: unknown[]): void {
    this.#keep('info', parts);
  }
  warn(...parts: unknown[]): void {
    this.#keep('warn', parts);
  }
  error(...parts: unknown[]): void {
    this.#keep('error', parts);
  }
  setLevel(): void {}
  getLevel(): LogLevel {
    return LogLevel.INFO;
  }
  setName(): void {}

  #keep(level: string, parts: readonly unknown[]): void {
    this.lines.push([level, ...parts.map((part) => inspect(part, { depth: 5 }))].join(' '));
  }
}
