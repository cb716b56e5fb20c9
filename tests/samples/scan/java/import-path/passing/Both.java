package com.example.pets;

import io.pinecone.clients.Index;
import org.openapitools.client.ApiException;
import org.openapitools.client.model.Pet;
import org.openapitools.db_control.client.model.IndexModel;

record Both(Index index, IndexModel model, Pet pet, ApiException another) {}
