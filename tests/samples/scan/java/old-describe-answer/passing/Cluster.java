package com.example.search;

import io.fabric8.kubernetes.api.model.Pod;
import io.pinecone.clients.Pinecone;
import org.openapitools.db_control.client.model.IndexModel;

final class Cluster {
    String region(IndexModel model) {
        return model.getSpec().getServerless().getRegion();
    }

    int pods(IndexModel model) {
        return model.getSpec().getPod() == null ? 0 : model.getSpec().getPod().getPods();
    }

    String node(Pod pod, Deployment deployment) {
        return pod.getSpec().getNodeName() + deployment.getSpec().getPod();
    }

    interface Deployment {
        Deployment getSpec();

        String getPod();
    }
}
