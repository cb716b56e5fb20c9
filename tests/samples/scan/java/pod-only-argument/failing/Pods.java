package com.example.search;

import io.pinecone.clients.Pinecone;
import java.util.List;
import org.openapitools.db_control.client.model.PodSpecMetadataConfig;

final class Pods {
    void create(Pinecone pinecone) {
        var indexed = new PodSpecMetadataConfig().indexed(List.of("genre")); // expect java/pod-only-argument
        pinecone.createPodsIndex("docs", 8, "us-east1-gcp", "p1.x1", "cosine", indexed); // expect java/pod-only-argument
        pinecone.configurePodsIndex("docs", "p1.x2"); // expect java/pod-only-argument
    }
}
