import type { Action } from '../../shared/domain/dataset/check';
import { checks } from '../../shared/domain/dataset/checkList';
import type { Estimate } from '../../shared/domain/estimate';
import type { RowsFinding } from '../dataset/findings';
import { firstPlaces } from '../dataset/findings';
import type { Place } from '../dataset/rowSource';
import { numberOf, unitOf } from '../dataset/rowSource';
import { stops } from '../dataset/summary';
import type { FileFacts } from '../files/rowsFile';
import type { Balance } from './balance';
import { totalOf } from './balance';
import type { Html } from './html';
import { html } from './html';
import type { Lengths, Report } from './datasetReport';
import { style } from './style';
import type { WorstRow } from './worstRows';

/** Renders the report as one HTML file without scripts and external resources. All texts of the rows are escaped. */
export function renderReport(report: Report): string {
	const { summary, findings, lengths, balance, worst, estimate } = report;
	const page = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width" />
				<title>Dataset</title>
				${style}
			</head>
			<body>
				<main>
					<h1>Dataset</h1>
					${verdictOf(findings)}
					<div class="tiles">
						${[
							tile(summary.rows, 'Rows'),
							tile(summary.training, 'Training'),
							tile(summary.validation, 'Validation'),
							tile(summary.dropped, 'Dropped'),
						]}
					</div>
					${estimate ? section('Estimate', estimateOf(estimate)) : undefined}
					${section('Findings', findings.length > 0 ? tableOf(findings) : html`<p>No check found a problem.</p>`)}
					${lengths.map((one) => section(`Length of ${one.title}`, lengthsOf(one)))}
					${balance ? section('Outputs', balanceOf(balance)) : undefined}
					${worst.length > 0 ? section('Rows to Review First', worstOf(worst)) : undefined}
					${(summary.files ?? []).map((file) => html`<p class="soft">${readAs(file)}</p>`)}
					<p class="soft">Fingerprint <code>${summary.fingerprint}</code></p>
				</main>
			</body>
		</html> `;
	return page.source;
}

/** Such as `rows.csv: CSV, UTF-8, delimiter ;` */
function readAs({ name, format, encoding, delimiter, sheet }: FileFacts): string {
	const facts = [
		format,
		encoding,
		delimiter && `delimiter ${namedDelimiter(delimiter)}`,
		sheet && `sheet '${sheet}'`,
	];
	return `${name}: ${facts.filter(Boolean).join(', ')}`;
}

function namedDelimiter(delimiter: string): string {
	return delimiter === '\t' ? 'tab' : delimiter;
}

function verdictOf(findings: RowsFinding[]): Html {
	const { length: count } = findings.filter(stops);
	if (count === 0) return html`<p class="good">A model can be tuned on these rows.</p>`;
	return html`<p class="bad">
		${count === 1 ? 'One thing' : `${count} things`} must be fixed before a model can be tuned on these rows.
	</p>`;
}

function estimateOf({ tokens, epochs, steps, costUsd, costUsdPerEpoch, note }: Estimate): Html {
	const tiles = [
		tile(tokens, 'Tokens per epoch'),
		epochs === null ? undefined : tile(epochs, 'Epochs'),
		steps === null ? undefined : tile(steps, 'Steps'),
		costUsd === null ? undefined : tile(dollars(costUsd), 'US dollars'),
		costUsd !== null || costUsdPerEpoch === null
			? undefined
			: tile(dollars(costUsdPerEpoch), 'US dollars per epoch'),
	].filter((one) => one !== undefined);
	return html`<p class="soft">${note}</p>
		<div class="tiles">${tiles}</div>`;
}

function dollars(amount: number): string {
	return amount > 0 && amount < 0.01 ? 'under 0.01' : amount.toFixed(2);
}

function tile(value: number | string, label: string): Html {
	return html`<div class="tile"><b>${value}</b>${label}</div>`;
}

function section(title: string, content: Html): Html {
	return html`<section>
		<h2>${title}</h2>
		${content}
	</section>`;
}

const doneBy: Readonly<Record<Action, { word: string; tone: string }>> = {
	stop: { word: 'stops', tone: 'bad' },
	drop: { word: 'dropped', tone: 'odd' },
	fix: { word: 'fixed', tone: 'odd' },
	report: { word: 'reported', tone: 'soft' },
	off: { word: 'off', tone: 'soft' },
};

function tableOf(findings: RowsFinding[]): Html {
	const rows = findings.map((finding) => {
		const { check, action, message, count } = finding;
		const { word, tone } = doneBy[action];
		return html`<tr>
			<td><b>${checks[check].title}</b></td>
			<td><span class="tag ${tone}">${word}</span></td>
			<td class="number">${count > 0 ? count : ''}</td>
			<td>${message}${placesOf(finding)}</td>
		</tr>`;
	});
	return html`<table class="wide">
		<thead>
			<tr>
				<th>Check</th>
				<th>Action</th>
				<th class="number">Rows</th>
				<th>Finding</th>
			</tr>
		</thead>
		<tbody>
			${rows}
		</tbody>
	</table>`;
}

const shownPlaces = 20;

/** Places in the message itself. */
const namedPlaces = 5;

function placesOf(finding: RowsFinding): Html | undefined {
	if (finding.count <= namedPlaces) return undefined;
	const places = firstPlaces(finding, shownPlaces);
	const more = finding.count > places.length ? ' …' : '';
	return html`<br /><span class="soft">${places.map(shortly).join(', ')}${more}</span>`;
}

function shortly(place: Place): string {
	if ('item' in place) return `item ${place.item}`;
	return `${place.file} ${unitOf(place)} ${numberOf(place)}`;
}

function lengthsOf({ bins, median, longest }: Lengths): Html {
	const most = bins.reduce((highest, { count }) => Math.max(highest, count), 1);
	const rows = bins.map(({ from, to, count }) => {
		const range = to - from === 1 ? html`${from}` : html`${from} to ${to - 1}`;
		return barRow(range, [count], most);
	});
	return html`<p class="soft">Characters. Half of the texts have at most ${median}, the longest has ${longest}.</p>
		<table class="bars">
			<tbody>
				${rows}
			</tbody>
		</table>`;
}

function balanceOf({ labels, others }: Balance): Html {
	const most = labels.reduce((highest, label) => Math.max(highest, totalOf(label)), 1);
	const rows = labels.map(({ output, training, validation }) => barRow(output, [training, validation], most));
	const more = others > 0 ? html`<p class="soft">And ${others} more.</p>` : undefined;
	return html`<p class="soft">Number of rows per output. The lighter part is the validation set.</p>
		<table class="bars">
			<tbody>
				${rows}
			</tbody>
		</table>
		${more}`;
}

/** @param counts lengths of the parts of the bar. The second part is lighter */
function barRow(name: Html | string, [count, apart = 0]: [number, number?], most: number): Html {
	const width = (part: number) => ((100 * part) / most).toFixed(1);
	const lighter = apart > 0 ? html`<span class="apart" style="width:${width(apart)}%"></span>` : undefined;
	return html`<tr>
		<td class="name">${name}</td>
		<td class="track">
			<div class="bar"><span style="width:${width(count)}%"></span>${lighter}</div>
		</td>
		<td class="number">${count + apart}</td>
	</tr>`;
}

function worstOf(rows: WorstRow[]): Html {
	const lines = rows.map(
		({ place, checks: names, excerpt }) =>
			html`<tr>
				<td>${shortly(place)}</td>
				<td>${[...new Set(names)].map((name) => checks[name].title).join(', ')}</td>
				<td>
					${excerpt === undefined ? html`<span class="soft">Not shown here, since it may be private.</span>` : html`<code>${excerpt}</code>`}
				</td>
			</tr>`,
	);
	return html`<table class="wide">
		<thead>
			<tr>
				<th>Row</th>
				<th>Findings</th>
				<th>Content</th>
			</tr>
		</thead>
		<tbody>
			${lines}
		</tbody>
	</table>`;
}
