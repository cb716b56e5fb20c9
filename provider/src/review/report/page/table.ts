import { type Content, type Html, html } from "./html";

export interface Column {
  readonly label: string;
  /** Numbers stand on the right. */
  readonly numeric?: true;
}

export interface TableParts {
  /** What the table is, for those who hear it; not shown. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** A cell a column; the first names the row. */
  readonly rows: readonly (readonly Content[])[];
  /** A last row that sums up. */
  readonly total?: readonly Content[];
  /** Few and short columns: it stays a table on a narrow page too. */
  readonly isCompact?: true;
}

/**
 * A table that becomes a list of cards on a narrow page. The roles are spelled out because a table that isn't displayed
 * as one loses them.
 */
export function table({ caption, columns, rows, total, isCompact }: TableParts): Html {
  const head = columns.map(
    ({ label, numeric }) => html`<th role="columnheader" scope="col"${numeric && NUMERIC}>${label}</th>`,
  );
  const all = [
    ...rows.map((cells) => row(columns, cells)),
    ...(total === undefined ? [] : [row(columns, total, true)]),
  ];
  return html`<table role="table" class="${isCompact ? "compact" : "stacked"}"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${all}</tbody></table>`;
}

function row(columns: readonly Column[], cells: readonly Content[], isTotal = false): Html {
  const [name, ...rest] = cells;
  const data = rest.map((cell, at) => {
    const column = columns[at + 1];
    const kind = [...(column?.numeric ? ["number"] : []), ...(cell === "" ? ["none"] : [])].join(" ");
    return html`<td role="cell" data-label="${column?.label}"${kind !== "" && html` class="${kind}"`}><div>${cell}</div></td>`;
  });
  return html`<tr role="row"${isTotal && html` class="total"`}><th role="rowheader" scope="row">${name}</th>${data}</tr>
`;
}

const NUMERIC = html` class="number"`;
