package com.example.search;

import org.openapitools.db_control.client.model.CollectionModel; // expect java/import-path

record OnlyModels(CollectionModel collection) {}
