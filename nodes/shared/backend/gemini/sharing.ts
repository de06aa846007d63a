import type { PageRequest } from '../paginate';
import type { Grantee, Role, Sharing } from '../sharing';
import type { HttpClient } from '../http';
import { nextPage } from '../paginate';
import { toPermission } from './convert';
import { permissionName, tunedModelName } from './names';
import type * as wire from './wire';

/** Permissions of tuned models (google/ai/generativelanguage/v1beta/permission_service.proto); they need OAuth. */
export function createSharing(http: HttpClient, v1beta: string): Sharing {
	return {
		async list(model: string, { pageSize, pageToken }: PageRequest = {}) {
			const url = `${v1beta}/${tunedModelName(model)}/permissions`;
			const page = await http<wire.ListPermissionsResponse>({
				method: 'GET',
				url,
				query: { pageSize, pageToken },
			});
			return { items: (page.permissions ?? []).map(toPermission), ...nextPage(page) };
		},
		async add(model: string, grantee: Grantee, role: Role) {
			const url = `${v1beta}/${tunedModelName(model)}/permissions`;
			return toPermission(await http<wire.Permission>({ method: 'POST', url, body: { ...grantee, role } }));
		},
		async changeRole(name: string, role: Role) {
			const query = { updateMask: 'role' };
			const url = `${v1beta}/${permissionName(name)}`;
			return toPermission(
				await http<wire.Permission>({ method: 'PATCH', url, query, body: { role }, repeatable: true }),
			);
		},
		async remove(name: string) {
			await http<object>({ method: 'DELETE', url: `${v1beta}/${permissionName(name)}` });
		},
		async transferOwnership(model: string, emailAddress: string) {
			const url = `${v1beta}/${tunedModelName(model)}:transferOwnership`;
			await http<object>({ method: 'POST', url, body: { emailAddress } });
		},
	};
}
