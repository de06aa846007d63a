import type { PageRequest } from '../http/paginate';
import type { Grantee, Role, Sharing } from '../permissions';
import type { HttpClient } from '../http/httpClient';
import { object } from '../http/shape';
import { toPermission } from './geminiConvert';
import { permissionName, tunedModelName } from './geminiNames';
import * as wire from './geminiWire';

/** Permissions of tuned models (google/ai/generativelanguage/v1beta/permission_service.proto); they need OAuth. */
export function createSharing(http: HttpClient, v1beta: string): Sharing {
	return {
		async list(model: string, { pageSize, pageToken }: PageRequest = {}) {
			const url = `${v1beta}/${tunedModelName(model)}/permissions`;
			const query = { pageSize, pageToken };
			const { items, ...rest } = await http({ method: 'GET', url, query }, wire.listPermissionsResponse);
			return { items: items.map(toPermission), ...rest };
		},
		async add(model: string, grantee: Grantee, role: Role) {
			const url = `${v1beta}/${tunedModelName(model)}/permissions`;
			const body = { ...grantee, role };
			return toPermission(await http({ method: 'POST', url, body }, wire.permission));
		},
		async changeRole(name: string, role: Role) {
			const query = { updateMask: 'role' };
			const url = `${v1beta}/${permissionName(name)}`;
			return toPermission(
				await http({ method: 'PATCH', url, query, body: { role }, repeatable: true }, wire.permission),
			);
		},
		async remove(name: string) {
			await http({ method: 'DELETE', url: `${v1beta}/${permissionName(name)}` }, object);
		},
		async transferOwnership(model: string, emailAddress: string) {
			const url = `${v1beta}/${tunedModelName(model)}:transferOwnership`;
			await http({ method: 'POST', url, body: { emailAddress } }, object);
		},
	};
}
