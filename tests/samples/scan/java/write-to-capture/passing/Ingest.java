package com.example.search;

import io.pinecone.clients.Pinecone;
import java.util.List;
import java.util.Map;
import org.elasticsearch.action.index.IndexRequest;
import org.opensearch.client.opensearch.OpenSearchClient;

final class Ingest {
    private Store index = new Store();

    void write(OpenSearchClient client, Map<String, String> map, Pinecone pinecone) {
        index.upsert("id", List.of(1f));
        client.update(new IndexRequest("docs"));
        client.delete(request -> request.index("docs"));
        map.remove("upsert");
        pinecone.listIndexes();
        for (Store each : List.of(index)) each.deleteAll("books");
    }

    /** A store in memory. */
    static final class Store {
        void upsert(String id, List<Float> values) {}

        void deleteAll(String namespace) {}
    }
}
