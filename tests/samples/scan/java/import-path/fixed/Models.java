package com.example.search;

import io.pinecone.clients.Pinecone;
import org.openapitools.client.model.CreateIndexRequestSpecPodMetadataConfig; // expect java/import-path
import org.openapitools.db_control.client.model.IndexModel; // expect java/import-path
import org.openapitools.db_control.client.model.*; // expect java/import-path

final class Models {
    static IndexModel describe(Pinecone pinecone, IndexModel model) {
        return pinecone.describeIndex(model.getName());
    }
}
