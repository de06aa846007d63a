import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import type { Permission, Sharing } from '../shared/google/permissions';
import { nameProblem } from '../shared/domain/nameProblem';
import { paginate } from '../shared/google/http/paginate';
import { withConnection } from '../shared/panel/withConnection';
import { readTunedModel, tunedModelName } from '../shared/panel/modelLocator';
import type { Call } from '../shared/panel/operations';
import { readRequiredText } from '../shared/panel/parameters';
import { ItemError } from '../shared/runtime/itemError';

const pageSize = 100;
const emailMode = 'email';
const fullName = /^tunedModels\/[^/?#]+\/permissions\/[^/?#]+$/;

/** Picks one permission of the model in 'Tuned Model'. */
export const permissionLocator: INodeProperties = {
	displayName: 'Permission',
	name: 'permission',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The user, group or everyone that the tuned model is shared with',
	typeOptions: { loadOptionsDependsOn: ['tunedModel.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a permission …',
			typeOptions: { searchListMethod: 'searchPermissions', searchable: true },
		},
		{
			displayName: 'By Email Address',
			name: emailMode,
			type: 'string',
			hint: 'The user or group with the permission; looked up when the workflow runs',
			placeholder: 'e.g. nathan@example.com',
		},
		{
			displayName: 'By Full Name',
			name: 'name',
			type: 'string',
			hint: "The 'name' that 'Get Many' returns",
			placeholder: 'e.g. tunedModels/number-predictor-4tq7yx8b2k1m/permissions/everyone',
		},
	],
};

/** Lists the permissions of the picked tuned model. */
export async function searchPermissions(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const model = this.getCurrentNodeParameter(tunedModelName, { extractValue: true });
	if (typeof model !== 'string' || model === '') return { results: [] };
	return await withConnection(this, async ({ backend }) => {
		const request = { pageSize, ...(paginationToken ? { pageToken: paginationToken } : {}) };
		const page = (await backend.sharing?.list(model, request)) ?? { items: [] };
		return {
			results: page.items.map(toChoice).filter(({ name }) => contains(name, filter)),
			...(page.nextPageToken ? { paginationToken: page.nextPageToken } : {}),
		};
	});
}

function contains(text: string, filter: string): boolean {
	return text.toLowerCase().includes(filter.trim().toLowerCase());
}

function toChoice({ name, granteeType, emailAddress, role }: Permission): INodeListSearchItems {
	return { name: `${emailAddress ?? granteeType.toLowerCase()} (${role.toLowerCase()})`, value: name };
}

/**
 * Reads the permission's resource name, or looks it up by its email address.
 *
 * @throws ItemError for an invalid name, and for an address without a permission
 */
export async function readPermission({ ctx, itemIndex }: Call, sharing: Sharing): Promise<string> {
	const { name, displayName } = permissionLocator;
	const given = ctx.getNodeParameter(name, itemIndex, '');
	const text = readRequiredText(ctx, name, displayName, itemIndex).trim();
	const isEmail = isResourceLocatorValue(given) && given.mode === emailMode;
	const found = isEmail ? await findByEmail(sharing, readTunedModel(ctx, itemIndex), text) : text;
	if (found !== undefined && fullName.test(found) && nameProblem(found) === undefined) return found;
	throw new ItemError(
		isEmail
			? `The tuned model isn't shared with '${text}'`
			: `'${displayName}' can't be '${text}': it isn't the name of a permission`,
		"Use 'Get Many' to list the permissions with their names and email addresses.",
	);
}

async function findByEmail(sharing: Sharing, model: string, email: string): Promise<string | undefined> {
	for await (const permission of paginate('permissions', (page) => sharing.list(model, page), { pageSize })) {
		if (permission.emailAddress?.toLowerCase() === email.toLowerCase()) return permission.name;
	}
	return undefined;
}
