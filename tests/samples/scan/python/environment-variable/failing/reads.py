import os
from os import environ, getenv

ENVIRONMENT = os.environ["PINECONE_ENVIRONMENT"]  # expect python/environment-variable
other = os.getenv("PINECONE_ENV", "us-east1-gcp")  # expect python/environment-variable
third = environ.get("PINECONE_ENVIRONMENT")  # expect python/environment-variable
fourth = getenv("PINECONE_ENVIRONMENT")  # expect python/environment-variable
