package com.example.search;

import io.pinecone.clients.Pinecone;
import java.util.List;
import org.openapitools.db_control.client.model.IndexModel;

final class Size {
    int pods(Pinecone pinecone) {
        int sum = 0;
        for (IndexModel model : pinecone.listIndexes().getIndexes()) {
            sum += model.getSpec().getPod().getPods(); // expect java/old-describe-answer
        }
        for (var model : pinecone.listIndexes().getIndexes()) sum += model.getSpec().getPod().getReplicas(); // expect java/old-describe-answer
        return sum;
    }

    String environment(Pinecone pinecone) {
        var spec = pinecone.describeIndex("docs").getSpec(); // expect java/names-the-index
        return spec.getPod().getEnvironment(); // expect java/old-describe-answer
    }
}
