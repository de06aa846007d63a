/** What a member has been given: permissions by resource, `projects/ID` or `buckets/NAME`. */
type Grants = Map<string, readonly string[]>;

/**
 * Who may do what, as far as a test says it. A member nobody has said anything about may do everything; from the first
 * grant on it may do only what it was granted, on the resource itself or on the project above it.
 */
export class Permissions {
	readonly #byMember = new Map<string, Grants>();

	/** Replaces what a member has on one resource. `*` ends a pattern: `storage.objects.*`, or `*` for everything. */
	grant(member: string, resource: string, permissions: readonly string[]): void {
		const grants: Grants = this.#byMember.get(member) ?? new Map();
		grants.set(resource, permissions);
		this.#byMember.set(member, grants);
	}

	/** Forgets what was said of a member, or of everybody. */
	clear(member?: string): void {
		if (member === undefined) this.#byMember.clear();
		else this.#byMember.delete(member);
	}

	/** Whether anything has been said of a member. */
	knows(member: string): boolean {
		return this.#byMember.has(member);
	}

	/** Whether a member has a permission on any of these resources: the one in question and those above it. */
	allows(member: string, permission: string, resources: readonly string[]): boolean {
		const grants = this.#byMember.get(member);
		if (!grants) return true;
		return resources.some((resource) =>
			(grants.get(resource) ?? []).some((granted) => fits(granted, permission)),
		);
	}

	list(): { member: string; resource: string; permissions: readonly string[] }[] {
		return [...this.#byMember].flatMap(([member, grants]) =>
			[...grants].map(([resource, permissions]) => ({ member, resource, permissions })),
		);
	}
}

function fits(granted: string, permission: string): boolean {
	return granted.endsWith('*') ? permission.startsWith(granted.slice(0, -1)) : granted === permission;
}
