package com.example.search;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.pinecone.clients.Pinecone;

/** Pods of another kind. */
final class Cluster {
    PodSpec pods(Cluster client) {
        client.createPodsIndex("docs");
        client.configureIndex("docs", 3);
        return new PodSpec();
    }

    void createPodsIndex(String name) {}

    void configureIndex(String name, int replicas) {}

    Pinecone pinecone(String key) {
        return new Pinecone.Builder(key).build();
    }
}
