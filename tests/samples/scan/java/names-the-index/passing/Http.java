package com.example.search;

import java.net.URI;

final class Http {
    /** Once https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/query. */
    URI stats() {
        return URI.create("https://docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io/describe_index_stats");
    }
}
