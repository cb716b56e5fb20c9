package com.example.catalogue;

import io.pinecone.PineconeControlPlaneClient;
import org.openapitools.client.model.CollectionModel;
import org.openapitools.client.model.CreateCollectionRequest;
import org.openapitools.client.model.CreateIndexRequest;
import org.openapitools.client.model.CreateIndexRequestSpec;
import org.openapitools.client.model.CreateIndexRequestSpecPod;
import org.openapitools.client.model.IndexMetric;
import org.openapitools.client.model.IndexModel;

/** {@code list}, {@code create}, {@code save}: what an operator does by hand. */
public final class AdminTool {
    private final PineconeControlPlaneClient client;

    AdminTool(PineconeControlPlaneClient client) {
        this.client = client;
    }

    public static void main(String[] args) {
        AdminTool tool = new AdminTool(new Vectors(System.getenv("PINECONE_API_KEY")).control());
        switch (args[0]) {
            case "list" -> tool.list();
            case "create" -> tool.create(args[1], Integer.parseInt(args[2]));
            case "save" -> tool.save(args[1]);
            case "drop" -> tool.client.deleteIndex(args[1]);
            default -> throw new IllegalArgumentException("list, create NAME DIMENSION, save NAME or drop NAME");
        }
    }

    void list() {
        for (IndexModel index : client.listIndexes().getIndexes()) {
            System.out.printf("%s: %d pods%n", index.getName(), index.getSpec().getPod().getPods());
        }
        for (CollectionModel collection : client.listCollections().getCollections()) {
            System.out.printf("%s (saved): %d bytes%n", collection.getName(), collection.getSize());
        }
    }

    void create(String name, int dimension) {
        CreateIndexRequestSpecPod pod = new CreateIndexRequestSpecPod()
                .environment(System.getenv("PINECONE_ENVIRONMENT"))
                .podType("p1.x1")
                .replicas(2);
        client.createIndex(new CreateIndexRequest()
                .name(name)
                .dimension(dimension)
                .metric(IndexMetric.COSINE)
                .spec(new CreateIndexRequestSpec().pod(pod)));
    }

    void save(String name) {
        client.createCollection(new CreateCollectionRequest().name(name + "-saved").source(name));
    }
}
