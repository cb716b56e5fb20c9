package com.example.search;

import io.pinecone.clients.Pinecone;
import java.util.Collection;

final class Save {
    void save(Pinecone pinecone, Query query, Collection<String> ids) throws Exception {
        pinecone.createBackup("docs", "nightly", "kept a week");
        query.sourceCollection("kept");
    }

    interface Query {
        Query sourceCollection(String name);
    }
}
