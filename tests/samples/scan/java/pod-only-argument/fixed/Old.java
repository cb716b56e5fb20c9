package com.example.search;

import io.pinecone.clients.Pinecone; // expect java/old-client
import org.openapitools.db_control.client.model.ConfigureIndexRequest; // expect java/import-path
import org.openapitools.db_control.client.model.ConfigureIndexRequestSpec; // expect java/import-path
import org.openapitools.db_control.client.model.ConfigureIndexRequestSpecPod; // expect java/import-path

final class Old {
    void scale(Pinecone client, int replicas) {
        var pod = new ConfigureIndexRequestSpecPod().replicas(replicas); // expect java/pod-only-argument
        client.configureIndex("docs", new ConfigureIndexRequest().spec(new ConfigureIndexRequestSpec().pod(pod))); // expect java/pod-only-argument
    }
}
