import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { create, send } from './support.ts';

interface Permission {
	name: string;
	role: string;
	emailAddress?: string;
}

let emulator: Emulator;
let tokens: Record<'owner' | 'writer' | 'reader' | 'stranger', string>;

const PERMISSIONS = '/v1beta/tunedModels/job/permissions';

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	const issue = (name: string) =>
		emulator.identities.issueToken({ email: `${name}@example.com`, homeProject: name });
	tokens = {
		owner: issue('owner'),
		writer: issue('writer'),
		reader: issue('reader'),
		stranger: issue('stranger'),
	};
	await create({ ...emulator, accessToken: tokens.owner }, 'job');
	await share('writer', 'WRITER');
	await share('reader', 'READER');
});
afterEach(async () => await emulator.close());

async function share(name: string, role: string): Promise<Permission> {
	const body = { granteeType: 'USER', emailAddress: `${name}@example.com`, role };
	return (await send<Permission>(emulator, `POST ${PERMISSIONS}`, { token: tokens.owner, body })).body;
}

const listed = async () =>
	(await send<{ permissions: Permission[] }>(emulator, `GET ${PERMISSIONS}`, { token: tokens.owner })).body
		.permissions;

test('the creator is the owner; a user’s permission has 21 digits, the one for everyone is named everyone', async () => {
	const everyone = { granteeType: 'EVERYONE', role: 'READER' };
	expect(await send(emulator, `POST ${PERMISSIONS}`, { token: tokens.owner, body: everyone })).toMatchObject({
		status: 200,
		body: { name: 'tunedModels/job/permissions/everyone', ...everyone },
	});
	const permissions = await listed();
	expect(permissions).toHaveLength(4);
	expect(permissions.find(({ role }) => role === 'OWNER')).toEqual({
		name: expect.stringMatching(/^tunedModels\/job\/permissions\/\d{21}$/),
		granteeType: 'USER',
		emailAddress: 'owner@example.com',
		role: 'OWNER',
	});
	const paged = await send<{ permissions: Permission[] }>(emulator, `GET ${PERMISSIONS}?pageSize=3`, {
		token: tokens.owner,
	});
	expect(paged.body).toEqual({ permissions: permissions.slice(0, 3), nextPageToken: expect.any(String) });
});

const rights: Array<[string, string, object | undefined, string]> = [
	['GET', '/v1beta/tunedModels/job', undefined, 'owner writer reader'],
	['GET', PERMISSIONS, undefined, 'owner writer'],
	['POST', PERMISSIONS, { granteeType: 'EVERYONE', role: 'READER' }, 'owner writer'],
	['PATCH', '/v1beta/tunedModels/job', { description: 'x' }, 'owner writer'],
	['POST', '/v1beta/tunedModels/job:transferOwnership', { emailAddress: 'new@example.com' }, 'owner'],
	['DELETE', '/v1beta/tunedModels/job', undefined, 'owner'],
];

describe.each(rights)('%s %s', (method, path, body, allowed) => {
	test.each(['owner', 'writer', 'reader', 'stranger'] as const)('by the %s', async (who) => {
		const { status } = await send(emulator, `${method} ${path}`, {
			token: tokens[who],
			...(body && { body }),
		});
		expect(status).toBe(allowed.split(' ').includes(who) ? 200 : 403);
	});
});

test('only the role of a permission changes, and only with a mask', async () => {
	const { name } = await share('another', 'READER');
	const patch = (query: string, body: object) =>
		send(emulator, `PATCH /v1beta/${name}${query}`, { token: tokens.owner, body });
	expect(await patch('?updateMask=role', { role: 'WRITER' })).toMatchObject({
		status: 200,
		body: { name, role: 'WRITER' },
	});
	expect((await patch('', { role: 'READER' })).status).toBe(400);
	expect((await patch('?updateMask=emailAddress', { emailAddress: 'x@example.com' })).status).toBe(400);
	expect((await patch('?updateMask=role', { role: 'OWNER' })).status).toBe(400);
	expect((await send(emulator, `GET /v1beta/${name}`, { token: tokens.owner })).body).toMatchObject({
		role: 'WRITER',
	});
});

test('a deleted permission is gone, the owner’s cannot be deleted', async () => {
	const reader = (await listed()).find(({ emailAddress }) => emailAddress === 'reader@example.com');
	await send(emulator, `DELETE /v1beta/${reader?.name}`, { token: tokens.owner });
	expect((await send(emulator, 'GET /v1beta/tunedModels/job', { token: tokens.reader })).status).toBe(403);
	expect((await send(emulator, `GET /v1beta/${reader?.name}`, { token: tokens.owner })).status).toBe(404);
	const owner = (await listed()).find(({ role }) => role === 'OWNER');
	expect((await send(emulator, `DELETE /v1beta/${owner?.name}`, { token: tokens.owner })).status).toBe(400);
});

test('a transfer makes the old owner a writer', async () => {
	const transfer = (token: string) =>
		send(emulator, 'POST /v1beta/tunedModels/job:transferOwnership', {
			token,
			body: { emailAddress: 'reader@example.com' },
		});
	expect(await transfer(tokens.writer)).toMatchObject({
		status: 403,
		body: { error: { message: 'You need to be the owner of the resource to transfer ownership' } },
	});
	expect(await transfer(tokens.owner)).toMatchObject({ status: 200, body: {} });
	const roles = Object.fromEntries((await listed()).map(({ emailAddress, role }) => [emailAddress, role]));
	expect(roles).toMatchObject({
		'owner@example.com': 'WRITER',
		'reader@example.com': 'OWNER',
		'writer@example.com': 'WRITER',
	});
	expect((await send(emulator, 'DELETE /v1beta/tunedModels/job', { token: tokens.reader })).status).toBe(200);
});

test.each([
	[{ granteeType: 'EVERYONE', emailAddress: 'x@example.com', role: 'READER' }, 400],
	[{ granteeType: 'USER', role: 'READER' }, 400],
	[{ granteeType: 'USER', emailAddress: 'x@example.com' }, 400],
	[{ granteeType: 'USER', emailAddress: 'x@example.com', role: 'OWNER' }, 400],
	[{ granteeType: 'USER', emailAddress: 'reader@example.com', role: 'WRITER' }, 409],
])('%j is refused', async (body, status) => {
	expect((await send(emulator, `POST ${PERMISSIONS}`, { token: tokens.owner, body })).status).toBe(status);
	expect(await listed()).toHaveLength(3);
});

test('a group’s permission applies to its members, a project’s to its callers', async () => {
	const body = { granteeType: 'GROUP', emailAddress: 'team@example.com', role: 'WRITER' };
	await send(emulator, `POST ${PERMISSIONS}`, { token: tokens.owner, body });
	const member = emulator.identities.issueToken({
		email: 'member@example.com',
		homeProject: 'm',
		groups: ['team@example.com'],
	});
	expect((await send(emulator, `GET ${PERMISSIONS}`, { token: member })).status).toBe(200);
	const number = emulator.identities.project('stranger')?.number ?? '';
	await send(emulator, 'PATCH /v1beta/tunedModels/job', {
		token: tokens.owner,
		body: { readerProjectNumbers: [number] },
	});
	expect((await send(emulator, 'GET /v1beta/tunedModels/job', { token: tokens.stranger })).status).toBe(200);
	expect((await send(emulator, 'DELETE /v1beta/tunedModels/job', { token: tokens.stranger })).status).toBe(
		403,
	);
});
