/** A template's texts and, between them, the columns whose cells go there. */
export interface Template {
	/** One more than columns. */
	texts: string[];
	columns: string[];
}

/** `{{` and `}}` stand for braces; a brace without its other half stands for itself. */
export function parseTemplate(template: string): Template {
	const texts = [''];
	const columns: string[] = [];
	for (const [part, column] of template.matchAll(/\{\{|\}\}|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
		if (column !== undefined) {
			columns.push(column.trim());
			texts.push('');
		} else {
			texts[texts.length - 1] += part === '{{' || part === '}}' ? part.charAt(0) : part;
		}
	}
	return { texts, columns };
}
