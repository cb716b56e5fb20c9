package com.example.search;

import io.pinecone.clients.AsyncIndex;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;

final class Search {
    private static final String HOST = "docs-1a2b3c4.svc.us-east1-gcp.pinecone.io"; // expect java/names-the-index

    private final Index index;
    private final AsyncIndex later;

    Search(Clients clients) {
        index = clients.pinecone().getIndexConnection("docs"); // expect java/names-the-index
        later = client().getAsyncIndexConnection(System.getenv("PINECONE_INDEX")); // expect java/names-the-index
    }

    private Pinecone client() {
        return new Pinecone.Builder(System.getenv("PINECONE_API_KEY")).build();
    }

    String host() {
        return client().describeIndex("docs").getHost(); // expect java/names-the-index
    }
}
