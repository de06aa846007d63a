import type { INodeParameters } from 'n8n-workflow';
import { listSearch } from '../../engine/listSearch.ts';
import { runNode } from '../../engine/run.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

let scene: Scene;
let model: string;
const ada = 'ada@example.com';

beforeEach(async () => {
	scene = await setScene();
	model = await scene.trained('Number Predictor');
});

afterEach(async () => await scene.emulator.close());

const run = async (operation: string, parameters: INodeParameters = {}) => {
	const given = { resource: 'permission', operation, tunedModel: locator('name', model), ...parameters };
	return await runNode(scene.node('geminiTunedModel', given), { credentials: scene.credentials });
};

/** Shares the model and answers the permission's name. */
async function share(parameters: INodeParameters): Promise<string> {
	const [added] = (await run('add', parameters)).json('Node');
	scene.seen();
	return String(added?.name);
}

describe('Add', () => {
	it.each([
		['a user', { granteeType: 'USER', emailAddress: ada, role: 'READER' }, ada],
		[
			'a group',
			{ granteeType: 'GROUP', emailAddress: 'team@example.com', role: 'WRITER' },
			'team@example.com',
		],
		['everyone', { granteeType: 'EVERYONE', role: 'READER' }, null],
	])('%s', async (_name, parameters, emailAddress) => {
		const result = await run('add', parameters);
		expect(scene.seen()).toEqual([{ request: `POST /v1beta/${model}/permissions`, body: parameters }]);
		expect(result.json('Node')).toEqual([
			{ ...parameters, emailAddress, name: expect.stringMatching(`^${model}/permissions/[^/]+$`) },
		]);
	});

	it.each([
		['no address', { granteeType: 'USER', emailAddress: '={{ "" }}' }, "'Email Address' is empty [item 0]"],
		[
			'a role that cannot be given',
			{ role: '={{ "OWNER" }}', emailAddress: ada },
			`'Role' can't be "OWNER" [item 0]`,
		],
		[
			'nobody known',
			{ granteeType: '={{ "ROBOT" }}', emailAddress: ada },
			`'Share With' can't be "ROBOT" [item 0]`,
		],
	])('refuses %s before anything is sent', async (_name, parameters, message) => {
		expect((await run('add', parameters)).error('Node')?.message).toBe(message);
		expect(scene.seen()).toEqual([]);
	});
});

it('lists the permissions of a model page by page', async () => {
	await share({ granteeType: 'USER', emailAddress: ada, role: 'WRITER' });
	await share({ granteeType: 'EVERYONE' });
	const all = (await run('getAll', { returnAll: true })).json('Node');
	expect(all.map(({ role }) => role).sort()).toEqual(['OWNER', 'READER', 'WRITER']);
	expect(scene.seen()).toEqual([{ request: `GET /v1beta/${model}/permissions`, query: { pageSize: '100' } }]);
	expect((await run('getAll', { returnAll: false, limit: 1 })).json('Node')).toHaveLength(1);
	expect(scene.seen()).toEqual([{ request: `GET /v1beta/${model}/permissions`, query: { pageSize: '1' } }]);
});

describe('a permission that exists', () => {
	let name: string;

	beforeEach(async () => {
		name = await share({ granteeType: 'USER', emailAddress: ada, role: 'READER' });
	});

	it('changes its role, by name', async () => {
		const result = await run('changeRole', { permission: locator('name', name), role: 'WRITER' });
		expect(scene.seen()).toEqual([
			{ request: `PATCH /v1beta/${name}`, query: { updateMask: 'role' }, body: { role: 'WRITER' } },
		]);
		expect(result.json('Node')).toEqual([{ name, granteeType: 'USER', emailAddress: ada, role: 'WRITER' }]);
	});

	it('changes its role, by email address', async () => {
		await run('changeRole', { permission: locator('email', ' Ada@Example.com'), role: 'WRITER' });
		expect(scene.seen().map(({ request }) => request)).toEqual([
			`GET /v1beta/${model}/permissions`,
			`PATCH /v1beta/${name}`,
		]);
	});

	it('is removed', async () => {
		expect((await run('remove', { permission: locator('list', name) })).json('Node')).toEqual([
			{ deleted: true },
		]);
		expect(scene.seen()).toEqual([{ request: `DELETE /v1beta/${name}` }]);
	});

	it.each([
		['email', 'nobody@example.com', "The tuned model isn't shared with 'nobody@example.com' [item 0]"],
		['name', 'everyone', "'Permission' can't be 'everyone': it isn't the name of a permission [item 0]"],
		[
			'name',
			'tunedModels/x/permissions/../../y',
			"'Permission' can't be 'tunedModels/x/permissions/../../y': it isn't the name of a permission [item 0]",
		],
	])('rejects an invalid value (%s: %s)', async (mode, value, message) => {
		expect((await run('remove', { permission: locator(mode, value) })).error('Node')?.message).toBe(message);
		expect(scene.seen().filter(({ request }) => !request.startsWith('GET'))).toEqual([]);
	});

	it('is found in the list of the model that is picked', async () => {
		const parameters = { resource: 'permission', operation: 'remove', tunedModel: locator('name', model) };
		const search = async (filter?: string) =>
			await listSearch(scene.node('geminiTunedModel', parameters), 'searchPermissions', {
				credentials: scene.credentials,
				path: 'parameters.permission',
				...(filter !== undefined && { filter }),
			});
		expect((await search('ADA')).results).toEqual([{ name: `${ada} (reader)`, value: name }]);
		expect((await search()).results).toHaveLength(2);
	});
});

it('transfers the ownership; the former owner can still write', async () => {
	const result = await run('transferOwnership', { emailAddress: ada });
	expect(scene.seen()).toEqual([
		{ request: `POST /v1beta/${model}:transferOwnership`, body: { emailAddress: ada } },
	]);
	expect(result.json('Node')).toEqual([{ tunedModel: model, owner: ada, transferred: true }]);
	const permissions = (await run('getAll')).json('Node');
	expect(permissions.map(({ emailAddress, role }) => [role, emailAddress === ada]).sort()).toEqual([
		['OWNER', true],
		['WRITER', false],
	]);
});
