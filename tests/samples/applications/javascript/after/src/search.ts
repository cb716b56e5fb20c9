import type { OpenAI } from "openai";
import { articles } from "./pinecone.js";

export interface Hit {
  readonly id: string;
  readonly title: string;
  readonly score: number;
}

/** Finds articles of one help center by meaning. */
export class ArticleSearch {
  private readonly index = articles;

  constructor(private readonly openai: OpenAI) {}

  async search(center: string, question: string, locale: string): Promise<Hit[]> {
    const vector = await this.embed(question);
    const { matches = [] } = await this.index.namespace(center).query({
      vector,
      topK: 10,
      filter: { locale },
      includeMetadata: true,
    });
    return matches.map(({ id, score = 0, metadata }) => ({ id, score, title: metadata?.title ?? id }));
  }

  /** How much there is to be found in a language. */
  async size(locale: string): Promise<number> {
    const stats = await this.index.describeIndexStats({ filter: { locale } });
    return stats.totalRecordCount ?? 0;
  }

  private async embed(input: string): Promise<number[]> {
    const answer = await this.openai.embeddings.create({ model: "text-embedding-ada-002", input });
    return answer.data[0]?.embedding ?? [];
  }
}
