/** What the clients' methods give once awaited: by type, then by method. */
export const RETURNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Pinecone.PineconeClient": {
    GetIndex: "Pinecone.Index",
    Index: "Pinecone.IndexClient",
    ListIndexes: "Pinecone.IndexDetails[]",
    ListIndexesAsync: "Pinecone.IndexList",
    DescribeIndex: "Pinecone.IndexDetails",
    DescribeIndexAsync: "Pinecone.IndexModel",
    CreateIndexAsync: "Pinecone.IndexModel",
  },
};

/** Properties of the clients' types. */
export const PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Pinecone.IndexModel": { Host: "Pinecone.host", Name: "string" },
  "Pinecone.Index": { Details: "Pinecone.IndexDetails" },
};

/** Types that stand for what is in them once awaited or counted through. */
export const WRAPPERS = /^(?:Task|ValueTask|Lazy|Nullable)$/;
export const LISTS = /^(?:List|IList|IReadOnlyList|IEnumerable|ICollection|IReadOnlyCollection|HashSet)$/;
