const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A number as a plain decimal without unneeded zeros, from any spelling that databases and sheets use: `1.50`, `1.5` and `15e-1`
 * become `1.5`. Moves digits instead of calculating, so that none is lost. Undefined for other values.
 */
export function numberText(value: unknown): string | undefined {
	const isNumber = typeof value === 'number' || typeof value === 'bigint';
	const text = isNumber ? String(value) : typeof value === 'string' ? value.trim() : '';
	const [, sign, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
	if (sign === undefined || whole + fraction === '') return undefined;
	const point = whole.length + Number(exponent);
	const digits = (whole + fraction).padStart(whole.length + fraction.length + Math.max(0, -point), '0');
	const shift = Math.max(0, point);
	const integer =
		digits
			.slice(0, shift)
			.padEnd(shift, '0')
			.replace(/^0+(?=\d)/, '') || '0';
	const rest = digits.slice(shift).replace(/0+$/, '');
	const plain = rest === '' ? integer : `${integer}.${rest}`;
	return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}
