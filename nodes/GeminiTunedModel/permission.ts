import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Grantee, Role, Sharing } from '../shared/google/permissions';
import { agentPermissionField, refuseAgents } from '../shared/runtime/agentGuard';
import { readTunedModel, tunedModelLocator } from '../shared/panel/modelLocator';
import { asChoice, readRequiredText } from '../shared/panel/parameters';
import type { Call, Resource } from './operation';
import { pagingFields, readPages } from './paging';
import { permissionLocator, readPermission } from './permissionLocator';

const granteeTypes = ['EVERYONE', 'GROUP', 'USER'] as const;

/** The role OWNER is missing here: only a transfer changes the owner. */
const roles = ['READER', 'WRITER'] as const satisfies Role[];

const sharedModel = tunedModelLocator('gemini', { description: 'The shared tuned model' });

const granteeType: INodeProperties = {
	displayName: 'Share With',
	name: 'granteeType',
	type: 'options',
	options: [
		{ name: 'Everyone', value: 'EVERYONE', description: 'Anyone with a Google account' },
		{ name: 'Group', value: 'GROUP', description: 'All members of a Google group' },
		{ name: 'User', value: 'USER', description: 'One Google account or service account' },
	],
	default: 'USER',
};

const emailAddress: INodeProperties = {
	displayName: 'Email Address',
	name: 'emailAddress',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. nathan@example.com',
	description: 'Email address of the Google account, service account or group',
};

const role: INodeProperties = {
	displayName: 'Role',
	name: 'role',
	type: 'options',
	options: [
		{ name: 'Reader', value: 'READER', description: 'Can use the tuned model' },
		{ name: 'Writer', value: 'WRITER', description: 'Can also change and share the tuned model' },
	],
	default: 'READER',
};

/** Permissions to use a tuned model. */
export const permission: Resource = {
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
				granteeType,
				{ ...emailAddress, displayOptions: { show: { granteeType: ['GROUP', 'USER'] } } },
				role,
			],
			async run(call) {
				const model = readTunedModel(call.ctx, call.itemIndex);
				return [{ ...(await sharingOf(call).add(model, readGrantee(call), readRole(call))) }];
			},
		},
		changeRole: {
			name: 'Change Role',
			action: 'Change the role of a permission',
			description: 'Change the role of a user, a group or everyone',
			fields: [sharedModel, permissionLocator, role],
			async run(call) {
				const sharing = sharingOf(call);
				const name = await readPermission(call, sharing);
				return [{ ...(await sharing.changeRole(name, readRole(call))) }];
			},
		},
		getAll: {
			name: 'Get Many',
			action: 'Get many permissions',
			description: 'Get the users and groups that a tuned model is shared with',
			fields: [sharedModel, ...pagingFields],
			async run(call) {
				const sharing = sharingOf(call);
				const model = readTunedModel(call.ctx, call.itemIndex);
				const permissions = await readPages(call, 'permissions', (page) => sharing.list(model, page));
				return permissions.map((found): IDataObject => ({ ...found }));
			},
		},
		remove: {
			name: 'Remove',
			action: 'Remove a permission',
			description: 'Stop sharing a tuned model with a user, a group or everyone',
			fields: [sharedModel, permissionLocator],
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
					...emailAddress,
					description: 'Email address of the new owner, a Google account or service account',
				},
				agentPermissionField(),
			],
			async run(call) {
				refuseAgents(call.ctx, 'transfer a tuned model', call.itemIndex);
				const model = readTunedModel(call.ctx, call.itemIndex);
				const owner = readEmailAddress(call);
				await sharingOf(call).transferOwnership(model, owner);
				return [{ tunedModel: model, owner, transferred: true }];
			},
		},
	},
};

/** @throws NodeOperationError if the service can't share single models */
function sharingOf({ ctx, backend, itemIndex }: Call): Sharing {
	if (backend.sharing) return backend.sharing;
	throw new NodeOperationError(
		ctx.getNode(),
		`Vertex AI can't share single tuned models [item ${itemIndex}]`,
		{
			itemIndex,
			description: 'Grant a role in the Google Cloud project instead.',
		},
	);
}

function readGrantee(call: Call): Grantee {
	const { ctx, itemIndex } = call;
	const given = ctx.getNodeParameter(granteeType.name, itemIndex);
	const type = asChoice(ctx, given, granteeTypes, granteeType.displayName, itemIndex);
	return type === 'EVERYONE'
		? { granteeType: type }
		: { granteeType: type, emailAddress: readEmailAddress(call) };
}

function readEmailAddress({ ctx, itemIndex }: Call): string {
	return readRequiredText(ctx, emailAddress.name, emailAddress.displayName, itemIndex).trim();
}

function readRole({ ctx, itemIndex }: Call): Role {
	return asChoice(ctx, ctx.getNodeParameter(role.name, itemIndex), roles, role.displayName, itemIndex);
}
