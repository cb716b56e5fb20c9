package com.example.pets;

import org.openapitools.client.ApiClient;
import org.openapitools.client.model.IndexModel;
import org.openapitools.client.model.Pet;

/** A client of another API, made by the same generator. */
final class PetStore {
    Pet first(ApiClient client, IndexModel model) {
        return client.pets("org.openapitools.client.model.IndexModel").get(0);
    }
}
