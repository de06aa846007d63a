import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Grantee, Sharing } from '../shared/google/permissions';
import { choiceField, requiredTextField } from '../shared/panel/fields';
import { readTunedModel, tunedModelLocator } from '../shared/panel/modelLocator';
import type { Call, OperationTable } from '../shared/panel/operations';
import { ItemError } from '../shared/runtime/itemError';
import { pagingFields, readLimit, readPages } from './paging';
import { permissionLocator, readPermission } from './permissionLocator';

const sharedModel = tunedModelLocator('gemini', { description: 'The shared tuned model' });

const granteeType = choiceField({
	displayName: 'Share With',
	name: 'granteeType',
	options: [
		{ name: 'Everyone', value: 'EVERYONE', description: 'Anyone with a Google account' },
		{ name: 'Group', value: 'GROUP', description: 'All members of a Google group' },
		{ name: 'User', value: 'USER', description: 'One Google account or service account' },
	],
	default: 'USER',
});

const emailAddress = requiredTextField({
	displayName: 'Email Address',
	name: 'emailAddress',
	default: '',
	placeholder: 'e.g. nathan@example.com',
	description: 'Email address of the Google account, service account or group',
});

/** The role OWNER is missing here: only a transfer changes the owner. */
const role = choiceField({
	displayName: 'Role',
	name: 'role',
	options: [
		{ name: 'Reader', value: 'READER', description: 'Can use the tuned model' },
		{ name: 'Writer', value: 'WRITER', description: 'Can also change and share the tuned model' },
	],
	default: 'READER',
});

/** Permissions to use a tuned model. */
export const permission: OperationTable = {
	name: 'Permission',
	needs: ({ sharing }) => sharing,
	defaultOperation: 'getAll',
	operations: {
		add: {
			name: 'Add',
			action: 'Add a permission',
			description: 'Share a tuned model with a user, a group or everyone',
			fields: [
				sharedModel,
				granteeType.property,
				{ ...emailAddress.property, displayOptions: { show: { granteeType: ['GROUP', 'USER'] } } },
				role.property,
			],
			runs: 'each',
			async run(call) {
				const { ctx, itemIndex } = call;
				const model = readTunedModel(ctx, itemIndex);
				const grantee = readGrantee(ctx, itemIndex);
				return [{ ...(await sharingOf(call).add(model, grantee, role.read(ctx, itemIndex))) }];
			},
		},
		changeRole: {
			name: 'Change Role',
			action: 'Change the role of a permission',
			description: 'Change the role of a user, a group or everyone',
			fields: [sharedModel, permissionLocator, role.property],
			runs: 'each',
			async run(call) {
				const sharing = sharingOf(call);
				const newRole = role.read(call.ctx, call.itemIndex);
				return [{ ...(await sharing.changeRole(await readPermission(call, sharing), newRole)) }];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many permissions',
			description: 'Get the users and groups that a tuned model is shared with',
			fields: [sharedModel, ...pagingFields],
			runs: 'each',
			async run(call) {
				const sharing = sharingOf(call);
				const model = readTunedModel(call.ctx, call.itemIndex);
				const limit = readLimit(call.ctx, call.itemIndex);
				const permissions = await readPages('permissions', limit, (page) => sharing.list(model, page));
				return permissions.map((found): IDataObject => ({ ...found }));
			},
		},
		remove: {
			name: 'Remove',
			action: 'Remove a permission',
			description: 'Stop sharing a tuned model with a user, a group or everyone',
			fields: [sharedModel, permissionLocator],
			runs: 'each',
			async run(call) {
				const sharing = sharingOf(call);
				await sharing.remove(await readPermission(call, sharing));
				return [{ deleted: true }];
			},
		},
		transferOwnership: {
			name: 'Transfer Ownership',
			action: 'Transfer the ownership of a tuned model',
			description: 'Transfer a tuned model to another owner. Only the new owner can undo this.',
			fields: [
				sharedModel,
				{
					...emailAddress.property,
					description: 'Email address of the new owner, a Google account or service account',
				},
			],
			agentsNeedPermissionTo: 'transfer a tuned model',
			runs: 'each',
			async run(call) {
				const model = readTunedModel(call.ctx, call.itemIndex);
				const owner = readEmailAddress(call.ctx, call.itemIndex);
				await sharingOf(call).transferOwnership(model, owner);
				return [{ tunedModel: model, owner, transferred: true }];
			},
		},
	},
};

/** @throws ItemError if the service can't share single models */
function sharingOf({ backend }: Call): Sharing {
	if (backend.sharing) return backend.sharing;
	throw new ItemError(
		"Vertex AI can't share single tuned models",
		'Grant a role in the Google Cloud project instead.',
	);
}

function readGrantee(ctx: IExecuteFunctions, itemIndex: number): Grantee {
	const type = granteeType.read(ctx, itemIndex);
	return type === 'EVERYONE'
		? { granteeType: type }
		: { granteeType: type, emailAddress: readEmailAddress(ctx, itemIndex) };
}

function readEmailAddress(ctx: IExecuteFunctions, itemIndex: number): string {
	return emailAddress.read(ctx, itemIndex).trim();
}
