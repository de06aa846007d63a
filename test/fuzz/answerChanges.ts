/** Changes of whole answers: status, headers, body and connection. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { JsonChange } from './jsonChanges.ts';
import { changedText, jsonChanges, shares } from './jsonChanges.ts';

export interface Answer {
	status: number;
	/** By lower-case name. */
	headers: Record<string, string>;
	body: Buffer;
}

/** How a connection ends, or a body arrives. Only `whole` brings everything at once. */
export type Delivery = 'whole' | 'cut' | 'stall' | 'drip';

/** What becomes of an answer, the service having carried the request out. */
export type AnswerChange =
	/** Changes of its JSON, or of one line or event of it. */
	| { type: 'json'; at: number; changes: readonly JsonChange[] }
	/** Only this share of its body; the length in its headers fits. */
	| { type: 'truncated'; share: number }
	/** Another body, and maybe another status. */
	| { type: 'body'; status: number; body: string; headers: Record<string, string> }
	| {
			type: 'error';
			error: unknown;
			changes: readonly JsonChange[];
			form: ErrorForm;
			headers: Record<string, string>;
	  }
	/** The same body with another status. */
	| { type: 'status'; status: number; headers: Record<string, string> }
	/** A list whose members come twice, or whose next page is the same one. */
	| { type: 'page'; how: 'doubled' | 'endless' }
	| { type: 'stream'; how: StreamForm }
	| { type: 'delivery'; delivery: Exclude<Delivery, 'whole'>; share: number }
	| { type: 'gzip'; isGzip: boolean };

/** How an error arrives: with its own HTTP status, or in a body of status 200. */
type ErrorForm = 'status' | 'object' | 'list' | 'event' | 'bare';
type StreamForm = 'done' | 'list' | 'bare' | 'crlf' | 'comments' | 'oneLine' | 'split' | 'error';

const statuses = fc.oneof(
	fc.constantFrom(200, 201, 202, 204, 301, 302, 304, 307, 308, 400, 401, 403, 404, 408, 409, 412, 413, 429),
	fc.constantFrom(499, 500, 501, 502, 503, 504, 529),
	fc.integer({ min: 200, max: 599 }),
);

export const retryAfters = fc.constantFrom(
	...[
		'0',
		'1',
		'5',
		'-100',
		'1.5',
		'1e999',
		'Infinity',
		'NaN',
		'',
		' 7 ',
		'0x10',
		'31536000',
		'99999999999999999999',
	],
	...['Wed, 21 Oct 2099 07:28:00 GMT', 'Wed, 21 Oct 1999 07:28:00 GMT', 'tomorrow', '5, 10'],
);

const headers: fc.Arbitrary<Record<string, string>> = fc.oneof(
	{ weight: 3, arbitrary: fc.constant({}) },
	{ weight: 2, arbitrary: retryAfters.map((value) => ({ 'retry-after': value })) },
	{
		weight: 1,
		arbitrary: fc.constantFrom<Record<string, string>>(
			{ 'content-type': 'text/html; charset=utf-8' },
			{ 'content-type': 'text/event-stream' },
			{ location: '/elsewhere' },
			{ location: 'http://127.0.0.1:1/elsewhere' },
			{ range: 'bytes=0-5' },
			{ range: 'bytes=5-' },
			{ 'x-goog-generation': 'x' },
		),
	},
);

/** Bodies that no service of Google sends, as text. */
const strayBodies = fc.constantFrom(
	...[
		'',
		' ',
		'null',
		'5',
		'"x"',
		'[]',
		'true',
		'{}',
		'[{}]',
		'[null]',
		'{"a":',
		'\ufeff{}',
		")]}'\n{}",
		'no',
	],
	...['{"error":null}', '{"error":"x"}', '{"error":[]}', '{"error":{}}', '{"error":{"code":"x"}}'],
	...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
	...[
		'{"name":null}',
		'{"name":5}',
		'{"name":"x"}',
		'{"done":true}',
		'{"nextPageToken":"a"}',
		'{"text":"x"}',
	],
	'<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
	'upstream connect error or disconnect/reset before headers',
	'[{"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}]',
	...[
		'data: [DONE]\n\n',
		'data: {}\n\n',
		'data: null\n\n',
		'data:\n\n',
		': ping\n\n',
		'event: error\ndata: x\n\n',
	],
	'{"candidates":[{"content":{"parts":[null]}},null]}',
	`${'['.repeat(100_000)}${']'.repeat(100_000)}`,
	`{"message":"${'x'.repeat(300_000)}"}`,
);

/** Errors as Google sends them, by what a client does about them. */
const errors = fc.constantFrom<{ code: number; message: string; status: string; details?: unknown[] }>(
	{ code: 400, message: 'Invalid value', status: 'INVALID_ARGUMENT' },
	{
		code: 400,
		message: 'Unknown name "x"',
		status: 'INVALID_ARGUMENT',
		details: [
			{
				'@type': 'type.googleapis.com/google.rpc.BadRequest',
				fieldViolations: [{ field: 'a', description: 'b' }],
			},
		],
	},
	{ code: 401, message: 'Sign in', status: 'UNAUTHENTICATED' },
	{
		code: 403,
		message: 'Enable the API',
		status: 'PERMISSION_DENIED',
		details: [
			{
				'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
				reason: 'SERVICE_DISABLED',
				domain: 'googleapis.com',
				metadata: { consumer: 'projects/1', service: 'aiplatform.googleapis.com' },
			},
		],
	},
	{ code: 404, message: 'Not found', status: 'NOT_FOUND' },
	{ code: 409, message: 'Already exists', status: 'ALREADY_EXISTS' },
	{
		code: 429,
		message: 'Quota exceeded',
		status: 'RESOURCE_EXHAUSTED',
		details: [
			{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' },
			{
				'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
				violations: [{ quotaMetric: 'm', quotaId: 'RequestsPerMinute', quotaValue: '5' }],
			},
		],
	},
	{ code: 499, message: 'Cancelled', status: 'CANCELLED' },
	{ code: 500, message: 'Internal', status: 'INTERNAL' },
	{ code: 503, message: 'Overloaded', status: 'UNAVAILABLE' },
	{ code: 504, message: 'Deadline', status: 'DEADLINE_EXCEEDED' },
);

export const answerChanges: fc.Arbitrary<AnswerChange> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ type: fc.constant('json'), at: shares, changes: jsonChanges }) },
	{
		weight: 4,
		arbitrary: fc.record({
			type: fc.constant('error'),
			error: errors,
			changes: fc.oneof(fc.constant<JsonChange[]>([]), jsonChanges),
			form: fc.constantFrom('status', 'status', 'object', 'list', 'event', 'bare'),
			headers,
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			type: fc.constant('body'),
			status: fc.oneof(fc.constant(200), statuses),
			body: strayBodies,
			headers,
		}),
	},
	{ weight: 2, arbitrary: fc.record({ type: fc.constant('status'), status: statuses, headers }) },
	{ weight: 1, arbitrary: fc.record({ type: fc.constant('truncated'), share: shares }) },
	{
		weight: 1,
		arbitrary: fc.record({ type: fc.constant('page'), how: fc.constantFrom('doubled', 'endless') }),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			type: fc.constant('stream'),
			how: fc.constantFrom('done', 'list', 'bare', 'crlf', 'comments', 'oneLine', 'split', 'error'),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			type: fc.constant('delivery'),
			delivery: fc.constantFrom('cut', 'stall', 'drip'),
			share: shares,
		}),
	},
	{ weight: 1, arbitrary: fc.record({ type: fc.constant('gzip'), isGzip: fc.boolean() }) },
);

/** The answer after a change, and how it is delivered: the share of its body that arrives before something happens. */
export function changedAnswer(
	answer: Answer,
	change: AnswerChange,
): Answer & { delivery: Delivery; share: number } {
	const whole = { ...answer, delivery: 'whole' as const, share: 1 };
	switch (change.type) {
		case 'json':
			return { ...whole, body: Buffer.from(changedBody(answer, change)) };
		case 'truncated':
			return { ...whole, body: answer.body.subarray(0, Math.floor(answer.body.length * change.share)) };
		case 'body':
			return {
				...whole,
				status: change.status,
				headers: { 'content-type': 'application/json', ...change.headers },
				body: Buffer.from(change.body),
			};
		case 'error':
			return { ...whole, ...errorAnswer(change) };
		case 'status':
			return { ...whole, status: change.status, headers: { ...answer.headers, ...change.headers } };
		case 'page':
			return { ...whole, body: Buffer.from(changedPage(answer.body, change.how)) };
		case 'stream':
			return { ...whole, body: Buffer.from(changedStream(answer.body.toString(), change.how)) };
		case 'delivery':
			return { ...whole, delivery: change.delivery, share: change.share };
		case 'gzip':
			return {
				...whole,
				headers: { ...answer.headers, 'content-encoding': 'gzip' },
				body: change.isGzip ? gzipSync(answer.body) : answer.body,
			};
	}
}

function changedBody({ body }: Answer, { at, changes }: Extract<AnswerChange, { type: 'json' }>): string {
	const text = body.toString();
	const whole = parsed(text);
	if (whole !== undefined) return changedText(whole, changes);
	const lines = text.split('\n');
	const readable = lines.flatMap((line, index) => (jsonIn(line) === undefined ? [] : [index]));
	const chosen = readable[Math.floor(at * readable.length)];
	if (chosen === undefined) return changedText(text, changes);
	return lines
		.map((line, index) =>
			index === chosen ? `${prefixOf(line)}${changedText(jsonIn(line), changes)}` : line,
		)
		.join('\n');
}

function errorAnswer({ error, changes, form, headers }: Extract<AnswerChange, { type: 'error' }>): Answer {
	const text = changedText({ error }, changes);
	const code = typeof error === 'object' && error && 'code' in error ? Number(error.code) : 500;
	const json = { 'content-type': 'application/json; charset=UTF-8', ...headers };
	if (form === 'status') return { status: code, headers: json, body: Buffer.from(text) };
	const bodies = { object: text, list: `[${text}\n]`, event: `data: ${text}\n\n`, bare: `${text}\r\n\r\n` };
	return { status: 200, headers: json, body: Buffer.from(bodies[form]) };
}

function changedPage(body: Buffer, how: 'doubled' | 'endless'): string {
	const page = parsed(body.toString());
	if (typeof page !== 'object' || page === null) return body.toString();
	if (how === 'endless') return JSON.stringify({ ...page, nextPageToken: 'again' });
	const doubled = Object.entries(page).map(([key, value]): [string, unknown] => [
		key,
		Array.isArray(value) ? [...value, ...value] : value,
	]);
	return JSON.stringify(Object.fromEntries(doubled));
}

function changedStream(text: string, how: StreamForm): string {
	const events = text
		.split('\n')
		.flatMap((line) => (line.startsWith('data: ') ? [line.slice(6).trim()] : []));
	const error = '{"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}';
	const forms: Record<StreamForm, () => string> = {
		done: () => `${text}data: [DONE]\n\n`,
		list: () => `[${events.join(',\n')}]`,
		bare: () => events.join('\n'),
		crlf: () => text.replaceAll(/\r?\n/g, '\r\n'),
		comments: () => `: ping\n\nretry: 5\nevent: message\nid: 1\n${text}`,
		oneLine: () => text.replaceAll(/\r?\n/g, ''),
		split: () => text.replaceAll(/"/g, '"\ndata: '),
		error: () => `${text}data: ${error}\n\n`,
	};
	return forms[how]();
}

const prefixOf = (line: string) => (line.startsWith('data: ') ? 'data: ' : '');
const jsonIn = (line: string) => parsed(line.slice(prefixOf(line).length));

function parsed(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch {
		return undefined;
	}
}
