/**
 * The built-in class of a value, such as `Date`, `Array` or `Object`. `instanceof` fails for values of n8n's Code node, because its
 * sandbox has its own classes.
 */
export function classOf(value: unknown): string {
	return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

export function isDate(value: unknown): value is Date {
	return classOf(value) === 'Date';
}
