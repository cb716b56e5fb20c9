import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: "Bot" | "User" };
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** What was asked for is done all the same. */
  readonly done?: boolean;
}

/**
 * A stand-in for the part of GitHub's REST API that a comment needs, made of its documentation: issue comments in pages,
 * made and edited, and who one is. Not GitHub: what it answers otherwise is not known here.
 */
export class GitHubStandIn {
  readonly comments: Comment[] = [];
  /** "GET /user" and so on, in order. */
  readonly asked: string[] = [];
  /** Answers that come before all others, one a request. */
  readonly faults: (Answer | undefined)[] = [];
  pageSize = 100;
  /** Whose token it is; undefined: an app's, which may not ask. */
  login: string | undefined = undefined;
  readonly #token = "ghs_stand-in";
  #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, headers, body }) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    return this;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((closed) => this.#server.close(() => closed()));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get env(): Record<string, string> {
    return { GITHUB_TOKEN: this.#token, GITHUB_REPOSITORY: "acme/search", GITHUB_API_URL: this.url };
  }

  add(body: string, login = "github-actions[bot]"): Comment {
    const type = login.endsWith("[bot]") ? "Bot" : "User";
    const comment: Comment = { id: this.comments.length + 1, body, user: { login, type } };
    this.comments.push(comment);
    return comment;
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? "/", this.url);
    this.asked.push(`${request.method} ${url.pathname}`);
    let text = "";
    for await (const chunk of request) text += chunk;
    const fault = this.faults.shift();
    if (fault !== undefined && fault.done !== true) return fault;
    if (request.headers.authorization !== `Bearer ${this.#token}`) return { status: 401, body: "{}" };
    const answer = this.#route(request.method, url, text);
    return fault ?? answer;
  }

  #route(method: string | undefined, url: URL, text: string): Answer {
    if (url.pathname === "/user") {
      return this.login === undefined ? { status: 403, body: "{}" } : ok({ login: this.login });
    }
    if (url.pathname === "/repos/acme/search/issues/7/comments") {
      return method === "POST" ? this.#create(text) : this.#page(url);
    }
    const id = /^\/repos\/acme\/search\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1];
    const comment = this.comments.find((each) => String(each.id) === id);
    if (method !== "PATCH" || comment === undefined) return { status: 404, body: "{}" };
    comment.body = bodyOf(text);
    return ok(this.#shown(comment));
  }

  #create(text: string): Answer {
    const body = bodyOf(text);
    if (body.length > 65_536) return { status: 422, body: "{}" };
    return { status: 201, body: JSON.stringify(this.#shown(this.add(body, this.login))) };
  }

  #page(url: URL): Answer {
    const size = Math.min(Number(url.searchParams.get("per_page")), this.pageSize);
    const page = Number(url.searchParams.get("page") ?? 1);
    const shown = this.comments.slice((page - 1) * size, page * size).map((each) => this.#shown(each));
    const more = page * size < this.comments.length;
    url.searchParams.set("page", String(page + 1));
    return { ...ok(shown), headers: more ? { link: `<${url}>; rel="next", <${url}>; rel="last"` } : {} };
  }

  #shown(comment: Comment): object {
    const url = `${this.url}/repos/acme/search/issues/comments/${comment.id}`;
    return { ...comment, url, html_url: `https://github.test/acme/search/pull/7#issuecomment-${comment.id}` };
  }
}

function ok(body: object): Answer {
  return { status: 200, body: JSON.stringify(body) };
}

function bodyOf(text: string): string {
  return (JSON.parse(text) as { body: string }).body;
}
