/** The type of a host that a description of an index told. */
export const HOST = "pinecone.host";

/** What the vendor's functions and methods give first: by type (`pinecone` for the package), then by name. */
export const RETURNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pinecone: { NewClient: "pinecone.Client", NewClientBase: "pinecone.Client" },
  "pinecone.Client": {
    Index: "pinecone.IndexConnection",
    IndexWithNamespace: "pinecone.IndexConnection",
    IndexWithAdditionalMetadata: "pinecone.IndexConnection",
    DescribeIndex: "pinecone.Index",
    CreatePodIndex: "pinecone.Index",
    CreateServerlessIndex: "pinecone.Index",
    ConfigureIndex: "pinecone.Index",
    ListIndexes: "[]pinecone.Index",
    DescribeCollection: "pinecone.Collection",
    ListCollections: "[]pinecone.Collection",
  },
  "pinecone.IndexConnection": {
    WithNamespace: "pinecone.IndexConnection",
    FetchVectors: "pinecone.FetchVectorsResponse",
    QueryByVectorId: "pinecone.QueryVectorsResponse",
    QueryByVectorValues: "pinecone.QueryVectorsResponse",
    DescribeIndexStats: "pinecone.DescribeIndexStatsResponse",
    DescribeIndexStatsFiltered: "pinecone.DescribeIndexStatsResponse",
  },
  os: { Getenv: "string" },
  fmt: { Sprintf: "string", Sprint: "string" },
  strings: { TrimSpace: "string", TrimPrefix: "string", TrimSuffix: "string", Replace: "string", ToLower: "string" },
};

/** Types that are kept apart from pointers to them: the vendor's majors differ in which of them they take. */
export const PLAIN = /^(?:\[\]|map\[|u?int\d*$|float\d+$|string$|bool$|pinecone\.(?:IndexMetric|DeletionProtection)$)/;

/** What converts a number or a text by being called. */
export const CONVERSIONS = /^(?:u?int\d*|float\d+|string)$/;

/** Fields of the vendor's structs. */
export const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pinecone: {
    Cosine: "pinecone.IndexMetric",
    Dotproduct: "pinecone.IndexMetric",
    Euclidean: "pinecone.IndexMetric",
    DeletionProtectionEnabled: "pinecone.DeletionProtection",
    DeletionProtectionDisabled: "pinecone.DeletionProtection",
  },
  "pinecone.Index": { Name: "string", Host: HOST, Spec: "pinecone.IndexSpec" },
  "pinecone.IndexSpec": { Pod: "pinecone.PodSpec", Serverless: "pinecone.ServerlessSpec" },
  "pinecone.FetchVectorsResponse": { Vectors: "map[string]pinecone.Vector", Usage: "pinecone.Usage" },
  "pinecone.QueryVectorsResponse": { Matches: "[]pinecone.ScoredVector", Usage: "pinecone.Usage" },
  "pinecone.ScoredVector": { Vector: "pinecone.Vector" },
};

/** Names of the connection's methods that no other library has: they tell what they are called on. */
export const DISTINCT = /Vector|^DescribeIndexStats/;
