type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A copy without the fields that are undefined. */
export function defined<T extends object>(fields: T): Defined<T>;
export function defined(fields: object): object {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
