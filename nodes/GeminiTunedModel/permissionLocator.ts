import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import type { Permission, Sharing } from '../shared/backend/sharing';
import { nameProblem } from '../shared/domain/nameProblem';
import { paginate } from '../shared/backend/paginate';
import { withConnection } from '../shared/n8n/withConnection';
import { readTunedModel, tunedModelName } from '../shared/n8n/modelLocator';
import { readRequiredText } from '../shared/n8n/parameters';
import type { Call } from './operation';

const pageSize = 100;
const emailMode = 'email';
const fullName = /^tunedModels\/[^/?#]+\/permissions\/[^/?#]+$/;

/** Picks one permission of the tuned model that is picked beside it. */
export const permissionLocator: INodeProperties = {
	displayName: 'Permission',
	name: 'permission',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'With whom the tuned model is shared',
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
			hint: 'The user or group it is shared with; looked up when the workflow runs',
			placeholder: 'e.g. nathan@example.com',
		},
		{
			displayName: 'By Full Name',
			name: 'name',
			type: 'string',
			hint: 'The name that Get Many puts out',
			placeholder: 'e.g. tunedModels/number-predictor-4tq7yx8b2k1m/permissions/everyone',
		},
	],
};

/** Lists whom the picked tuned model is shared with. */
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
 * The resource name of the permission that was picked, typed or is found by its e-mail address.
 *
 * @throws NodeOperationError for a name that is none, and an address with which the model is not shared
 */
export async function readPermission({ ctx, itemIndex }: Call, sharing: Sharing): Promise<string> {
	const { name, displayName } = permissionLocator;
	const given = ctx.getNodeParameter(name, itemIndex, '');
	const text = readRequiredText(ctx, name, displayName, itemIndex).trim();
	const isEmail = isResourceLocatorValue(given) && given.mode === emailMode;
	const found = isEmail ? await findByEmail(sharing, readTunedModel(ctx, itemIndex), text) : text;
	if (found !== undefined && fullName.test(found) && nameProblem(found) === undefined) return found;
	throw new NodeOperationError(
		ctx.getNode(),
		isEmail
			? `The tuned model is not shared with '${text}' [item ${itemIndex}]`
			: `'${displayName}' cannot be '${text}' [item ${itemIndex}]`,
		{
			itemIndex,
			description: "Use 'Get Many' to see whom it is shared with, and the names of the permissions.",
		},
	);
}

async function findByEmail(sharing: Sharing, model: string, email: string): Promise<string | undefined> {
	for await (const permission of paginate('permissions', (page) => sharing.list(model, page), { pageSize })) {
		if (permission.emailAddress?.toLowerCase() === email.toLowerCase()) return permission.name;
	}
	return undefined;
}
