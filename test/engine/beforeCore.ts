/**
 * Requirements of n8n-core: class metadata and a user folder of its own. Import this file before n8n-core. It also takes away the
 * 250 ms that n8n allows a regular expression, which a busy machine can exceed.
 */
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setSafeRegexEngine } from 'n8n-workflow';

const folder = mkdtempSync(join(tmpdir(), 'n8n-gemini-tuning-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_LOG_LEVEL = 'silent';

setSafeRegexEngine({
	exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
	test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
	replace: (pattern, input, flags, replacement) => input.replace(new RegExp(pattern, flags), replacement),
	matchAll: (pattern, input, flags = '') =>
		Array.from(input.matchAll(new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`))),
	split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
