import { parseHTML } from "linkedom";

/** What tests ask of an element: the project has no types of the DOM. */
export interface PageElement {
  readonly id: string;
  readonly textContent: string | null;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

export interface Page extends Pick<PageElement, "querySelector" | "querySelectorAll"> {
  getElementById(id: string): PageElement | null;
}

/** A page as a browser would read it. */
export function pageOf(html: string): Page {
  return (parseHTML(html) as unknown as { document: Page }).document;
}
