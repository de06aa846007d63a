/** How long texts are, in characters. */
export interface Histogram {
	min: number;
	max: number;
	mean: number;
	median: number;
	/** 95th percentile. */
	p95: number;
	/** In order, without gaps; the last reaches up to the longest text, however long. Empty where there are no texts. */
	bins: Bin[];
}

export interface Bin {
	/** Included. */
	from: number;
	/** Included. */
	to: number;
	training: number;
	validation: number;
}

const wantedBins = 20;

/** @param training lengths, which are put in order here */
export function histogramOf(training: Uint32Array, validation: Uint32Array): Histogram {
	const all = new Uint32Array(training.length + validation.length);
	all.set(training);
	all.set(validation, training.length);
	all.sort();
	const at = (share: number) => all[Math.min(all.length - 1, Math.floor(share * all.length))] ?? 0;
	const max = all.at(-1) ?? 0;
	const width = roundWidth(at(0.99) / wantedBins);
	const count = all.length === 0 ? 0 : Math.min(wantedBins, Math.floor(max / width) + 1);
	const bins = Array.from({ length: count }, (_, index) => ({
		from: index * width,
		to: index === count - 1 ? Math.max(max, (index + 1) * width - 1) : (index + 1) * width - 1,
		training: 0,
		validation: 0,
	}));
	const fill = (lengths: Uint32Array, part: 'training' | 'validation') =>
		lengths.forEach((length) => {
			const bin = bins[Math.min(count - 1, Math.floor(length / width))];
			if (bin) bin[part]++;
		});
	fill(training, 'training');
	fill(validation, 'validation');
	const sum = all.reduce((total, length) => total + length, 0);
	const mean = all.length === 0 ? 0 : sum / all.length;
	return { min: all[0] ?? 0, max, mean, median: at(0.5), p95: at(0.95), bins };
}

/** The next 1, 2 or 5 times a power of ten. */
function roundWidth(width: number): number {
	const power = 10 ** Math.floor(Math.log10(Math.max(1, width)));
	return ([1, 2, 5].find((step) => step * power >= width) ?? 10) * power;
}
