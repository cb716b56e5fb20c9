import { type Html, html, trusted } from "../page/html";
import { folded } from "../page/parts";
import { type TableParts, table } from "../page/table";

type PlotModule = typeof import("@observablehq/plot", { with: { "resolution-mode": "import" }});
export type PlotOptions = Parameters<PlotModule["plot"]>[0];

/** What a chart may use and must fit into. */
export interface Canvas {
  readonly plot: PlotModule;
  /** Units of the drawing, which are CSS pixels on the page. */
  readonly width: number;
  readonly isNarrow: boolean;
  readonly fontSize: number;
}

/** A chart before it is drawn. */
export interface Chart {
  /** One on the page. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence, for those who don't see it. */
  readonly description: string;
  /** The same as a table; left out where the page has that table anyway. */
  readonly data?: TableParts;
  readonly legend?: readonly LegendItem[];
  draw(canvas: Canvas): PlotOptions;
}

export interface LegendItem {
  readonly label: string;
  /** One of the page's colours. */
  readonly colour: Colour;
  readonly kind: "line" | "area" | "dot" | "dash";
}

/** The page's colours, as CSS has them: each has its own value on light, on dark and on paper. */
export type Colour = "pods" | "serverless" | "overlap" | "accent" | "bad" | "muted";

export function colour(name: Colour): string {
  return `var(--${name})`;
}

/** Draws charts into the page. */
export type DrawChart = (chart: Chart) => Html;

const SIZES = { wide: { width: 880, fontSize: 13 }, narrow: { width: 320, fontSize: 11 } } as const;

interface Element {
  readonly outerHTML: string;
  readonly firstChild: Element | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  insertBefore(child: Element, before: Element | null): void;
  querySelectorAll(selector: string): Iterable<Element>;
  textContent: string;
}

interface DrawingDocument {
  createElementNS(namespace: string, name: string): Element;
}

/** Loads the chart library and a document to draw into. Both are ES modules, which this package, CommonJS, imports when needed. */
export async function loadCharts(): Promise<DrawChart> {
  const [plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as {
    document: DrawingDocument;
  };
  return (chart) => figure(chart, (size) => drawing(plot, document, chart, size));
}

/** Drawn twice, for wide and for narrow pages: a drawing that is scaled down can't be read. */
function figure(chart: Chart, draw: (size: keyof typeof SIZES) => Html): Html {
  const { title, legend = [], data } = chart;
  return html`<figure><figcaption>${title}</figcaption>${
    legend.length > 0 &&
    html`<ul class="legend">${legend.map(({ label, colour: name, kind }) => html`<li><span class="key ${kind} ${name}"></span>${label}</li>`)}</ul>`
  }
<div class="wide">${draw("wide")}</div><div class="narrow">${draw("narrow")}</div>
${data !== undefined && folded("The same as a table", table({ ...data, isCompact: true }))}</figure>
`;
}

function drawing(plot: PlotModule, document: DrawingDocument, chart: Chart, size: keyof typeof SIZES): Html {
  const { width, fontSize } = SIZES[size];
  const options = chart.draw({ plot, width, isNarrow: size === "narrow", fontSize });
  const svg = plot.plot({ ...options, width, document } as PlotOptions) as unknown as Element;
  const id = `${chart.id}-${size}`;
  for (const style of svg.querySelectorAll("style")) style.remove();
  // The picture is one thing to those who hear it: its title and its description.
  for (const part of svg.querySelectorAll("[aria-label], [aria-hidden], [aria-description]")) {
    for (const name of ["aria-label", "aria-hidden", "aria-description"]) part.removeAttribute(name);
  }
  for (const name of ["font-family", "fill", "class"]) svg.removeAttribute(name);
  svg.setAttribute("class", "chart");
  svg.setAttribute("fill", "currentColor");
  svg.setAttribute("font-size", String(fontSize));
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${id}-title ${id}-desc`);
  named(document, svg, "desc", `${id}-desc`, chart.description);
  named(document, svg, "title", `${id}-title`, chart.title);
  return trusted(svg.outerHTML);
}

function named(document: DrawingDocument, svg: Element, name: string, id: string, text: string): void {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  element.setAttribute("id", id);
  element.textContent = text;
  svg.insertBefore(element, svg.firstChild);
}
