package com.example.search;

import io.pinecone.*;
import java.util.List;

final class Wildcard {
    static List<String> names(PineconeControlPlaneClient client) { // expect java/old-client
        return client.listIndexes().getIndexes().stream().map(each -> each.getName()).toList();
    }
}
