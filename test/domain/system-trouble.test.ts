import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { systemTroubleOf, troubleText } from '../../src/domain/system-trouble.ts';

function coded(code: string, rest: object = {}): Error {
  return Object.assign(new Error('in words'), { code, ...rest });
}

test.each([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'unroutable'],
  ['ENETUNREACH', 'unroutable'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['EPROTO', 'tls'],
  ['ERR_PROXY_TUNNEL', 'proxy'],
  ['ECONNRESET', 'broken'],
  ['EPIPE', 'broken'],
  ['UND_ERR_SOCKET', 'broken'],
])('classifies %s as %s', (code, why) => {
  expect(systemTroubleOf(coded(code))).toMatchObject({ kind: 'network', why });
});

test('finds the file in Node’s own error', () => {
  const thrown = thrownBy(() => readFileSync('/nowhere/token'));

  expect(systemTroubleOf(thrown)).toEqual({
    kind: 'file',
    path: '/nowhere/token',
    why: 'no such file',
  });
  expect(systemTroubleOf(thrownBy(() => readFileSync('/')))).toMatchObject({
    kind: 'file',
    why: 'it’s a folder',
  });
  expect(systemTroubleOf(coded('EACCES', { syscall: 'open', path: '/token' }))).toMatchObject({
    why: 'permission denied',
  });
});

test('finds the host in Node’s own error', async () => {
  const refused = await new Promise((resolve) => connect(9, '127.0.0.1').on('error', resolve));
  const unresolved = await lookup('nowhere.invalid').catch((error: unknown) => error);

  expect(systemTroubleOf(refused)).toEqual({ kind: 'network', why: 'refused', host: '127.0.0.1:9' });
  expect(systemTroubleOf(unresolved)).toMatchObject({ kind: 'network', why: 'dns', host: 'nowhere.invalid' });
});

test('does not take a forbidden network connection for a file', () => {
  expect(systemTroubleOf(coded('EACCES', { syscall: 'connect', address: '10.0.0.1' }))).toBeUndefined();
});

test('finds the system error under libraries’ errors, and in the first of several attempts', () => {
  const inner = coded('ENOTFOUND', { hostname: 'slack.com' });
  const wrapped = new TypeError('fetch failed', { cause: inner });
  const original = Object.assign(new Error('A request error occurred'), {
    code: 'slack_webapi_request_error',
    original: wrapped,
  });
  const attempts = new AggregateError([coded('ECONNREFUSED', { address: '::1', port: 443 })]);

  expect(systemTroubleOf(original)).toMatchObject({ why: 'dns', host: 'slack.com' });
  expect(systemTroubleOf(attempts)).toMatchObject({ why: 'refused', host: '::1:443' });
});

test('classifies an abort by a timer as a timeout', () => {
  expect(systemTroubleOf(Object.assign(new Error('x'), { name: 'TimeoutError' }))).toMatchObject({
    why: 'timeout',
  });
});

test.each([new RangeError('a mistake'), coded('ERR_INVALID_ARG_TYPE'), 'text', undefined])(
  'finds no system error in %o',
  (thrown) => {
    expect(systemTroubleOf(thrown)).toBeUndefined();
  },
);

test('describes a system error in words, with the file or host', () => {
  expect(troubleText({ kind: 'file', path: '/token', why: 'no such file' })).toBe('/token: no such file');
  expect(troubleText({ kind: 'network', why: 'dns', host: 'slack.com' })).toBe(
    'slack.com: the name can’t be resolved',
  );
  expect(troubleText({ kind: 'network', why: 'timeout', host: undefined })).toBe('no response in time');
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}
