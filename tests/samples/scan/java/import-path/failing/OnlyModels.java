package com.example.search;

import org.openapitools.client.model.CollectionModel; // expect java/import-path

record OnlyModels(CollectionModel collection) {}
